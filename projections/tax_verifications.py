"""What registers outside say of invoices: the last answer of each, when and why it was asked, and the proof."""

from sqlalchemy import Index

from contracts.tax_verification import BAD
from events._base import Recorded
from events.tax_verification import TaxVerificationAnswered, TaxVerificationAsked, TaxVerificationSetAside
from projections._base import Changes, Projection, change, upsert
from projections._columns import count, key, text

TAX_VERIFICATIONS = Projection("tax_verifications")
verifications = TAX_VERIFICATIONS.table(
    "tax_verifications",
    key("id"),
    key("registry"),
    *(text(name) for name in ("number", "entity", "invoice_id", "invoice_number")),
    *(text(name) for name in ("asked_on", "asked_by", "asked_why", "result", "answered_on", "evidence_sha256", "code")),
    *(text(name) for name in ("denied", "set_aside_by", "why")),
    count("position"),
)
"""`result` is the last answer, also of one that was out of reach; `denied` the last one on which nothing is paid."""
Index("view_tax_verifications_by_position", verifications.c.position)


@TAX_VERIFICATIONS.on(TaxVerificationAsked)
def _asked(event: TaxVerificationAsked, at: Recorded) -> Changes:
    about = {"number": event.ref.number, "entity": event.ref.entity, "invoice_id": str(event.invoice.id)}
    told = {"asked_on": event.on.isoformat(), "asked_by": event.asked_by, "asked_why": event.why, "result": None}
    for registry in event.registers:
        which = {"id": str(event.ref.id), "registry": registry}
        number = {"invoice_number": event.query.number, "position": at.position}
        yield upsert(verifications, which, **about, **told, **number)


@TAX_VERIFICATIONS.on(TaxVerificationAnswered)
def _answered(event: TaxVerificationAnswered, _: Recorded) -> Changes:
    which = {"id": str(event.ref.id), "registry": event.registry}
    told = {"result": event.result, "answered_on": event.on.isoformat(), "evidence_sha256": event.evidence_sha256}
    yield change(verifications, which, **told, code=event.code)
    if event.result != "unavailable":
        yield change(verifications, which, denied=event.result if event.result in BAD else None)


@TAX_VERIFICATIONS.on(TaxVerificationSetAside)
def _set_aside(event: TaxVerificationSetAside, _: Recorded) -> Changes:
    yield change(verifications, {"id": str(event.ref.id)}, set_aside_by=event.who, why=event.why)
