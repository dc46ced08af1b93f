"""An invoice at registers outside: asked about, again after silence, and at each month's end, until it is no more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from aggregates._base import Refusal
from aggregates.invoice import Invoice
from aggregates.tax_verification import TaxVerification
from contracts.process import Effect
from contracts.tax_verification import EndTaxVerification, RecordUnanswered, VerifyInvoiceAgain
from processes._base import DAY, DONE, FollowUp, Next

ASK_REGISTERS = "tax_verification.ask_registers"
GONE = ("rejected", "cancelled")


@dataclass(frozen=True)
class Asked:
    """A verification and the invoice that it is about."""

    verification: TaxVerification
    invoice: Invoice


def answers(case: Asked, now: datetime) -> Next:
    """Ask who has not answered; then wait for the next day to ask on, or end."""
    state = case.verification
    if state.ref is None or state.ended:
        return DONE
    again, gone = state.next_on(), case.invoice.status in GONE
    if state.pending and not gone:
        effect = Effect(activity=ASK_REGISTERS, queue="net", document=state.ref.id)
        return Next(effects=(effect,), deadline=now + DAY)
    if gone or again is None:
        return Next(commands=(FollowUp("end", str(state.rounds), EndTaxVerification(verification=state.ref.id)),))
    on = datetime.combine(again[0], time(), UTC)
    if now < on:
        return Next(deadline=on)
    ask = VerifyInvoiceAgain(verification=state.ref.id, why=again[1])
    return Next(commands=(FollowUp("ask", str(state.rounds), ask),), deadline=now + DAY)


def on_refusal(case: Asked, stage: str, refusal: Refusal) -> FollowUp:
    """The retries ended: whoever was asked counts as unavailable, which is told and no pass."""
    state = case.verification
    assert state.ref is not None
    record = RecordUnanswered(verification=state.ref.id, code=refusal.code)
    return FollowUp("unanswered", f"{stage}:{state.rounds}", record)


STAGES: Mapping[str, Callable[[Asked, datetime], Next]] = {"answers": answers}
