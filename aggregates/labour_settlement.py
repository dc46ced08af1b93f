"""Settlements of day labour: proposed by one person, approved and paid by others."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from aggregates.duties import apart
from contracts.labour_settlement import ApproveLabourSettlement, PayLabourSettlement, WithdrawLabourSettlement
from contracts.values import Ref, money
from events.labour_settlement import (
    LabourSettlementApproved,
    LabourSettlementEvent,
    LabourSettlementPaid,
    LabourSettlementProposed,
    LabourSettlementWithdrawn,
    SettlementLine,
)

Status = Literal["unknown", "proposed", "approved", "paid", "withdrawn"]


@dataclass(frozen=True)
class LabourSettlement:
    """Who gets what, up to which day."""

    ref: Ref | None = None
    proposed_by: str = ""
    lines: tuple[SettlementLine, ...] = ()
    status: Status = "unknown"


@dataclass(frozen=True)
class Propose:
    """A settlement with its number and its lines, in one currency."""

    ref: Ref
    until: date
    lines: tuple[SettlementLine, ...]


SettlementCommand = Propose | ApproveLabourSettlement | PayLabourSettlement | WithdrawLabourSettlement


def decide(state: LabourSettlement, command: SettlementCommand, facts: Facts) -> Decision:
    """Who proposed it neither approves it nor records its payment."""
    if isinstance(command, Propose):
        return _propose(state, command, facts)
    if state.ref is None:
        return refuse("unknown-document", kind="labour settlement")
    name, closed = facts.actor.name, refuse("closed-document", number=state.ref, status=state.status)
    match command:
        case WithdrawLabourSettlement():
            withdrawn = LabourSettlementWithdrawn(ref=state.ref, withdrawn_by=name, why=command.why)
            if state.status == "withdrawn":
                return ()
            return (withdrawn,) if state.status in ("proposed", "approved") else closed
        case PayLabourSettlement() if state.status == "proposed":
            return refuse("settlement-not-approved", number=state.ref)
        case ApproveLabourSettlement() if state.status != "proposed":
            return closed
        case PayLabourSettlement() if state.status != "approved":
            return closed
        case _ if refusal := apart("proposer-of-settlement", facts, (state.proposed_by,)):
            return refusal
        case ApproveLabourSettlement():
            return (LabourSettlementApproved(ref=state.ref, approved_by=name),)
        case PayLabourSettlement():
            return (LabourSettlementPaid(ref=state.ref, paid_by=name, bank_reference=command.bank_reference),)
        case _:
            assert_never(command)


def _propose(state: LabourSettlement, command: Propose, facts: Facts) -> Decision:
    if state.ref is not None:
        return refuse("already-registered", kind="labour settlement", key=state.ref)
    if command.until > facts.today:
        return refuse("settled-in-future", until=command.until, today=facts.today)
    if not command.lines:
        return refuse("nothing-to-settle", until=command.until)
    total = sum((line.amount.amount for line in command.lines), Decimal(0))
    proposed = LabourSettlementProposed(
        ref=command.ref,
        until=command.until,
        proposed_by=facts.actor.name,
        total=money(total, command.lines[0].amount.currency),
        lines=command.lines,
    )
    return (proposed,)


def evolve(state: LabourSettlement, event: LabourSettlementEvent) -> LabourSettlement:
    """Apply one event."""
    match event:
        case LabourSettlementProposed():
            return LabourSettlement(event.ref, event.proposed_by, event.lines, "proposed")
        case LabourSettlementApproved():
            return replace(state, status="approved")
        case LabourSettlementPaid():
            return replace(state, status="paid")
        case LabourSettlementWithdrawn():
            return replace(state, status="withdrawn")
        case _:
            assert_never(event)


LABOUR_SETTLEMENT = Aggregate("labour_settlement", LabourSettlement(), decide, evolve)
