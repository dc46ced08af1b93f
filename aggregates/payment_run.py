"""Payment runs: proposed, released by a second person, written to a file, concluded payment by payment."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import assert_never

from aggregates._base import Aggregate, Decision, Facts, Refusal, refuse
from aggregates.duties import apart
from aggregates.payment_run_bank import Conclude, Confirm, GiveBack, word
from aggregates.payment_run_state import PaymentRun, Status
from contracts.funds_plan import BeyondPlan
from contracts.payment_run import CancelPaymentRun, ParkPaymentRun, RecordPaymentFile, ReleasePaymentRun
from contracts.values import BankAccount, Ref, Value, money
from events.payment_run import (
    LeftOut,
    Payment,
    PaymentConcluded,
    PaymentConfirmed,
    PaymentFileWritten,
    PaymentReturned,
    PaymentRunCancelled,
    PaymentRunEvent,
    PaymentRunParked,
    PaymentRunProposed,
    PaymentRunReleased,
)

__all__ = ["PAYMENT_RUN", "Conclude", "Confirm", "GiveBack", "PaymentRun", "Propose", "Release"]


@dataclass(frozen=True)
class Propose:
    """A run over claimed payables."""

    ref: Ref
    debtor: BankAccount
    currency: str
    execution_date: date
    payments: tuple[Payment, ...]
    writer: str = ""
    fund_account: Ref | None = None
    beyond_plan: BeyondPlan | None = None
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class Release:
    """ReleasePaymentRun with the people who made the suppliers: none of them may release."""

    command: ReleasePaymentRun
    supplier_makers: frozenset[str]
    beyond_plan: BeyondPlan | None = None


RunCommand = Propose | Release | CancelPaymentRun | RecordPaymentFile | ParkPaymentRun | Conclude | Confirm | GiveBack


def decide(state: PaymentRun, command: RunCommand, facts: Facts) -> Decision:
    """Decide on a run: maker and releaser differ, and only what was proposed is released."""
    if isinstance(command, Propose):
        return _propose(state, command, facts)
    if state.ref is None or state.proposed is None:
        return refuse("unknown-document", kind="payment run")
    match command:
        case Release():
            return _release(state, state.ref, command, facts)
        case CancelPaymentRun():
            return _cancel(state, state.ref, command)
        case RecordPaymentFile():
            if state.status != "released":
                return ()
            file = command.model_dump(include={"file_name", "file_sha256", "format"})
            return (PaymentFileWritten(ref=state.ref, **file),)
        case ParkPaymentRun():
            parked = PaymentRunParked(ref=state.ref, step=command.step, code=command.code, figures=command.figures)
            return () if state.parked == parked or state.status in ("completed", "cancelled") else (parked,)
        case Conclude() | Confirm() | GiveBack():
            return word(state, state.ref, command, facts)
        case _:
            assert_never(command)


def _propose(state: PaymentRun, command: Propose, facts: Facts) -> Decision:
    if state.ref is not None:
        return refuse("already-registered", kind="payment run", key=state.ref)
    for account in (command.debtor, *(payment.creditor for payment in command.payments)):
        if refusal := without_bank(account):
            return refusal
    total = money(sum((p.amount.amount for p in command.payments), Decimal(0)), command.currency)
    proposed = PaymentRunProposed(
        ref=command.ref,
        proposed_by=facts.actor.name,
        debtor=command.debtor,
        currency=command.currency,
        execution_date=command.execution_date,
        payments=command.payments,
        total=total,
        content_hash=content_hash(command),
        writer=command.writer,
        fund_account=command.fund_account,
        beyond_plan=command.beyond_plan,
        left_out=command.left_out,
    )
    return (proposed,)


def without_bank(account: BankAccount) -> Refusal | None:
    """An IBAN names its bank; a plain number is paid only where its bank's BIC or clearing code is known."""
    if account.iban or account.bic or account.clearing_code:
        return None
    return refuse("account-without-bank", account=account.identifier, holder=account.holder)


def content_hash(run: Propose) -> str:
    """SHA-256 of what is released: debtor, execution date, fund account, and every payment with its creditor and amount.

    Without fields at their defaults, so that old runs keep their hash when the format grows.
    """
    parts = [_stable(run.debtor), run.currency, run.execution_date.isoformat(), *filter(None, [run.writer])]
    parts += [str(run.fund_account.id)] if run.fund_account else []
    return sha256("\n".join([*parts, *map(_stable, run.payments)]).encode()).hexdigest()


def _stable(value: Value) -> str:
    return value.model_dump_json(exclude_defaults=True)


def _cancel(state: PaymentRun, ref: Ref, command: CancelPaymentRun) -> Decision:
    """Until its file is recorded nothing has left the house: a run whose file cannot be made must not bind its payables."""
    if state.status == "cancelled":
        return ()
    if state.status not in ("proposed", "released"):
        return refuse("closed-document", number=ref, status=state.status)
    return (PaymentRunCancelled(ref=ref, why=command.why),)


def _release(state: PaymentRun, ref: Ref, command: Release, facts: Facts) -> Decision:
    if state.status != "proposed":
        return refuse("closed-document", number=ref, status=state.status)
    if refusal := apart("maker-is-releaser", facts, (state.proposed_by,)):
        return refusal
    if refusal := apart("supplier-maker-is-releaser", facts, command.supplier_makers):
        return refusal
    if state.proposed is None or command.command.content_hash != state.proposed.content_hash:
        return refuse("content-changed", number=ref)
    asked = command.command
    for payment in state.proposed.payments:
        account = payment.creditor.identifier
        if payment.flags and account not in asked.acknowledged:
            flags = ", ".join(payment.flags)
            return refuse("flag-not-acknowledged", supplier=payment.supplier, account=account, flags=flags)
    about = {"content_hash": asked.content_hash, "acknowledged": asked.acknowledged, "beyond_plan": command.beyond_plan}
    return (PaymentRunReleased(ref=ref, released_by=facts.actor.name, **about),)


def evolve(state: PaymentRun, event: PaymentRunEvent) -> PaymentRun:
    """Apply one event."""
    match event:
        case PaymentRunProposed():
            payables = tuple(payment.payable.id for payment in event.payments)
            return PaymentRun(event.ref, event.proposed_by, event, "proposed", open=payables)
        case PaymentRunReleased():
            return replace(state, status="released", released_by=event.released_by)
        case PaymentFileWritten():
            return replace(state, status="sent", file_sha256=event.file_sha256, parked=None)
        case PaymentConcluded():
            rest = tuple(payable for payable in state.open if payable != event.payable.id)
            concluded = {**state.concluded, event.payable.id: event.result}
            status: Status = state.status if rest else "completed"
            return replace(state, open=rest, concluded=concluded, status=status)
        case PaymentConfirmed():
            entry = f"{event.statement}/{event.entry}"
            return replace(state, confirmed={**state.confirmed, event.payable.id: entry})
        case PaymentReturned():
            return replace(state, concluded={**state.concluded, event.payable.id: "returned"})
        case PaymentRunParked():
            return replace(state, parked=event, parkings=state.parkings + 1)
        case PaymentRunCancelled():
            return replace(state, status="cancelled")
        case _:
            assert_never(event)


PAYMENT_RUN = Aggregate("payment_run", PaymentRun(), decide, evolve)
