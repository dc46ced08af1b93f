"""What registers outside say of an invoice: asked, answered, asked again; out of reach is never a pass."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.tax_verification import (
    BAD,
    EndTaxVerification,
    RecordRegisterAnswer,
    RecordUnanswered,
    Register,
    RegisterQuery,
    SetAsideTaxFinding,
    VerifyInvoiceAgain,
)
from contracts.values import Ref
from events.tax_verification import (
    TaxVerificationAnswered,
    TaxVerificationAsked,
    TaxVerificationEnded,
    TaxVerificationEvent,
    TaxVerificationSetAside,
)


@dataclass(frozen=True)
class TaxVerification:
    """What was asked last, whom an answer is waited for from, and the last answer of each register that was one.

    `silent` are those that were out of reach when they were asked last, `asked_today` counts how often on that day.
    """

    ref: Ref | None = None
    asked: TaxVerificationAsked | None = None
    pending: tuple[Register, ...] = ()
    answers: Mapping[Register, TaxVerificationAnswered] = field(default_factory=dict)
    silent: frozenset[Register] = frozenset()
    rounds: int = 0
    asked_today: int = 0
    ended: bool = False

    @property
    def bad(self) -> TaxVerificationAnswered | None:
        """An answer on which nothing is paid; a register that is out of reach later takes nothing back."""
        return next((answer for answer in self.answers.values() if answer.result in BAD), None)

    def confirmed(self, register: Register, since: date) -> bool:
        """Whether the register called it normal on a day or later."""
        answer = self.answers.get(register)
        return answer is not None and answer.result == "normal" and answer.on >= since

    def next_on(self) -> tuple[date, Literal["unanswered", "period-end"]] | None:
        """The day to ask again, and why: the next one after silence, else the first of the next month."""
        if self.asked is None:
            return None
        on = self.asked.on
        again = on + timedelta(days=1) if self.silent else (on.replace(day=1) + timedelta(days=32)).replace(day=1)
        return (again, "unanswered" if self.silent else "period-end") if again <= self.asked.watched_until else None


@dataclass(frozen=True)
class Ask:
    """Ask registers about an invoice; who wants it and why."""

    ref: Ref
    invoice: Ref
    registers: tuple[Register, ...]
    query: RegisterQuery
    why: Literal["posted", "by-hand", "before-payment"]
    daily_cap: int
    watched_until: date


@dataclass(frozen=True)
class AskAgain:
    """Ask the same registers anew, with what the invoice says by now."""

    why: Literal["unanswered", "period-end"]
    query: RegisterQuery


TaxVerificationCommand = (
    Ask
    | AskAgain
    | VerifyInvoiceAgain
    | RecordRegisterAnswer
    | RecordUnanswered
    | EndTaxVerification
    | SetAsideTaxFinding
)


def decide(state: TaxVerification, command: TaxVerificationCommand, facts: Facts) -> Decision:
    """Ask, keep what was answered, and stop."""
    if isinstance(command, Ask):
        return _ask(state, TaxVerificationAsked(**vars(command), asked_by=facts.actor.name, on=facts.now.date()))
    if state.ref is None or state.asked is None:
        return refuse("unknown-document", kind="tax verification")
    today = facts.now.date()
    match command:
        case AskAgain() | VerifyInvoiceAgain():
            query = command.query if isinstance(command, AskAgain) else state.asked.query
            changes = {"why": command.why, "query": query, "asked_by": facts.actor.name, "on": today}
            return _ask(state, state.asked.model_copy(update=changes))
        case RecordRegisterAnswer():
            given = {"registry": command.registry, "result": command.result, "evidence_sha256": command.evidence_sha256}
            answer = TaxVerificationAnswered(ref=state.ref, invoice=state.asked.invoice, on=today, **given)
            return (answer,) if command.registry in state.pending else ()
        case RecordUnanswered():
            told = {"invoice": state.asked.invoice, "on": today, "code": command.code}
            return tuple(
                TaxVerificationAnswered(ref=state.ref, registry=register, result="unavailable", **told)
                for register in state.pending
            )
        case EndTaxVerification():
            return () if state.ended else (TaxVerificationEnded(ref=state.ref),)
        case SetAsideTaxFinding():
            if state.bad is None:
                return refuse("nothing-to-set-aside", number=state.ref)
            invoice = state.asked.invoice
            return (TaxVerificationSetAside(ref=state.ref, invoice=invoice, who=facts.actor.name, why=command.why),)
        case _:
            assert_never(command)


def _ask(state: TaxVerification, asked: TaxVerificationAsked) -> Decision:
    """A question that waits for its answer is not asked twice, and none oftener a day than a register stands."""
    if state.pending:
        return ()
    if state.asked is not None and state.asked.on == asked.on and state.asked_today >= asked.daily_cap:
        return refuse("register-asked-too-often", number=asked.invoice, count=state.asked_today)
    return (asked,)


def evolve(state: TaxVerification, event: TaxVerificationEvent) -> TaxVerification:
    """Apply one event."""
    match event:
        case TaxVerificationAsked():
            again = state.asked is not None and state.asked.on == event.on
            return replace(
                state,
                ref=event.ref,
                asked=event,
                pending=event.registers,
                silent=frozenset(),
                rounds=state.rounds + 1,
                asked_today=state.asked_today + 1 if again else 1,
                ended=False,
            )
        case TaxVerificationAnswered():
            left = tuple(register for register in state.pending if register != event.registry)
            if event.result == "unavailable":
                return replace(state, pending=left, silent=state.silent | {event.registry})
            return replace(state, pending=left, answers={**state.answers, event.registry: event})
        case TaxVerificationSetAside():
            return state
        case TaxVerificationEnded():
            return replace(state, ended=True)
        case _:
            assert_never(event)


TAX_VERIFICATION = Aggregate("tax_verification", TaxVerification(), decide, evolve)
