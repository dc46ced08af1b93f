"""Payment runs and each of their payments, from proposal to the bank's word."""

from sqlalchemy import Index, bindparam, case, update

from events._base import Recorded
from events.payment_run import (
    PaymentConcluded,
    PaymentConfirmed,
    PaymentFileWritten,
    PaymentReturned,
    PaymentRunCancelled,
    PaymentRunProposed,
    PaymentRunReleased,
)
from projections._base import Changes, change, upsert
from projections._columns import count, instant, key, listed, micros, minor, minor_or_none, names, text
from projections.documents import DOCUMENTS

runs = DOCUMENTS.table(
    "payment_runs",
    key("id"),
    *(text(name) for name in ("number", "entity", "currency", "status", "proposed_by", "released_by", "debtor")),
    minor("total"),
    *(count(name) for name in ("payments", "open_payments", "failed")),
    *(text(name) for name in ("execution_date", "content_hash", "file_name", "file_sha256", "why")),
    *(instant(name) for name in ("proposed_at", "released_at", "sent_at")),
    names("flags"),
    text("plan_month"),
    *(minor_or_none(name) for name in ("planned_out", "over_plan")),
    count("position"),
)
"""`planned_out` and `over_plan` are a warning: what the plan of `plan_month` lets leave the account (if there is one), and by
how much this run goes beyond it."""
Index("view_payment_runs_by_position", runs.c.position)
payments = DOCUMENTS.table(
    "payments",
    key("run_id"),
    key("payable_id"),
    *(text(name) for name in ("run", "entity", "payable", "invoice_id", "invoice", "invoice_number", "supplier")),
    *(text(name) for name in ("holder", "iban", "currency", "end_to_end_id", "result", "bank_reference")),
    *(text(name) for name in ("statement", "statement_entry")),
    minor("amount"),
    minor_or_none("discount"),
    names("flags"),
)
_CONCLUDED = (
    update(runs)
    .where(runs.c.id == bindparam("run"))
    .values(
        open_payments=runs.c.open_payments - 1,
        failed=runs.c.failed + bindparam("failures"),
        status=case((runs.c.open_payments <= 1, "completed"), else_=runs.c.status),
    )
)


def _warned(event: PaymentRunProposed | PaymentRunReleased) -> dict[str, object]:
    """How far it goes beyond the plan: by when it is released, what was used meanwhile counts."""
    found = event.beyond_plan
    if found is None:
        return {"plan_month": None, "planned_out": None, "over_plan": None}
    planned = found.planned.minor if found.planned else None
    return {"plan_month": found.month, "planned_out": planned, "over_plan": found.over.minor}


@DOCUMENTS.on(PaymentRunProposed)
def _proposed(event: PaymentRunProposed, at: Recorded) -> Changes:
    run, number = str(event.ref.id), event.ref.number
    yield upsert(
        runs,
        {"id": run},
        number=number,
        entity=event.ref.entity,
        currency=event.currency,
        status="proposed",
        proposed_by=event.proposed_by,
        debtor=event.debtor.identifier,
        total=event.total.minor,
        payments=len(event.payments),
        open_payments=len(event.payments),
        execution_date=event.execution_date.isoformat(),
        content_hash=event.content_hash,
        flags=listed(flag for payment in event.payments for flag in payment.flags),
        proposed_at=micros(at.occurred_at),
        position=at.position,
        **_warned(event),
    )
    for payment in event.payments:
        yield upsert(
            payments,
            {"run_id": run, "payable_id": str(payment.payable.id)},
            run=number,
            entity=event.ref.entity,
            payable=payment.payable.number,
            invoice_id=str(payment.invoice.id),
            invoice=payment.invoice.number,
            invoice_number=payment.invoice_number,
            supplier=payment.supplier,
            holder=payment.creditor.holder,
            iban=payment.creditor.identifier,
            amount=payment.amount.minor,
            discount=payment.discount.minor if payment.discount else None,
            currency=payment.amount.currency,
            end_to_end_id=payment.end_to_end_id,
            flags=listed(payment.flags),
        )


@DOCUMENTS.on(PaymentRunReleased)
def _released(event: PaymentRunReleased, at: Recorded) -> Changes:
    released = {"released_by": event.released_by, "released_at": micros(at.occurred_at)}
    yield change(runs, {"id": str(event.ref.id)}, status="released", **released, **_warned(event))


@DOCUMENTS.on(PaymentFileWritten)
def _written(event: PaymentFileWritten, at: Recorded) -> Changes:
    file = {"file_name": event.file_name, "file_sha256": event.file_sha256, "sent_at": micros(at.occurred_at)}
    yield change(runs, {"id": str(event.ref.id)}, status="sent", **file)


@DOCUMENTS.on(PaymentConcluded)
def _concluded(event: PaymentConcluded, _: Recorded) -> Changes:
    run, word = str(event.ref.id), {"result": event.result, "bank_reference": event.bank_reference}
    yield change(payments, {"run_id": run, "payable_id": str(event.payable.id)}, **word)
    yield _CONCLUDED, {"run": run, "failures": int(event.result == "failed")}


@DOCUMENTS.on(PaymentConfirmed)
def _confirmed(event: PaymentConfirmed, _: Recorded) -> Changes:
    entry = {"statement": event.statement.number, "statement_entry": str(event.entry)}
    yield change(payments, {"run_id": str(event.ref.id), "payable_id": str(event.payable.id)}, **entry)


@DOCUMENTS.on(PaymentReturned)
def _came_back(event: PaymentReturned, _: Recorded) -> Changes:
    word = {"result": "returned", "bank_reference": event.bank_reference}
    yield change(payments, {"run_id": str(event.ref.id), "payable_id": str(event.payable.id)}, **word)
    yield change(runs, {"id": str(event.ref.id)}, {"failed": 1})


@DOCUMENTS.on(PaymentRunCancelled)
def _cancelled(event: PaymentRunCancelled, _: Recorded) -> Changes:
    yield change(runs, {"id": str(event.ref.id)}, status="cancelled", why=event.why)
