"""Changes of suppliers' bank accounts: one person proposes, another calls back, nothing changes before the cooling-off."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from aggregates.duties import apart
from contracts.bank_change import (
    EffectBankChange,
    ProposeBankChange,
    RejectBankChange,
    VerifyBankChange,
    WithdrawBankChange,
)
from contracts.values import BankAccount, Ref
from events.bank_change import (
    BankChangeDropped,
    BankChangeEvent,
    BankChangeProposed,
    BankChangeTookEffect,
    BankChangeVerified,
)


@dataclass(frozen=True)
class BankChange:
    """A change; at `effective_at` a verified one becomes the supplier's account."""

    ref: Ref | None = None
    proposed: BankChangeProposed | None = None
    status: Literal["unknown", "proposed", "verified", "effective", "rejected", "withdrawn"] = "unknown"
    effective_at: datetime | None = None


@dataclass(frozen=True)
class Propose:
    """ProposeBankChange with its number, and the supplier's accounts and telephone as they are on file."""

    command: ProposeBankChange
    ref: Ref
    accounts: tuple[BankAccount, ...]
    phone: str | None


@dataclass(frozen=True)
class Verify:
    """VerifyBankChange with the cooling-off that the policies ask for, in days."""

    command: VerifyBankChange
    cooling_days: int


ChangeCommand = Propose | Verify | RejectBankChange | WithdrawBankChange | EffectBankChange


def decide(state: BankChange, command: ChangeCommand, facts: Facts) -> Decision:
    """Decide on a change: until it is in effect it can be rejected or withdrawn."""
    if isinstance(command, Propose):
        return _propose(state, command, facts)
    if state.ref is None or state.proposed is None:
        return refuse("unknown-document", kind="bank change")
    match command:
        case Verify():
            return _verify(state, state.proposed, command, facts)
        case RejectBankChange() | WithdrawBankChange():
            return _drop(state, state.proposed, command, facts)
        case EffectBankChange():
            return _take_effect(state, state.proposed, facts)
        case _:
            assert_never(command)


def _propose(state: BankChange, command: Propose, facts: Facts) -> Decision:
    asked, known = command.command, {account.identifier: account for account in command.accounts}
    if state.ref is not None:
        return refuse("already-registered", kind="bank change", key=state.ref)
    if asked.call_back_phone != command.phone:
        return refuse("call-back-number-unknown", supplier=asked.supplier, phone=asked.call_back_phone)
    if asked.replaces is not None and asked.replaces not in known:
        return refuse("unknown-account", entity=asked.supplier, account=asked.replaces)
    new = asked.account.identifier
    if new in known and (new != asked.replaces or asked.account == known[new]):
        return refuse("already-registered", kind="account", key=new)
    return (BankChangeProposed(ref=command.ref, proposed_by=facts.actor.name, **dict(asked)),)


def _verify(state: BankChange, proposed: BankChangeProposed, command: Verify, facts: Facts) -> Decision:
    asked = command.command
    if state.status != "proposed":
        return refuse("closed-document", number=state.ref, status=state.status)
    if refusal := apart("maker-is-verifier", facts, (proposed.proposed_by,)):
        return refusal
    if asked.called != proposed.call_back_phone:
        return refuse("call-back-number-unknown", supplier=proposed.supplier, phone=asked.called)
    verified = BankChangeVerified(
        ref=proposed.ref,
        supplier=proposed.supplier,
        verified_by=facts.actor.name,
        spoke_with=asked.spoke_with,
        effective_at=facts.now + timedelta(days=command.cooling_days),
    )
    return (verified,)


def _drop(
    state: BankChange, proposed: BankChangeProposed, command: RejectBankChange | WithdrawBankChange, facts: Facts
) -> Decision:
    result: Literal["rejected", "withdrawn"] = "rejected" if isinstance(command, RejectBankChange) else "withdrawn"
    if state.status == result:
        return ()
    if state.status not in ("proposed", "verified"):
        return refuse("closed-document", number=state.ref, status=state.status)
    dropped = BankChangeDropped(
        ref=proposed.ref, supplier=proposed.supplier, result=result, dropped_by=facts.actor.name, why=command.why
    )
    return (dropped,)


def _take_effect(state: BankChange, proposed: BankChangeProposed, facts: Facts) -> Decision:
    if state.status == "effective":
        return ()
    if state.status != "verified" or state.effective_at is None:
        return refuse("closed-document", number=state.ref, status=state.status)
    if facts.now < state.effective_at:
        return refuse("cooling-off", number=state.ref, until=state.effective_at.isoformat())
    return (BankChangeTookEffect(ref=proposed.ref, supplier=proposed.supplier),)


def evolve(state: BankChange, event: BankChangeEvent) -> BankChange:
    """Apply one event."""
    match event:
        case BankChangeProposed():
            return BankChange(event.ref, event, "proposed")
        case BankChangeVerified():
            return replace(state, status="verified", effective_at=event.effective_at)
        case BankChangeDropped():
            return replace(state, status=event.result)
        case BankChangeTookEffect():
            return replace(state, status="effective")
        case _:
            assert_never(event)


BANK_CHANGE = Aggregate("bank_change", BankChange(), decide, evolve)


def bank_change_key(supplier: str) -> str:
    """A supplier has one change under way at a time."""
    return f"bank-change:{supplier}"
