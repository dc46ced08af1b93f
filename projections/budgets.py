"""What alters budgets beside their moves: changes and exceptions, periods that are closed, opening balances, what was carried."""

from sqlalchemy import Index

from contracts.budget_period import PeriodFinding
from contracts.values import Money
from events._base import Recorded
from events.budget_change import (
    BudgetChangeAsked,
    BudgetChangeConcluded,
    BudgetChangeParked,
    BudgetChangeWithdrawn,
)
from events.budget_line import (
    BudgetControlled,
    CarriedForward,
    ExceptionGranted,
    ExceptionUsed,
    OpeningBalancesRecorded,
    OpeningCommitmentRecorded,
    OpeningRelieved,
)
from events.budget_period import BudgetPeriodClosed, BudgetPeriodReopened
from projections._base import Changes, change, upsert
from projections._columns import as_json, count, instant, key, micros, minor, number_key, structure, text
from projections.cost import COST, cost, line

changes = COST.table(
    "budget_changes",
    key("id"),
    *(text(name) for name in ("number", "entity", "author", "status", "kind", "reason", "why", "currency")),
    *(text(name) for name in ("project", "cost_code", "period", "to_project", "to_cost_code", "to_period")),
    *(text(name) for name in ("document_id", "until", "parked_code")),
    minor("amount"),
    minor("used"),
    count("round"),
    *(instant(name) for name in ("asked_at", "ended_at")),
    count("position"),
)
"""`used` is how much of an exception is used up."""
Index("view_budget_changes_by_position", changes.c.position)
periods = COST.table(
    "budget_periods",
    key("entity"),
    key("period"),
    *(text(name) for name in ("status", "closed_by", "reopened_by", "why")),
    *(instant(name) for name in ("closed_at", "reopened_at")),
    structure("findings"),
)
openings = COST.table(
    "budget_openings",
    *(key(name) for name in ("entity", "project", "cost_code", "period")),
    text("as_of"),
    text("currency"),
    *(minor(name) for name in ("pre_encumbered", "encumbered", "accrued", "actual", "paid")),
)
commitments = COST.table(
    "opening_commitments",
    *(key(name) for name in ("entity", "project", "cost_code", "reference")),
    *(text(name) for name in ("period", "currency")),
    *(minor(name) for name in ("amount", "billed", "released", "left")),
)
reliefs = COST.table(
    "opening_reliefs",
    number_key("position"),
    *(text(name) for name in ("entity", "project", "cost_code", "period", "reference", "invoice", "currency")),
    minor("amount"),
    *(text(name) for name in ("why", "relieved_by")),
    instant("relieved_at"),
)
"""What ended of opening commitments: billed by `invoice`, or returned to the budget."""
carried = COST.table(
    "carried_commitments",
    number_key("position"),
    *(text(name) for name in ("entity", "project", "cost_code", "period", "to_period", "hold", "currency")),
    minor("amount"),
    instant("carried_at"),
)


@COST.on(BudgetChangeAsked)
def _asked(event: BudgetChangeAsked, at: Recorded) -> Changes:
    terms, to = event.terms, event.terms.to
    yield upsert(
        changes,
        {"id": str(event.ref.id)},
        number=event.ref.number,
        entity=event.ref.entity,
        author=event.author,
        status="submitted",
        kind=terms.kind,
        reason=terms.reason,
        currency=terms.amount.currency,
        amount=terms.amount.minor,
        **terms.cost_object.model_dump(),
        **{f"to_{name}": value for name, value in (to.model_dump() if to else dict.fromkeys(_PLACE)).items()},
        document_id=str(terms.document) if terms.document else None,
        until=terms.until.isoformat() if terms.until else None,
        parked_code=None,
        round=event.round,
        asked_at=micros(at.occurred_at),
        position=at.position,
    )


_PLACE = ("project", "cost_code", "period")


@COST.on(BudgetChangeConcluded)
def _concluded(event: BudgetChangeConcluded, at: Recorded) -> Changes:
    ended = None if event.verdict == "returned" else micros(at.occurred_at)
    yield change(changes, {"id": str(event.ref.id)}, status=event.verdict, parked_code=None, ended_at=ended)


