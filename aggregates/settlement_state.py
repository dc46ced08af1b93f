"""The settlement of a contract as its events tell it: sums to date, each bill, fines and deductions, defects, advances."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import assert_never
from uuid import UUID

from aggregates._base import plus
from bots.contract_terms import release_day
from bots.settlement import Account
from contracts.contract import ContractTerms
from contracts.values import Ref, money
from events.settlement import (
    AdvanceGivenUp,
    AdvanceReserved,
    AdvanceSettled,
    CompletionAccepted,
    DeductionApproved,
    DeductionDropped,
    DeductionProposed,
    DefectClaimed,
    DefectCleared,
    MilestoneReached,
    RetentionReleased,
    SettlementBilled,
    SettlementEvent,
    SettlementReturned,
    TakenDeduction,
)

ZERO = Decimal(0)


@dataclass(frozen=True)
class Entry:
    """A fine or deduction; `left` is what bills have not been reduced by yet."""

    proposed: DeductionProposed
    left: Decimal
    approved: bool = False
    over: bool = False

    @property
    def open(self) -> bool:
        """Whether the next bill is reduced by what is left of it."""
        return self.approved and not self.over and self.left > ZERO


@dataclass(frozen=True)
class Billed:
    """What stands of a bill under the contract."""

    invoice: Ref
    certified: Decimal
    recovered: Decimal
    retained: Decimal
    taken: tuple[TakenDeduction, ...]
    retention: Ref | None
    expected: date | None

    @property
    def off(self) -> Decimal:
        """What comes off the bill and is never paid by it: advance recovered, fines and deductions."""
        return self.recovered + sum((one.amount.amount for one in self.taken), ZERO)


@dataclass(frozen=True)
class Settlement:
    """Sums to date; `advances` are those asked for and not given up, `milestones` those that are due."""

    ref: Ref | None = None
    agreement: Ref | None = None
    certified: Decimal = ZERO
    recovered: Decimal = ZERO
    retained: Decimal = ZERO
    bills: Mapping[UUID, Billed] = field(default_factory=dict)
    entries: Mapping[int, Entry] = field(default_factory=dict)
    defects: Mapping[int, str] = field(default_factory=dict)
    """Number -> who claimed it, of those that are open."""
    claims: int = 0
    completed_on: date | None = None
    milestones: frozenset[int] = frozenset()
    last_release: RetentionReleased | None = None
    advances: Mapping[UUID, Decimal] = field(default_factory=dict)
    advance_paid: Decimal = ZERO
    paid_advances: frozenset[UUID] = frozenset()

    @property
    def released(self) -> bool:
        """Whether what was kept is let go: nothing more is kept of later bills."""
        return self.last_release is not None

    @property
    def held(self) -> tuple[Billed, ...]:
        """The bills of which something is still kept."""
        return () if self.released else tuple(bill for bill in self.bills.values() if bill.retained > ZERO)

    def release_on(self, terms: ContractTerms) -> date | None:
        """The day on which the retention is due; None where none is kept or final acceptance is still to come."""
        kept = terms.retention
        day = self.completed_on or (kept.release_on if kept else None)
        return release_day(kept, day) if kept and day else None

    def account(self, terms: ContractTerms, today: date) -> Account:
        """What the next bill is computed from."""
        day = self.release_on(terms)
        return Account(
            certified=self.certified,
            advance_paid=self.advance_paid,
            recovered=self.recovered,
            retained=self.retained,
            bills=sum(bill.certified > ZERO for bill in self.bills.values()),
            retains=not self.released and not (day and day <= today),
            open=tuple((number, entry.left) for number, entry in self.entries.items() if entry.open),
        )


def evolve(state: Settlement, event: SettlementEvent) -> Settlement:
    """Apply one event."""
    state = replace(state, ref=event.ref, agreement=event.agreement)
    match event:
        case SettlementBilled():
            return _billed(state, event)
        case SettlementReturned():
            return _returned(state, event)
        case DeductionProposed():
            return _entry(state, event.number, Entry(event, event.amount.amount))
        case DeductionApproved() | DeductionDropped():
            entry, over = state.entries.get(event.number), isinstance(event, DeductionDropped)
            decided = replace(entry, approved=entry.approved or not over, over=over) if entry else None
            return _entry(state, event.number, decided) if decided else state
        case CompletionAccepted():
            return replace(state, completed_on=event.completed_on)
        case DefectClaimed():
            return replace(state, claims=event.number, defects={**state.defects, event.number: event.claimed_by})
        case DefectCleared():
            return replace(state, defects={n: who for n, who in state.defects.items() if n != event.number})
        case MilestoneReached():
            return replace(state, milestones=state.milestones | {event.milestone})
        case RetentionReleased():
            taken = [one for each in event.released for one in each.taken]
            return replace(state, last_release=event, entries=_left(state, taken, -1))
        case AdvanceReserved():
            return replace(state, advances={**state.advances, event.advance.id: event.amount.amount})
        case AdvanceGivenUp():
            return replace(state, advances={k: v for k, v in state.advances.items() if k != event.advance.id})
        case AdvanceSettled():
            known = state.paid_advances | {event.advance.id}
            return replace(state, advance_paid=state.advance_paid + event.amount.amount, paid_advances=known)
        case _:
            assert_never(event)


def _entry(state: Settlement, number: int, entry: Entry) -> Settlement:
    return replace(state, entries={**state.entries, number: entry})


def _left(state: Settlement, taken: Iterable[TakenDeduction], sign: int) -> Mapping[int, Entry]:
    """The entries after some was taken of them (-1) or came back (+1)."""
    moved = plus({}, ((one.number, one.amount.amount) for one in taken))
    return {n: replace(entry, left=entry.left + sign * moved.get(n, ZERO)) for n, entry in state.entries.items()}


def _billed(state: Settlement, event: SettlementBilled) -> Settlement:
    figures = (event.certified.amount, event.recovered.amount, event.retained.amount)
    bill = Billed(event.invoice, *figures, event.taken, event.retention, event.expected)
    return _sums(replace(state, bills={**state.bills, event.invoice.id: bill}), figures, event.taken, 1)


def _returned(state: Settlement, event: SettlementReturned) -> Settlement:
    figures = (event.certified.amount, event.recovered.amount, event.retained.amount)
    bills = dict(state.bills)
    if bill := bills.get(event.invoice.id):
        certified, recovered, retained = (
            was - back for was, back in zip((bill.certified, bill.recovered, bill.retained), figures, strict=True)
        )
        taken = _rest(bill.taken, event.taken)
        bills[event.invoice.id] = replace(
            bill, certified=certified, recovered=recovered, retained=retained, taken=taken
        )
    return _sums(replace(state, bills=bills), figures, event.taken, -1)


def _sums(
    state: Settlement, figures: tuple[Decimal, Decimal, Decimal], taken: tuple[TakenDeduction, ...], sign: int
) -> Settlement:
    certified, recovered, retained = (
        was + sign * more for was, more in zip((state.certified, state.recovered, state.retained), figures, strict=True)
    )
    entries = _left(state, taken, -sign)
    return replace(state, certified=certified, recovered=recovered, retained=retained, entries=entries)


def _rest(taken: tuple[TakenDeduction, ...], back: tuple[TakenDeduction, ...]) -> tuple[TakenDeduction, ...]:
    less = {one.number: one.amount.amount for one in back}
    left = ((one, one.amount.amount - less.get(one.number, ZERO)) for one in taken)
    return tuple(one.model_copy(update={"amount": money(rest, one.amount.currency)}) for one, rest in left)
