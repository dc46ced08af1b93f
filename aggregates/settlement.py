"""Settlements: what the bills under a contract give up and keep back, and what people and time decide about it."""

from dataclasses import dataclass
from typing import assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from aggregates.duties import apart
from aggregates.settlement_bills import Bill, Return, bill, release, return_
from aggregates.settlement_entries import approve as approve_entry
from aggregates.settlement_entries import claim, clear, drop, propose
from aggregates.settlement_state import ZERO, Settlement, evolve
from aggregates.settlement_under import Under
from bots.contract_terms import release_day, share_amount
from contracts.settlement import (
    AcceptCompletion,
    ApproveDeduction,
    ClaimDefect,
    ClearDefect,
    ConfirmMilestone,
    DropDeduction,
    ProposeDeduction,
    ReachMilestone,
    ReleaseRetention,
)
from contracts.values import Money, Ref, money
from events.settlement import (
    AdvanceGivenUp,
    AdvanceReserved,
    AdvanceSettled,
    CompletionAccepted,
    MilestoneReached,
)

__all__ = ["SETTLEMENT", "Ask", "Bill", "GiveUp", "Reserve", "Return", "Settled", "Settlement", "Under"]

Asked = (
    ProposeDeduction
    | ApproveDeduction
    | DropDeduction
    | AcceptCompletion
    | ClaimDefect
    | ClearDefect
    | ConfirmMilestone
    | ReachMilestone
    | ReleaseRetention
)


@dataclass(frozen=True)
class Ask:
    """What a person, or time, asks of the settlement of a contract."""

    under: Under
    command: Asked


@dataclass(frozen=True)
class Reserve:
    """An advance is asked for."""

    under: Under
    advance: Ref
    amount: Money


@dataclass(frozen=True)
class GiveUp:
    """It will not be paid."""

    under: Under
    advance: Ref


@dataclass(frozen=True)
class Settled:
    """It was paid."""

    under: Under
    advance: Ref
    amount: Money


def decide(state: Settlement, command: Ask | Bill | Return | Reserve | GiveUp | Settled, facts: Facts) -> Decision:
    """Decide on a settlement."""
    about = command.under.about
    match command:
        case Ask():
            return _asked(state, command.under, command.command, facts)
        case Bill():
            return bill(state, command, facts)
        case Return():
            return return_(state, command)
        case Reserve():
            return _reserve(state, command)
        case GiveUp():
            return (AdvanceGivenUp(**about, advance=command.advance),) if command.advance.id in state.advances else ()
        case Settled():
            # Paid again after its payment came back: bills recover it once.
            settled = AdvanceSettled(**about, advance=command.advance, amount=command.amount)
            return () if command.advance.id in state.paid_advances else (settled,)
        case _:
            assert_never(command)


def _asked(state: Settlement, under: Under, command: Asked, facts: Facts) -> Decision:
    match command:
        case ProposeDeduction():
            return propose(state, under, command, facts)
        case ApproveDeduction():
            return approve_entry(state, under, command, facts)
        case DropDeduction():
            return drop(state, under, command, facts)
        case ClaimDefect():
            return claim(state, under, command, facts)
        case ClearDefect():
            return clear(state, under, command, facts)
        case AcceptCompletion():
            return _complete(state, under, command, facts)
        case ConfirmMilestone() | ReachMilestone():
            return _milestone(state, under, command, facts)
        case ReleaseRetention():
            return release(state, under, facts)
        case _:
            assert_never(command)


def _complete(state: Settlement, under: Under, command: AcceptCompletion, facts: Facts) -> Decision:
    if command.completed_on > facts.today:
        return refuse("completed-in-future", on=command.completed_on, today=facts.today)
    if state.completed_on is not None:
        same = state.completed_on == command.completed_on
        return () if same else refuse("already-completed", number=under.agreement, on=state.completed_on)
    kept = under.terms.retention
    release = release_day(kept, command.completed_on) if kept else None
    accepted = CompletionAccepted(
        **under.about, completed_on=command.completed_on, accepted_by=facts.actor.name, release_on=release
    )
    return (accepted,)


def _milestone(state: Settlement, under: Under, command: ConfirmMilestone | ReachMilestone, facts: Facts) -> Decision:
    number, plan = command.milestone, under.terms.milestones
    if number > len(plan):
        return refuse("unknown-milestone", number=under.agreement, milestone=number)
    if number in state.milestones:
        return ()
    one, by_person = plan[number - 1], isinstance(command, ConfirmMilestone)
    if not by_person and (one.condition or one.due is None or facts.today < one.due):
        return ()
    if by_person and (refusal := apart("drafter-confirms", facts, (under.drafter,))):
        return refusal
    reached = MilestoneReached(
        **under.about,
        milestone=number,
        name=one.name,
        amount=share_amount(one, under.terms.amount),
        reached_on=facts.today,
        confirmed_by=facts.actor.name if by_person else None,
        why=command.why if isinstance(command, ConfirmMilestone) else None,
    )
    return (reached,)


def _reserve(state: Settlement, command: Reserve) -> Decision:
    under, terms = command.under, command.under.terms
    if terms.advance is None:
        return refuse("no-advance-agreed", number=under.agreement)
    if command.advance.id in state.advances:
        return ()
    agreed, asked = share_amount(terms.advance, terms.amount), sum(state.advances.values(), ZERO)
    if asked + command.amount.amount > agreed.amount:
        return refuse(
            "advance-exceeded", number=under.agreement, agreed=agreed, asked=money(asked, terms.currency),
            wanted=command.amount,
        )  # fmt: skip
    return (AdvanceReserved(**under.about, advance=command.advance, amount=command.amount),)


SETTLEMENT = Aggregate("settlement", Settlement(), decide, evolve)
