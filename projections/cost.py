"""Cost: budget and where its money stands, per project, cost code and period; and every move behind the figures."""

from sqlalchemy import Index, bindparam, update

from contracts.values import Converted, CostObject
from events._base import Event, Recorded
from events.budget_line import (
    BudgetOpened,
    BudgetRevised,
    FundsAccrued,
    FundsEncumbered,
    FundsMove,
    FundsPaid,
    FundsReleased,
    FundsReserved,
    FundsSpent,
    FundsUnpaid,
    OverspendWarned,
)
from projections._base import Changes, Projection, change, upsert
from projections._columns import (
    as_json,
    count,
    instant,
    key,
    micros,
    minor,
    minor_or_none,
    number_key,
    structure,
    text,
)

COST = Projection("cost")
cost = COST.table(
    "cost",
    *(key(name) for name in ("entity", "project", "cost_code", "period")),
    text("currency"),
    text("control"),
    *(minor(name) for name in ("budget", "available", "pre_encumbered", "encumbered", "accrued", "actual", "paid")),
    count("warnings"),
    count("exceptions"),
    structure("controls"),
)
moves = COST.table(
    "cost_moves",
    number_key("position"),
    *(text(name) for name in ("entity", "project", "cost_code", "period", "currency", "kind", "source", "target")),
    minor("amount"),
    *(text(name) for name in ("cause_kind", "cause_id", "cause_number", "actor", "hold", "difference")),
    minor_or_none("original", "original_currency"),
    *(text(name) for name in ("original_currency", "rate", "rate_date", "rate_source")),
    instant("occurred_at"),
)
"""`kind` is reserve, encumber and so on as the event is named; `hold` the document line that holds the amount now."""
Index("view_cost_moves_by_line", moves.c.project, moves.c.cost_code, moves.c.period, moves.c.position)

_AMOUNT = bindparam("amount", type_=cost.c.budget.type)
_REVISE = (
    update(cost)
    .where(*(cost.c[name] == bindparam(f"is_{name}") for name in ("entity", "project", "cost_code", "period")))
    .values(available=cost.c.available + _AMOUNT - cost.c.budget, budget=_AMOUNT)
)


def line(entity: str, cost_object: CostObject) -> dict[str, str]:
    """The key of a budget line."""
    where = {"project": cost_object.project, "cost_code": cost_object.cost_code, "period": cost_object.period}
    return {"entity": entity, **where}


@COST.on(BudgetOpened)
def _opened(event: BudgetOpened, _: Recorded) -> Changes:
    amount = event.amount.minor
    figures = {"budget": amount, "available": amount, "currency": event.amount.currency, "control": event.control}
    figures["controls"] = as_json(event.controls.model_dump(mode="json")) if event.controls else None
    yield upsert(cost, line(event.entity, event.cost_object), **figures)


@COST.on(BudgetRevised)
def _revised(event: BudgetRevised, _: Recorded) -> Changes:
    where = {f"is_{name}": value for name, value in line(event.entity, event.cost_object).items()}
    yield _REVISE, {**where, "amount": event.amount.minor}


@COST.on(OverspendWarned)
def _warned(event: OverspendWarned, _: Recorded) -> Changes:
    yield change(cost, line(event.entity, event.cost_object), {"warnings": 1})


@COST.on(FundsReserved, FundsEncumbered, FundsAccrued, FundsSpent, FundsPaid, FundsUnpaid, FundsReleased)
def _moved(event: FundsMove, at: Recorded) -> Changes:
    amount, where = event.amount.minor, line(event.entity, event.cost_object)
    if event.source != event.target:
        yield change(cost, where, {event.source: -amount, event.target: amount})
    yield upsert(
        moves,
        {"position": at.position},
        **where,
        currency=event.amount.currency,
        kind=_kind(event),
        source=event.source,
        target=event.target,
        amount=amount,
        cause_kind=event.cause.kind,
        cause_id=str(event.cause.id),
        cause_number=event.cause.number,
        actor=at.meta.actor.name,
        hold=event.key or None,
        difference=event.difference,
        **_origin(event.origin),
        occurred_at=micros(at.occurred_at),
    )


def _origin(origin: Converted | None) -> dict[str, object]:
    """The line of a document in another currency that a move belongs to, and the rate it was booked at."""
    if origin is None:
        return {}
    return {
        "original": origin.original.minor,
        "original_currency": origin.original.currency,
        "rate": f"{origin.rate:f}",
        "rate_date": origin.rate_date.isoformat(),
        "rate_source": origin.source,
    }


def _kind(event: Event) -> str:
    """budget_line.funds_reserved.v1 -> funds_reserved."""
    return event.stored_as.split(".")[1]
