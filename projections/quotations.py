"""Quotations: that they came, and after the opening what they say. Until then there is nothing to show of an amount."""

from sqlalchemy import Column, Text

from events._base import Recorded
from events.quotation import QuotationOpened, QuotationSubmitted, QuotationUnreadable, QuotationWithdrawn
from projections._base import Changes, add, change, upsert
from projections._columns import (
    at_scale,
    count,
    flag,
    instant,
    key,
    micros,
    minor_or_none,
    number_key,
    scaled,
    structure,
    text,
)
from projections.sourcing import SOURCING

quotations = SOURCING.table(
    "quotations",
    key("id"),
    *(text(name) for name in ("number", "entity", "rfq_id", "rfq", "supplier", "currency", "valid_until")),
    Column("status", Text, nullable=False, server_default="late"),
    *(count(name) for name in ("version", "late", "position")),
    flag("tax_included"),
    flag("tax_recoverable"),
    structure("terms"),
    minor_or_none("freight"),
    *(instant(name) for name in ("received_at", "opened_at")),
)
quotation_lines = SOURCING.table(
    "quotation_lines",
    key("quotation_id"),
    number_key("line"),
    *(text(name) for name in ("rfq_id", "entity", "supplier", "currency", "unit", "packaging")),
    *(scaled(name) for name in ("unit_price", "tax_percent", "units", "minimum_quantity", "freight")),
    count("lead_days"),
)


@SOURCING.on(QuotationSubmitted)
def _submitted(event: QuotationSubmitted, at: Recorded) -> Changes:
    of = {"id": str(event.ref.id)}
    more = {"number": event.ref.number, "entity": event.ref.entity, "supplier": event.supplier}
    known = {"rfq_id": str(event.rfq.id), "rfq": event.rfq.number, "position": at.position}
    if event.late:
        yield add(quotations, of, late=1)
        yield change(quotations, of, **more, **known)
    else:
        received = {"version": event.version, "received_at": micros(event.received_at), "status": "sealed"}
        yield upsert(quotations, of, **more, **known, **received)


@SOURCING.on(QuotationWithdrawn)
def _withdrawn(event: QuotationWithdrawn, _: Recorded) -> Changes:
    yield change(quotations, {"id": str(event.ref.id)}, status="withdrawn")


@SOURCING.on(QuotationUnreadable)
def _unreadable(event: QuotationUnreadable, _: Recorded) -> Changes:
    yield change(quotations, {"id": str(event.ref.id)}, status="unreadable")


@SOURCING.on(QuotationOpened)
def _revealed(event: QuotationOpened, at: Recorded) -> Changes:
    contents = event.contents
    yield change(
        quotations,
        {"id": str(event.ref.id)},
        status="opened",
        currency=contents.currency,
        valid_until=contents.valid_until.isoformat(),
        tax_included=int(contents.tax_included),
        tax_recoverable=int(contents.tax_recoverable),
        terms=contents.terms.model_dump_json(),
        freight=contents.freight_money.minor,
        opened_at=micros(at.occurred_at),
    )
    for line in contents.lines:
        yield upsert(
            quotation_lines,
            {"quotation_id": str(event.ref.id), "line": line.line},
            rfq_id=str(event.rfq.id),
            entity=event.ref.entity,
            supplier=event.supplier,
            currency=contents.currency,
            unit=line.unit,
            packaging=line.packaging,
            lead_days=line.lead_days or 0,
            **{name: at_scale(getattr(line, name)) for name in ("unit_price", "tax_percent", "units", "freight")},
            minimum_quantity=at_scale(line.minimum_quantity),
        )
