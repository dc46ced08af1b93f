"""The bank's word on the payments of a run: settled or failed, confirmed by an entry of a statement, or come back."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from aggregates._base import Decision, Facts, Refusal, refuse
from aggregates.duties import apart
from aggregates.payment_run_state import PaymentRun
from contracts.values import Ref
from events.payment_run import PaymentConcluded, PaymentConfirmed, PaymentReturned


@dataclass(frozen=True)
class Conclude:
    """The bank's word on one payment; `speaker` is who handed in the statement that says so (nobody: who asks)."""

    payable: UUID
    result: Literal["settled", "failed"]
    bank_reference: str
    speaker: str = ""


@dataclass(frozen=True)
class Confirm:
    """An entry of a statement is the payment."""

    payable: UUID
    statement: Ref
    entry: int


@dataclass(frozen=True)
class GiveBack:
    """A settled payment came back."""

    payable: UUID
    bank_reference: str
    speaker: str = ""


Word = Conclude | Confirm | GiveBack


def word(state: PaymentRun, ref: Ref, command: Word, facts: Facts) -> Decision:
    """Decide on the bank's word."""
    match command:
        case Conclude():
            return _conclude(state, ref, command, facts)
        case Confirm():
            return _confirm(state, ref, command)
        case GiveBack():
            return _give_back(state, ref, command, facts)


def _conclude(state: PaymentRun, ref: Ref, command: Conclude, facts: Facts) -> Decision:
    payment = state.payment(command.payable)
    if payment is None:
        return refuse("unknown-line", number=ref, line=command.payable)
    if state.status not in ("sent", "completed") and not (state.status == "released" and payment.by_credit):
        return refuse("not-sent", number=ref, status=state.status)
    if refusal := _maker_speaks(state, command.speaker, facts):
        return refusal
    if command.payable not in state.open:
        return _again(state, ref, command)
    concluded = PaymentConcluded(
        ref=ref,
        payable=payment.payable,
        invoice=payment.invoice,
        result=command.result,
        bank_reference=command.bank_reference,
        remaining=len(state.open) - 1,
    )
    return (concluded,)


def _again(state: PaymentRun, ref: Ref, command: Conclude) -> Decision:
    """The same word again changes nothing; another word is refused, so that a person looks before money moves twice."""
    said = state.concluded[command.payable]
    if said == command.result:
        return ()
    return refuse("bank-word-contradicts", number=ref, recorded=said, given=command.result)


def _maker_speaks(state: PaymentRun, speaker: str, facts: Facts) -> Refusal | None:
    """Who proposed a run does not say what the bank made of it, whoever asks for what his statement says."""
    if speaker:
        return refuse("maker-speaks-for-bank", person=speaker) if speaker == state.proposed_by else None
    return apart("maker-speaks-for-bank", facts, (state.proposed_by,))


def _confirm(state: PaymentRun, ref: Ref, command: Confirm) -> Decision:
    """One entry at most is a payment, and only one that has settled."""
    payment, entry = state.payment(command.payable), f"{command.statement}/{command.entry}"
    if payment is None:
        return refuse("unknown-line", number=ref, line=command.payable)
    known = state.confirmed.get(command.payable)
    if known is not None:
        return () if known == entry else refuse("payment-already-confirmed", number=payment.payable, entry=known)
    if state.concluded.get(command.payable) != "settled":
        return refuse("not-settled", number=payment.payable)
    return (PaymentConfirmed(ref=ref, payable=payment.payable, statement=command.statement, entry=command.entry),)


def _give_back(state: PaymentRun, ref: Ref, command: GiveBack, facts: Facts) -> Decision:
    """What settled may come back, once."""
    payment = state.payment(command.payable)
    if payment is None:
        return refuse("unknown-line", number=ref, line=command.payable)
    if refusal := _maker_speaks(state, command.speaker, facts):
        return refusal
    if state.concluded.get(command.payable) != "settled":
        return refuse("not-settled", number=payment.payable)
    returned = PaymentReturned(
        ref=ref, payable=payment.payable, invoice=payment.invoice, bank_reference=command.bank_reference
    )
    return (returned,)
