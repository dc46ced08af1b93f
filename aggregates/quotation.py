"""Quotations: one document for each RFQ and supplier; the last version that came in time counts."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.quotation import QuotationContents, Sealed
from contracts.values import Ref
from events.quotation import (
    QuotationEvent,
    QuotationOpened,
    QuotationSubmitted,
    QuotationUnreadable,
    QuotationWithdrawn,
)


@dataclass(frozen=True)
class Quotation:
    """A quotation. `versions` counts all that came, `counts` is the one to be opened, `contents` what it said."""

    ref: Ref | None = None
    rfq: Ref | None = None
    supplier: str = ""
    versions: int = 0
    counts: QuotationSubmitted | None = None
    late: tuple[QuotationSubmitted, ...] = ()
    status: Literal["none", "sealed", "withdrawn", "opened", "unreadable"] = "none"
    contents: QuotationContents | None = None


@dataclass(frozen=True)
class Submit:
    """A sealed version for an RFQ, whose deadline tells whether it is late."""

    ref: Ref
    rfq: Ref
    supplier: str
    sealed: Sealed
    deadline: datetime


@dataclass(frozen=True)
class Withdraw:
    """Take it back before the deadline."""

    why: str
    deadline: datetime


@dataclass(frozen=True)
class Reveal:
    """What the counting version says, and the salt of its commitment; None when it cannot be read."""

    found: tuple[QuotationContents, str] | None


QuotationCommand = Submit | Withdraw | Reveal


def decide(state: Quotation, command: QuotationCommand, facts: Facts) -> Decision:
    """Decide on a quotation."""
    if isinstance(command, Submit):
        submitted = QuotationSubmitted(
            ref=state.ref or command.ref,
            rfq=command.rfq,
            supplier=command.supplier,
            version=state.versions + 1,
            sealed=command.sealed,
            received_at=facts.now,
            late=facts.now >= command.deadline,
        )
        return (submitted,)
    if state.ref is None or state.rfq is None:
        return refuse("unknown-document", kind="quotation")
    about = {"ref": state.ref, "rfq": state.rfq, "supplier": state.supplier}
    match command:
        case Withdraw():
            if facts.now >= command.deadline:
                return refuse("deadline-passed", number=state.rfq, deadline=command.deadline.isoformat())
            return () if state.counts is None else (QuotationWithdrawn(**about, why=command.why),)
        case Reveal():
            if state.status != "sealed":
                return ()
            assert state.counts is not None
            if command.found is None:
                return (QuotationUnreadable(**about, version=state.counts.version),)
            contents, salt = command.found
            return (QuotationOpened(**about, version=state.counts.version, contents=contents, salt=salt),)
        case _:
            assert_never(command)


def evolve(state: Quotation, event: QuotationEvent) -> Quotation:
    """Apply one event; a late version changes nothing of what counts."""
    match event:
        case QuotationSubmitted():
            known = replace(state, ref=event.ref, rfq=event.rfq, supplier=event.supplier, versions=event.version)
            if event.late:
                return replace(known, late=(*state.late, event))
            return replace(known, counts=event, status="sealed")
        case QuotationWithdrawn():
            return replace(state, counts=None, status="withdrawn")
        case QuotationOpened():
            return replace(state, status="opened", contents=event.contents)
        case QuotationUnreadable():
            return replace(state, status="unreadable")
        case _:
            assert_never(event)


QUOTATION = Aggregate("quotation", Quotation(), decide, evolve)


def quotation_key(rfq: Ref, supplier: str) -> str:
    """The creation key of a supplier's quotation for an RFQ."""
    return f"{rfq.id}:{supplier}"


def sealed_place(rfq: Ref, supplier: str, version: int) -> str:
    """What a version is sealed for; it opens nowhere else."""
    return f"quotation:{rfq.id}:{supplier}:{version}"
