"""Sourcing: RFQs and who was asked, and what was awarded."""

from events._base import Recorded
from events.rfq import (
    AwardedLine,
    RfqAmended,
    RfqAwardConcluded,
    RfqAwarded,
    RfqCancelled,
    RfqGivenBack,
    RfqIssued,
    RfqOpened,
    RfqOrdered,
    RfqReminded,
)
from projections._base import Changes, Projection, change, upsert
from projections._columns import (
    at_scale,
    count,
    flag,
    instant,
    key,
    listed,
    micros,
    minor,
    minor_or_none,
    names,
    number_key,
    scaled,
    text,
)

SOURCING = Projection("sourcing")
rfqs = SOURCING.table(
    "rfqs",
    key("id"),
    *(text(name) for name in ("number", "entity", "title", "buyer", "currency", "status", "matter", "reason")),
    text("single_source_reason"),
    names("suppliers"),
    names("missing"),
    *(count(name) for name in ("minimum", "opened", "round", "position")),
    minor_or_none("amount"),
    *(instant(name) for name in ("deadline", "opened_at", "awarded_at", "reminded_at")),
)
"""`missing` are the suppliers that had not quoted at the last reminder."""
rfq_lines = SOURCING.table(
    "rfq_lines",
    key("rfq_id"),
    number_key("line"),
    *(text(name) for name in ("rfq", "entity", "description", "item", "unit", "needed_by", "known_on")),
    scaled("quantity"),
)
awards = SOURCING.table(
    "awards",
    key("rfq_id"),
    number_key("round"),
    number_key("award_line"),
    *(text(name) for name in ("rfq", "entity", "status", "supplier", "description", "unit", "price_currency")),
    *(text(name) for name in ("currency", "reason", "baseline_kind", "baseline_source", "known_on")),
    count("line"),
    flag("cheapest"),
    flag("baseline_stated"),
    *(scaled(name) for name in ("quantity", "ordered", "unit_price", "minimum")),
    *(minor(name) for name in ("amount", "comparable", "best")),
    minor_or_none("baseline"),
    minor_or_none("saving"),
)
"""`baseline` is what the awarded quantity would have cost at the baseline's price; `saving` is that less `amount`. A
stated baseline is proven by no document."""


@SOURCING.on(RfqIssued)
def _issued(event: RfqIssued, at: Recorded) -> Changes:
    ref = event.ref
    yield upsert(
        rfqs,
        {"id": str(ref.id)},
        number=ref.number,
        entity=ref.entity,
        title=event.title,
        buyer=event.buyer,
        currency=event.currency,
        status="quoting",
        suppliers=listed(event.suppliers),
        minimum=event.minimum,
        deadline=micros(event.deadline),
        position=at.position,
    )
    for line in event.lines:
        yield upsert(
            rfq_lines,
            {"rfq_id": str(ref.id), "line": line.line},
            rfq=ref.number,
            entity=ref.entity,
            description=line.description,
            item=line.item,
            unit=line.quantity.unit,
            quantity=at_scale(line.quantity.amount),
            needed_by=line.needed_by.isoformat(),
            known_on=line.known_on.isoformat(),
        )


@SOURCING.on(RfqAmended)
def _amended(event: RfqAmended, _: Recorded) -> Changes:
    amended = {"deadline": micros(event.deadline), "suppliers": listed(event.suppliers)}
    yield change(rfqs, {"id": str(event.ref.id)}, **amended)


@SOURCING.on(RfqReminded)
def _reminded(event: RfqReminded, at: Recorded) -> Changes:
    reminded = {"missing": listed(event.suppliers), "reminded_at": micros(at.occurred_at)}
    yield change(rfqs, {"id": str(event.ref.id)}, **reminded)


@SOURCING.on(RfqCancelled)
def _cancelled(event: RfqCancelled, _: Recorded) -> Changes:
    yield change(rfqs, {"id": str(event.ref.id)}, status="cancelled", reason=event.why)
    yield change(awards, {"rfq_id": str(event.ref.id)}, status="cancelled")


@SOURCING.on(RfqOpened)
def _opened(event: RfqOpened, at: Recorded) -> Changes:
    opened = {"opened": len(event.quotations), "opened_at": micros(at.occurred_at)}
    yield change(rfqs, {"id": str(event.ref.id)}, status="opened", **opened)


@SOURCING.on(RfqAwarded)
def _awarded(event: RfqAwarded, at: Recorded) -> Changes:
    yield change(
        rfqs,
        {"id": str(event.ref.id)},
        status="awarding",
        round=event.round,
        matter=event.matter,
        amount=event.amount.minor,
        reason=event.reason,
        single_source_reason=event.single_source_reason,
        awarded_at=micros(at.occurred_at),
    )
    for line in event.lines:
        of = {"rfq_id": str(event.ref.id), "round": event.round, "award_line": line.award_line}
        more = {"rfq": event.ref.number, "entity": event.ref.entity, "status": "awarding"}
        yield upsert(awards, of, **more, **_award(line))


def _award(line: AwardedLine) -> dict[str, object]:
    row: dict[str, object] = {
        "supplier": line.supplier,
        "description": line.description,
        "unit": line.unit,
        "price_currency": line.currency,
        "currency": line.amount.currency,
        "reason": line.reason,
        "line": line.line,
        "cheapest": int(line.cheapest),
        "quantity": at_scale(line.quantity),
        "unit_price": at_scale(line.unit_price),
        "minimum": at_scale(line.minimum),
        "amount": line.amount.minor,
        "comparable": line.comparable.minor,
        "best": line.best.minor,
    }
    if line.baseline is None or line.would_have_cost is None:
        return row
    return row | {
        "baseline_kind": line.baseline.kind,
        "baseline_source": line.baseline.source,
        "baseline_stated": int(line.baseline.stated),
        "known_on": line.baseline.known_on.isoformat(),
        "baseline": line.would_have_cost.minor,
        "saving": (line.would_have_cost - line.amount).minor,
    }


@SOURCING.on(RfqAwardConcluded)
def _concluded(event: RfqAwardConcluded, _: Recorded) -> Changes:
    status = "awarded" if event.verdict == "approved" else "opened"
    yield change(rfqs, {"id": str(event.ref.id)}, status=status)
    yield change(awards, {"rfq_id": str(event.ref.id), "status": "awarding"}, status=event.verdict)


@SOURCING.on(RfqOrdered, RfqGivenBack)
def _ordered(event: RfqOrdered | RfqGivenBack, _: Recorded) -> Changes:
    of = {"rfq_id": str(event.ref.id), "award_line": event.award_line, "status": "approved"}
    more = event.quantity if isinstance(event, RfqOrdered) else -event.quantity
    yield change(awards, of, {"ordered": at_scale(more)})
