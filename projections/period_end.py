"""What stands at the end of a month of a legal entity: its budget lines, and the documents that are not done."""

from sqlalchemy import Select, func, or_, select

from contracts.budget_period import Standing
from contracts.values import CostObject
from projections._base import Projection
from projections.cost import COST, cost
from projections.documents import DOCUMENTS, invoices
from projections.funds import FUNDS
from projections.measurements import MEASUREMENTS, sheets
from projections.payment_runs import runs
from projections.views import Views

NEEDED: tuple[Projection, ...] = (COST, DOCUMENTS, FUNDS, MEASUREMENTS)


def standing(views: Views, entity: str, period: str) -> Standing:
    """Every budget line of the month; invoices in exception, payment runs under way and unsigned sheets of it or before."""
    last = f"{period}-31"
    counts: dict[str, Select[tuple[int]]] = {
        "invoices-in-exception": _count().where(
            invoices.c.entity == entity,
            invoices.c.status == "held",
            or_(invoices.c.issue_date.is_(None), invoices.c.issue_date <= last),
        ),
        "payment-runs-open": _count().where(
            runs.c.entity == entity,
            runs.c.status.not_in(("completed", "cancelled")),
            runs.c.execution_date <= last,
        ),
        "sheets-not-signed": _count().where(
            sheets.c.entity == entity, sheets.c.status == "measured", sheets.c.measured_on <= last
        ),
    }
    mine = (cost.c.entity == entity, cost.c.period == period)
    places = select(cost.c.project, cost.c.cost_code).where(*mine).order_by(cost.c.project, cost.c.cost_code)
    with views.engine.connect() as connection:
        lines = tuple(
            CostObject(project=project, cost_code=code, period=period) for project, code in connection.execute(places)
        )
        counted = {code: connection.scalar(query) or 0 for code, query in counts.items()}
    return Standing(lines=lines, counted=counted)


def _count() -> Select[tuple[int]]:
    return select(func.count())
