"""What bills under a contract give up and keep back, what comes back with them, and how the retention is released."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from aggregates._base import Decision, Facts, refuse
from aggregates.settlement_state import ZERO, Billed, Settlement
from aggregates.settlement_under import Under
from bots.contract_terms import release_day
from bots.settlement import given_back, take_off, total
from contracts.values import Money, Ref, money
from events.settlement import (
    ReleasedRetention,
    RetentionReleased,
    SettlementBilled,
    SettlementReturned,
    TakenDeduction,
)


@dataclass(frozen=True)
class Bill:
    """An invoice bills `amount` (without tax) under the contract; at most `limit` of it can be taken off."""

    under: Under
    invoice: Ref
    amount: Money
    limit: Decimal
    retention: Ref


@dataclass(frozen=True)
class Return:
    """A credit note or cancellation takes back `amount` of what an invoice billed."""

    under: Under
    invoice: Ref
    cause: Ref
    amount: Money


def bill(state: Settlement, command: Bill, facts: Facts) -> Decision:
    """An invoice bills once; what is given up and kept of it follows from the terms and the sums to date."""
    under, currency = command.under, command.amount.currency
    if command.invoice.id in state.bills:
        return ()
    off = take_off(under.terms, state.account(under.terms, facts.today), command.amount, command.limit)
    taken = _named(state, off.deducted)
    before = money(state.certified, currency)
    kept = under.terms.retention
    expected = release_day(kept, state.completed_on or under.terms.valid_to) if kept else None
    billed = SettlementBilled(
        **under.about,
        invoice=command.invoice,
        certified_before=before,
        certified_to_date=before + command.amount,
        certified=command.amount,
        recovered=off.recovered,
        retained=off.retained,
        fined=total((one.amount for one in taken if one.kind == "fine"), currency),
        deducted=total((one.amount for one in taken if one.kind == "deduction"), currency),
        net=off.net,
        taken=taken,
        retention=command.retention if off.retained.amount else None,
        expected=expected if off.retained.amount else None,
        held=bool(off.retained.amount or state.held),
    )
    return (billed,)


def _named(state: Settlement, taken: Iterable[tuple[int, Money]]) -> tuple[TakenDeduction, ...]:
    return tuple(
        TakenDeduction(number=number, kind=state.entries[number].proposed.kind, amount=amount)
        for number, amount in taken
    )


def return_(state: Settlement, command: Return) -> Decision:
    """What came off a bill goes back with it, in proportion: fines are then taken off the next one."""
    found, currency = state.bills.get(command.invoice.id), command.amount.currency
    if found is None or not found.certified or not command.amount.amount:
        return ()
    if command.amount.amount > found.certified:
        whole = money(found.certified, currency)
        return refuse("credit-exceeds-payable", credit=command.amount, due=whole)
    parts = [money(found.recovered, currency), money(found.retained, currency), *(one.amount for one in found.taken)]
    back = given_back(parts, command.amount, money(found.certified, currency))
    taken = tuple(
        one.model_copy(update={"amount": amount})
        for one, amount in zip(found.taken, back[2:], strict=True)
        if amount.amount
    )
    returned = SettlementReturned(
        **command.under.about,
        invoice=command.invoice,
        cause=command.cause,
        certified=command.amount,
        recovered=back[0],
        retained=back[1],
        net=command.amount - total(back, currency),
        taken=taken,
        held=not state.released and (found.retained > back[1].amount or len(state.held) > (found.retained > ZERO)),
    )
    return (returned,)


def release(state: Settlement, under: Under, facts: Facts) -> Decision:
    """Only what has come due and no open defect holds; fines and deductions that no bill has paid for come off it."""
    day = state.release_on(under.terms)
    if not state.held or day is None or facts.today < day or state.defects:
        return ()
    open_entries = {number: entry.left for number, entry in state.entries.items() if entry.open}
    released = tuple(_let_go(state, under, one, open_entries) for one in state.held)
    return (RetentionReleased(**under.about, due_date=day, released=released),)


def _let_go(state: Settlement, under: Under, bill: Billed, open_entries: dict[int, Decimal]) -> ReleasedRetention:
    assert bill.retention is not None
    left, taken, currency = bill.retained, [], under.terms.currency
    for number, owed in open_entries.items():
        amount = min(owed, left)
        if amount > ZERO:
            taken.append((number, money(amount, currency)))
            left, open_entries[number] = left - amount, owed - amount
    amount_kept = money(bill.retained, currency)
    return ReleasedRetention(
        invoice=bill.invoice, payable=bill.retention, amount=amount_kept, taken=_named(state, taken)
    )
