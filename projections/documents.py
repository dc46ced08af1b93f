"""Invoices: what was received, read, found, decided and paid."""

from decimal import Decimal, InvalidOperation

from sqlalchemy import Index

from contracts.reading import Finding, Reading
from contracts.values import Money, money
from events._base import Recorded
from events.invoice import (
    InvoiceCancelled,
    InvoiceCorrected,
    InvoiceCredited,
    InvoiceHeld,
    InvoiceMerged,
    InvoicePaid,
    InvoicePartPaid,
    InvoicePaymentReturned,
    InvoicePosted,
    InvoiceRead,
    InvoiceReceived,
    InvoiceRejected,
    InvoiceReopened,
    InvoiceRepresented,
)
from projections._base import Change, Changes, Projection, change, upsert
from projections._columns import (
    as_json,
    count,
    instant,
    key,
    listed,
    micros,
    minor,
    minor_or_none,
    names,
    structure,
    text,
)

DOCUMENTS = Projection("documents")
invoices = DOCUMENTS.table(
    "invoices",
    key("id"),
    *(text(name) for name in ("number", "entity", "status", "supplier", "seller_name", "invoice_number", "currency")),
    minor_or_none("gross"),
    minor_or_none("net"),
    minor_or_none("credited"),
    minor("settled"),
    *(text(name) for name in ("issue_date", "due_date", "order_id", "purchase_order")),
    names("codes"),
    structure("findings"),
    *(
        text(name)
        for name in (
            "file_sha256",
            "file_name",
            "format",
            "bot_version",
            "decided_by",
            "why",
            "original",
            "merged_into",
        )
    ),
    *(count(name) for name in ("corrections", "representations")),
    *(instant(name) for name in ("received_at", "decided_at", "paid_at")),
    count("position"),
)
Index("view_invoices_by_position", invoices.c.position)


def _findings(findings: tuple[Finding, ...]) -> dict[str, object]:
    kept = [{"code": f.code, "severity": f.severity, "evidence": dict(f.evidence)} for f in findings]
    return {"codes": listed(finding.code for finding in findings), "findings": as_json(kept)}


def _amount(reading: Reading, name: str) -> Money | None:
    """A money field as read from a file: anybody's text, so it may be no amount of any known currency."""
    value, currency = reading.value(name), reading.value("currency")
    try:
        return money(Decimal(value), currency) if value and currency else None
    except (InvalidOperation, ValueError, KeyError):
        return None


@DOCUMENTS.on(InvoiceReceived)
def _received(event: InvoiceReceived, at: Recorded) -> Changes:
    yield upsert(
        invoices,
        {"id": str(event.ref.id)},
        number=event.ref.number,
        entity=event.ref.entity,
        status="received",
        file_sha256=event.file_sha256,
        file_name=event.file_name,
        received_at=micros(at.occurred_at),
        position=at.position,
    )


@DOCUMENTS.on(InvoiceRead)
def _read(event: InvoiceRead, _: Recorded) -> Changes:
    yield _as_read(event, event.reading)


@DOCUMENTS.on(InvoiceRepresented)
def _represented(event: InvoiceRepresented, _: Recorded) -> Changes:
    yield change(invoices, {"id": str(event.ref.id)}, {"representations": 1})
    if event.reading is not None:
        yield _as_read(event, event.reading)


@DOCUMENTS.on(InvoiceMerged)
def _merged(event: InvoiceMerged, at: Recorded) -> Changes:
    moment = micros(at.occurred_at)
    yield change(invoices, {"id": str(event.ref.id)}, status="merged", merged_into=event.into.number, decided_at=moment)


def _as_read(event: InvoiceRead | InvoiceRepresented, reading: Reading) -> Change:
    gross, net = _amount(reading, "gross_amount"), _amount(reading, "net_amount")
    return change(
        invoices,
        {"id": str(event.ref.id)},
        status="read",
        seller_name=reading.value("seller_name"),
        invoice_number=reading.value("number"),
        currency=reading.value("currency"),
        gross=gross.minor if gross else None,
        net=net.minor if net else None,
        issue_date=reading.value("issue_date"),
        purchase_order=reading.value("purchase_order"),
        format=reading.format,
        bot_version=reading.bot_version,
        **_findings(reading.findings),
    )


