"""What comes off a bill under a contract, and back when the bill is taken back. All pure.

Figures to date are rounded, never parts, so that the parts of all bills add up to the whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bots.contract_terms import part, recovered_to_date
from contracts.contract import Advance, ContractTerms
from contracts.values import Money, money

ZERO = Decimal(0)


@dataclass(frozen=True)
class Account:
    """Where a contract stands before a bill: sums to date, in its currency; `bills` is how many bills stand."""

    certified: Decimal = ZERO
    advance_paid: Decimal = ZERO
    recovered: Decimal = ZERO
    retained: Decimal = ZERO
    bills: int = 0
    retains: bool = True
    """Whether bills still have something kept of them: no more once the retention is released."""
    open: tuple[tuple[int, Decimal], ...] = ()
    """Approved fines and deductions by number, the oldest first, with what is left of them."""


@dataclass(frozen=True)
class TakenOff:
    """What a bill gives up, and what is left of it to pay (without tax)."""

    recovered: Money
    retained: Money
    deducted: tuple[tuple[int, Money], ...]
    net: Money

    @property
    def total(self) -> Money:
        """Everything that comes off."""
        amounts = [self.recovered, self.retained, *(amount for _, amount in self.deducted)]
        return money(sum((amount.amount for amount in amounts), ZERO), self.net.currency)


def take_off(terms: ContractTerms, account: Account, bill: Money, limit: Decimal) -> TakenOff:
    """net = bill - advance recovered - retention - fines and deductions, taken in this order, together at most `limit`.

    What does not fit is caught up with by the next bill: recovery and retention are what is due to date, less what was
    taken, and a fine keeps what is left of it.
    """
    currency, left = bill.currency, max(min(limit, bill.amount), ZERO)
    to_date = money(account.certified, currency) + bill
    recovered = _within(_recovery(terms, account, to_date) - account.recovered, left)
    left -= recovered
    kept = part(to_date, terms.retention.percent).amount if terms.retention and account.retains else account.retained
    retained = _within(kept - account.retained, left)
    left -= retained
    deducted = []
    for number, amount in account.open:
        taken = _within(amount, left)
        left -= taken
        if taken:
            deducted.append((number, money(taken, currency)))
    off = recovered + retained + sum((amount.amount for _, amount in deducted), ZERO)
    net = money(bill.amount - off, currency)
    return TakenOff(money(recovered, currency), money(retained, currency), tuple(deducted), net)


def _recovery(terms: ContractTerms, account: Account, certified: Money) -> Decimal:
    """What is due of the advance that was really paid: nothing is recovered that was not."""
    if terms.advance is None or not account.advance_paid:
        return ZERO
    paid = Advance(amount=money(account.advance_paid, certified.currency), recovery=terms.advance.recovery)
    return recovered_to_date(paid, terms.amount, certified, account.bills + 1).amount


def _within(amount: Decimal, limit: Decimal) -> Decimal:
    return max(min(amount, limit), ZERO)


def given_back(parts: Sequence[Money], back: Money, whole: Money) -> tuple[Money, ...]:
    """How much of each part goes back when `back` of a bill of `whole` does: in proportion, and all of it with the whole.

    Sums of parts are rounded, so that what is left of them never exceeds what is left of the bill.
    """
    found, before, kept_before = [], ZERO, ZERO
    for one in parts:
        before += one.amount
        kept = share(money(before, whole.currency), whole.amount - back.amount, whole).amount
        found.append(one - money(kept - kept_before, whole.currency))
        kept_before = kept
    return tuple(found)


def share(amount: Money, done: Decimal, whole: Money) -> Money:
    """The part of an amount that belongs to `done` of the whole, rounded in its own currency: parts to date add up to it."""
    return money(amount.amount * done / whole.amount, amount.currency)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Their sum."""
    return money(sum((amount.amount for amount in amounts), ZERO), currency)
