"""What is due, and which fund accounts runs may pay it from: a suggestion, the command decides."""

from datetime import date

from sqlalchemy import select

from projections.fund_accounts import accounts as funds
from projections.funds import payables
from projections.views import Views


def due_payables(views: Views, entity: str, on: date) -> dict[str, list[str]]:
    """Currency -> ids of open payables of an entity that are due by a day."""
    due = payables.c.due_date <= on.isoformat()
    query = select(payables.c.currency, payables.c.id).where(
        payables.c.entity == entity, payables.c.status == "due", due
    )
    found: dict[str, list[str]] = {}
    with views.engine.connect() as connection:
        for currency, stream in connection.execute(query.order_by(payables.c.due_date, payables.c.id)):
            found.setdefault(currency, []).append(stream)
    return found


def paying_funds(views: Views, entity: str, currency: str) -> list[tuple[str, str | None, str]]:
    """Account, project and bank account of what runs of an entity may pay from, the oldest first: those of projects that
    are no wages' and no retention's, and the operating ones of no project."""
    purposes = (funds.c.purpose == "operating") | ((funds.c.purpose == "project") & funds.c.project.is_not(None))
    mine = (funds.c.entity == entity, funds.c.currency == currency, purposes)
    columns = (funds.c.fund_account, funds.c.project, funds.c.bank_account)
    with views.engine.connect() as connection:
        rows = connection.execute(select(*columns).where(*mine).order_by(funds.c.position)).all()
    return [(account, project, bank) for account, project, bank in rows]
