"""What requisitions and their approvals do to the rows of their cases."""

from collections.abc import Iterable

from sqlalchemy import bindparam, case, update

from contracts.currency import MINOR_UNITS
from contracts.requisition import RequisitionLine, line_amount
from contracts.values import Ref
from events._base import Recorded
from events.requisition import (
    RequisitionClosed,
    RequisitionClosedShort,
    RequisitionConcluded,
    RequisitionCreated,
    RequisitionExpired,
    RequisitionOrdered,
    RequisitionOrderReleased,
    RequisitionParked,
    RequisitionRevised,
    RequisitionSubmitted,
    RequisitionWithdrawn,
)
from projections._base import Changes, one_of, upsert
from projections._columns import at_scale, listed, micros
from projections.cases import ALSO_IN_PROGRESS, CASES, ENTER, cases, moved_on, touched

_UNPARKED: dict[str, object] = {"parked_step": None, "parked_code": None}
_WITHOUT_DECIMALS = tuple(code for code, decimals in MINOR_UNITS.items() if decimals == 0)
_WITH_THREE = tuple(code for code, decimals in MINOR_UNITS.items() if decimals == 3)
_REVISED_TOTAL = (
    update(cases)
    .where(cases.c.id == bindparam("case"))
    .values(
        total=case(
            (one_of(cases.c.currency, _WITHOUT_DECIMALS), bindparam("total_0", type_=cases.c.total.type)),
            (one_of(cases.c.currency, _WITH_THREE), bindparam("total_3", type_=cases.c.total.type)),
            else_=bindparam("total_2", type_=cases.c.total.type),
        )
    )
)
"""A revision does not repeat the currency, so its total is offered in each number of decimals that currencies have."""


def _status(ref: Ref, at: Recorded, status: str, **values: object) -> Changes:
    yield touched(ref, status=status, **_UNPARKED, **values)
    yield from moved_on(str(ref.id), at)


def _total(lines: Iterable[RequisitionLine], currency: str) -> int:
    return sum(line_amount(line, currency).minor for line in lines)


def _figures(lines: Iterable[RequisitionLine]) -> dict[str, object]:
    known = tuple(lines)
    return {
        "wanted_quantity": sum(at_scale(line.quantity.amount) for line in known),
        "projects": listed(line.cost_object.project for line in known),
        "needed_by": min((line.needed_by.isoformat() for line in known), default=None),
    }


@CASES.on(RequisitionCreated)
def _created(event: RequisitionCreated, at: Recorded) -> Changes:
    ref, when = event.ref, micros(at.occurred_at)
    row: dict[str, object] = {
        "number": ref.number,
        "entity": ref.entity,
        "title": event.title,
        "requester": event.requester,
        "currency": event.currency,
        "total": _total(event.lines, event.currency),
        "status": "draft",
        "stage": "draft",
        "stage_number": 1,
        "since": when,
        "with_kind": "person",
        "with_whom": listed([event.requester]),
        "created_at": when,
        "events": 1,
        "position": at.position,
    }
    yield upsert(cases, {"id": str(ref.id)}, **row, **_figures(event.lines))
    yield ENTER, {"case": str(ref.id)}


@CASES.on(RequisitionRevised)
def _revised(event: RequisitionRevised, _: Recorded) -> Changes:
    case_id = str(event.ref.id)
    totals = {"total_0": _total(event.lines, "JPY"), "total_2": _total(event.lines, "EUR")}
    totals |= {"total_3": _total(event.lines, "KWD")}
    yield touched(event.ref, **_UNPARKED, **_figures(event.lines))
    yield _REVISED_TOTAL, {"case": case_id, **totals}
    yield ALSO_IN_PROGRESS, {"case": case_id}


@CASES.on(RequisitionSubmitted)
def _submitted(event: RequisitionSubmitted, at: Recorded) -> Changes:
    submitted = {"round": event.round, "total": event.total.minor, "submitted_at": micros(at.occurred_at)}
    return _status(event.ref, at, "submitted", **submitted)


@CASES.on(RequisitionConcluded)
def _concluded(event: RequisitionConcluded, at: Recorded) -> Changes:
    ended = {"ended_at": micros(at.occurred_at)} if event.verdict == "rejected" else {}
    return _status(event.ref, at, event.verdict, **ended)


@CASES.on(RequisitionOrdered)
def _ordered(event: RequisitionOrdered, _: Recorded) -> Changes:
    """The order's own event, which follows in the same transaction, moves the case on: it knows what has come of it."""
    ordered = {"ordered_quantity": sum(at_scale(line.quantity) for line in event.lines)}
    yield touched(event.ref, ordered, **_UNPARKED)


@CASES.on(RequisitionOrderReleased)
def _order_released(event: RequisitionOrderReleased, _: Recorded) -> Changes:
    """As with ordering, the order's own event moves the case on."""
    ordered = {"ordered_quantity": -sum(at_scale(line.quantity) for line in event.lines)}
    yield touched(event.ref, ordered, **_UNPARKED)


_ONLY_ORDERED = update(cases).where(cases.c.id == bindparam("case")).values(wanted_quantity=cases.c.ordered_quantity)


@CASES.on(RequisitionClosedShort)
def _closed_short(event: RequisitionClosedShort, at: Recorded) -> Changes:
    """Nothing more will be ordered: what is ordered already is all that is wanted."""
    yield _ONLY_ORDERED, {"case": str(event.ref.id)}
    yield touched(event.ref, **_UNPARKED)
    yield from moved_on(str(event.ref.id), at)


@CASES.on(RequisitionWithdrawn)
def _withdrawn(event: RequisitionWithdrawn, at: Recorded) -> Changes:
    return _status(event.ref, at, "withdrawn", ended_at=micros(at.occurred_at))


@CASES.on(RequisitionExpired)
def _expired(event: RequisitionExpired, at: Recorded) -> Changes:
    return _status(event.ref, at, "expired", ended_at=micros(at.occurred_at))


@CASES.on(RequisitionClosed)
def _closed(event: RequisitionClosed, at: Recorded) -> Changes:
    return _status(event.ref, at, "closed", ended_at=micros(at.occurred_at))


@CASES.on(RequisitionParked)
def _parked(event: RequisitionParked, _: Recorded) -> Changes:
    yield touched(event.ref, parked_step=event.step, parked_code=event.code)