@COST.on(BudgetChangeWithdrawn)
def _withdrawn(event: BudgetChangeWithdrawn, at: Recorded) -> Changes:
    end = {"why": event.why, "ended_at": micros(at.occurred_at), "parked_code": None}
    yield change(changes, {"id": str(event.ref.id)}, status="withdrawn", **end)


@COST.on(BudgetChangeParked)
def _parked(event: BudgetChangeParked, _: Recorded) -> Changes:
    yield change(changes, {"id": str(event.ref.id)}, parked_code=event.code)


@COST.on(ExceptionGranted)
def _granted(event: ExceptionGranted, _: Recorded) -> Changes:
    yield change(cost, line(event.entity, event.cost_object), {"exceptions": 1})


@COST.on(ExceptionUsed)
def _used(event: ExceptionUsed, _: Recorded) -> Changes:
    yield change(changes, {"id": str(event.exception.id)}, {"used": event.amount.minor})


@COST.on(BudgetControlled)
def _controlled(event: BudgetControlled, _: Recorded) -> Changes:
    yield change(cost, line(event.entity, event.cost_object), controls=as_json(event.controls.model_dump(mode="json")))


@COST.on(OpeningBalancesRecorded)
def _opened(event: OpeningBalancesRecorded, _: Recorded) -> Changes:
    stages = ("pre_encumbered", "encumbered", "accrued", "actual", "paid")
    amounts = {stage: getattr(event, stage).minor for stage in stages}
    about = {"as_of": event.as_of.isoformat(), "currency": event.paid.currency}
    yield upsert(openings, line(event.entity, event.cost_object), **about, **amounts)


@COST.on(OpeningCommitmentRecorded)
def _committed(event: OpeningCommitmentRecorded, _: Recorded) -> Changes:
    of = line(event.entity, event.cost_object)
    where = {name: of[name] for name in ("entity", "project", "cost_code")} | {"reference": event.reference}
    about = {"period": of["period"], "currency": event.amount.currency, "amount": event.amount.minor}
    yield upsert(commitments, where, **about, billed=0, released=0, left=event.amount.minor)


@COST.on(OpeningRelieved)
def _relieved(event: OpeningRelieved, at: Recorded) -> Changes:
    of, amount = line(event.entity, event.cost_object), event.amount.minor
    about = {"reference": event.reference, "invoice": event.invoice, "currency": event.amount.currency}
    told = {"why": event.why, "relieved_by": event.relieved_by, "relieved_at": micros(at.occurred_at)}
    yield upsert(reliefs, {"position": at.position}, **of, **about, amount=amount, **told)
    if event.reference is not None:
        where = {name: of[name] for name in ("entity", "project", "cost_code")} | {"reference": event.reference}
        yield change(commitments, where, {"billed" if event.invoice else "released": amount, "left": -amount})


@COST.on(CarriedForward)
def _carried(event: CarriedForward, at: Recorded) -> Changes:
    yield upsert(
        carried,
        {"position": at.position},
        **line(event.entity, event.cost_object),
        to_period=event.to_period,
        hold=event.key,
        currency=event.amount.currency,
        amount=event.amount.minor,
        carried_at=micros(at.occurred_at),
    )


@COST.on(BudgetPeriodClosed)
def _closed(event: BudgetPeriodClosed, at: Recorded) -> Changes:
    closed = {"status": "closed", "closed_by": event.closed_by, "closed_at": micros(at.occurred_at)}
    again = {"reopened_by": None, "why": None, "reopened_at": None}
    where = {"entity": event.entity, "period": event.period}
    yield upsert(periods, where, **closed, **again, findings=as_json([_finding(each) for each in event.findings]))


def _finding(found: PeriodFinding) -> dict[str, object]:
    amounts = {currency: Money(amount=amount, currency=currency).minor for currency, amount in found.amounts}
    return {"code": found.code, "count": found.count, "amounts": amounts}


@COST.on(BudgetPeriodReopened)
def _reopened(event: BudgetPeriodReopened, at: Recorded) -> Changes:
    opened = {"reopened_by": event.reopened_by, "why": event.why, "reopened_at": micros(at.occurred_at)}
    yield change(periods, {"entity": event.entity, "period": event.period}, status="open", **opened)
