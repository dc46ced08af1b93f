"""Exceptions belong to somebody, have a day by which they are decided, and are escalated once when that is past."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from aggregates._base import Decision, Facts
from aggregates.invoice_state import DECIDED, Invoice
from contracts.invoice import HoldInvoice
from contracts.invoice_exception import ExceptionPolicy
from contracts.reading import Finding
from contracts.values import Ref
from events.invoice import InvoiceEscalated, InvoiceHeld


@dataclass(frozen=True)
class Care:
    """What is known of who has to look: the policy, until when from now on, and who placed the order."""

    policy: ExceptionPolicy = field(default_factory=ExceptionPolicy)
    due_at: datetime | None = None
    buyer: str | None = None


@dataclass(frozen=True)
class Escalate:
    """Nobody has decided in time: a role sees it as well."""

    to: str


@dataclass(frozen=True)
class Hold:
    """HoldInvoice with what is known of who has to look."""

    command: HoldInvoice
    care: Care = field(default_factory=Care)


NOBODY = {"owner": None, "person": None, "due_at": None}


def held_by(held: InvoiceHeld, state: Invoice, care: Care, found: Collection[str]) -> Decision:
    """Hold it for somebody. The same exception again is none; while it stays one, its day stays too."""
    if state.held is not None and state.held.model_copy(update=NOBODY) == held:
        return ()
    owner = care.policy.owner(found)
    due = state.held.due_at if state.held and state.held.due_at else care.due_at
    person = care.buyer if owner.buyer else None
    return (held.model_copy(update={"owner": owner.role, "person": person, "due_at": due}),)


def hold(state: Invoice, ref: Ref, asked: Hold) -> Decision:
    """A step was refused or a bot gave up: an exception like any other, with an owner and a day."""
    finding = Finding(code=asked.command.code, severity="exception", evidence=asked.command.figures)
    held = InvoiceHeld(ref=ref, findings=(finding,), number=state.value("number"))
    return () if state.status in DECIDED else held_by(held, state, asked.care, {finding.code})


def escalate(state: Invoice, ref: Ref, command: Escalate, facts: Facts) -> Decision:
    """Once for each exception, when its day is past."""
    due = state.held.due_at if state.held and state.status == "held" else None
    if due is None or state.escalated or facts.now < due:
        return ()
    return (InvoiceEscalated(ref=ref, to=command.to, due_at=due),)