@DOCUMENTS.on(InvoiceCorrected)
def _corrected(event: InvoiceCorrected, _: Recorded) -> Changes:
    order = {"purchase_order": event.purchase_order} if event.purchase_order else {}
    yield change(invoices, {"id": str(event.ref.id)}, {"corrections": 1}, status="read", **order)


@DOCUMENTS.on(InvoiceHeld)
def _held(event: InvoiceHeld, _: Recorded) -> Changes:
    known: dict[str, object] = {"supplier": event.supplier, "invoice_number": event.number}
    if event.order:
        known |= {"order_id": str(event.order.id), "purchase_order": event.order.number}
    if event.gross:
        known |= {"gross": event.gross.minor, "currency": event.gross.currency}
    yield change(invoices, {"id": str(event.ref.id)}, status="held", **known, **_findings(event.findings))


@DOCUMENTS.on(InvoicePosted)
def _posted(event: InvoicePosted, at: Recorded) -> Changes:
    yield change(
        invoices,
        {"id": str(event.ref.id)},
        status="posted",
        supplier=event.supplier,
        invoice_number=event.number,
        issue_date=event.issue_date.isoformat(),
        due_date=event.due_date.isoformat(),
        currency=event.gross.currency,
        gross=event.gross.minor,
        net=event.net.minor,
        credited=0,
        original=event.original.number if event.original else None,
        order_id=str(event.order.id),
        purchase_order=event.order.number,
        decided_by=event.accepted_by,
        why=event.why,
        decided_at=micros(at.occurred_at),
        **_findings(event.findings),
    )


@DOCUMENTS.on(InvoiceRejected)
def _rejected(event: InvoiceRejected, at: Recorded) -> Changes:
    original = event.original.number if event.original else None
    decided = {"decided_by": event.rejected_by, "why": event.why, "decided_at": micros(at.occurred_at)}
    yield change(
        invoices,
        {"id": str(event.ref.id)},
        status="rejected",
        original=original,
        **decided,
        **_findings(event.findings),
    )


@DOCUMENTS.on(InvoiceReopened)
def _reopened(event: InvoiceReopened, _: Recorded) -> Changes:
    undone = {"original": None, "decided_by": None, "why": None, "decided_at": None, "merged_into": None}
    yield change(invoices, {"id": str(event.ref.id)}, status="read" if event.was_read else "received", **undone)


@DOCUMENTS.on(InvoiceCredited)
def _credited(event: InvoiceCredited, _: Recorded) -> Changes:
    repaid = sum(one.counts.minor for one in event.repaid)
    yield change(invoices, {"id": str(event.ref.id)}, {"credited": event.gross.minor, "settled": -repaid})


@DOCUMENTS.on(InvoiceCancelled)
def _cancelled(event: InvoiceCancelled, _: Recorded) -> Changes:
    yield change(invoices, {"id": str(event.ref.id)}, status="cancelled", why=event.why)


@DOCUMENTS.on(InvoicePaymentReturned)
def _came_back(event: InvoicePaymentReturned, _: Recorded) -> Changes:
    less = {"settled": -event.counts.minor} if event.counts else {}
    yield change(invoices, {"id": str(event.ref.id)}, less, status="posted", paid_at=None)


@DOCUMENTS.on(InvoicePaid)
def _paid(event: InvoicePaid, at: Recorded) -> Changes:
    settled = {"settled": event.counts.minor if event.counts else event.amount.minor}
    yield change(invoices, {"id": str(event.ref.id)}, settled, status="paid", paid_at=micros(at.occurred_at))


@DOCUMENTS.on(InvoicePartPaid)
def _part_paid(event: InvoicePartPaid, _: Recorded) -> Changes:
    yield change(invoices, {"id": str(event.ref.id)}, {"settled": event.counts.minor})
