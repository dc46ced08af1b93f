"""The figures that follow from a contract's terms: its payment plan, advances recovered, retention, fines. All pure.

Every function of a sum to date rounds the sum, never the parts, so that the parts of all bills add up to the whole.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import zip_longest

from contracts.change_order import ChangeTerms
from contracts.contract import (
    Advance,
    ContractLine,
    ContractTerms,
    FromStartPoint,
    Instalments,
    LateFine,
    Linear,
    Milestone,
    Retention,
    Share,
)
from contracts.values import Money, money

ZERO, HUNDRED = Decimal(0), Decimal(100)
Figure = Decimal | Money


def shares(terms: ContractTerms) -> tuple[Share, ...]:
    """All that the agreed amount is paid in: milestones, advance, retention."""
    kept = (Share(percent=terms.retention.percent),) if terms.retention else ()
    return (*terms.milestones, *((terms.advance,) if terms.advance else ()), *kept)


def planned(terms: ContractTerms) -> tuple[Figure, Figure]:
    """What the payment plan adds up to, and what it must: 100 where all is in percent, else the agreed amount.

    Milestones are what is paid beside advance and retention, so all three together are the contract. Without
    milestones bills decide on the rest, of which there cannot be less than nothing.
    """
    found, whole = _planned(terms)
    rest = not terms.milestones and _figure(found) <= _figure(whole)
    return (whole, whole) if rest else (found, whole)


def _planned(terms: ContractTerms) -> tuple[Figure, Figure]:
    parts = shares(terms)
    percents = [share.percent for share in parts if share.percent is not None]
    if len(percents) == len(parts):
        return sum(percents, ZERO), HUNDRED
    exact = sum(percents, ZERO) / HUNDRED * terms.amount.amount
    amounts = [share.amount.amount for share in parts if share.amount is not None]
    return money(exact + sum(amounts, ZERO), terms.currency), terms.amount


def _figure(figure: Figure) -> Decimal:
    return figure if isinstance(figure, Decimal) else figure.amount


def changed(terms: ContractTerms, change: ChangeTerms) -> ContractTerms:
    """The terms as a change makes them: lines of the same number are replaced, others are new."""
    new = {line.line: line for line in change.lines}
    kept = tuple(new.pop(line.line, line) for line in terms.lines)
    return terms.model_copy(
        update={
            "amount": terms.amount + change.amount,
            "lines": (*kept, *new.values()),
            "milestones": terms.milestones if change.milestones is None else change.milestones,
            "valid_to": change.valid_to or terms.valid_to,
        }
    )


def exposed(
    terms: ContractTerms, change: ChangeTerms, ordered: Callable[[int], Decimal], remaining: Decimal
) -> Decimal:
    """How much of a contract is bought on new conditions, though the change may leave its amount as it is.

    A rise of a price counts on the quantity that is not `ordered` yet. All that would remain is exposed by a later last
    day, and by dearer or other lines of a framework or without a quantity: they may take as much as there is.
    """
    left = max(remaining + change.amount.amount, ZERO)
    risen = [(line, rise) for line in change.lines if (rise := _rise(terms.line(line.line), line)) > ZERO]
    open_ended = any(terms.kind == "framework" or line.quantity is None for line, _ in risen)
    longer = change.valid_to is not None and change.valid_to > terms.valid_to
    dearer = sum((rise * max((line.quantity or ZERO) - ordered(line.line), ZERO) for line, rise in risen), ZERO)
    return max(dearer, left) if open_ended or longer else dearer


def _rise(old: ContractLine | None, new: ContractLine) -> Decimal:
    """By how much a unit costs more; all of it where another thing, or another unit of it, is priced now."""
    return new.unit_price - old.unit_price if old is not None and same_thing(old, new) else new.unit_price


def replanned(terms: ContractTerms, change: ChangeTerms) -> Decimal:
    """How much of a contract is paid on other occasions or in other parts, though it costs the same: at most all of it.

    A milestone is known by its place in the plan. It counts whole where its name, condition or day is another; else by
    how much more or less it pays.
    """
    if change.milestones is None:
        return ZERO
    # The contract refuses a change in another currency; how much is at stake is asked before.
    before, after = terms.amount, money(terms.amount.amount + change.amount.amount, terms.currency)
    plans = zip_longest(terms.milestones, change.milestones)
    moved = sum((_moved(old, before, new, after) for old, new in plans), ZERO)
    return min(moved, max(before.amount, after.amount))


def _moved(old: Milestone | None, before: Money, new: Milestone | None, after: Money) -> Decimal:
    was = share_amount(old, before).amount if old else ZERO
    now = share_amount(new, after).amount if new else ZERO
    same = old and new and (old.name, old.condition, old.due) == (new.name, new.condition, new.due)
    return abs(now - was) if same else max(now, was)


def same_thing(old: ContractLine | None, new: ContractLine) -> bool:
    """Whether a line prices what it priced before, in the same unit."""
    return old is not None and (old.item, old.unit) == (new.item, new.unit)


def share_amount(share: Share, whole: Money) -> Money:
    """A share of an amount, in that amount's currency."""
    return share.amount if share.amount is not None else part(whole, share.percent or ZERO)


def part(whole: Money, percent: Decimal) -> Money:
    """So many percent of an amount."""
    return money(whole.amount * percent / HUNDRED, whole.currency)


def recovered_to_date(advance: Advance, agreed: Money, certified: Money, bills: int) -> Money:
    """How much of the advance is recovered once `certified` is certified to date over so many bills; never more than it.

    Start point (起扣点): T = P - M/N, then N of what is certified above T. Linear (highway rule): in proportion between
    two percentages of the contract. Instalments: equal parts, the rest with the bill that completes the contract.
    """
    paid, contract, done = share_amount(advance, agreed).amount, agreed.amount, certified.amount
    match advance.recovery:
        case FromStartPoint(materials_percent=percent):
            due = (done - contract) * percent / HUNDRED + paid
        case Linear(from_percent=first, to_percent=last):
            begin, span = contract * first / HUNDRED, contract * (last - first) / HUNDRED
            due = paid * (done - begin) / span if span else ZERO
        case Instalments(bills=count):
            due = paid if done >= contract else paid * bills / count
    return money(min(max(due, ZERO), paid), agreed.currency)


def release_day(kept: Retention, completed_on: date) -> date:
    """When what is kept is due: on the agreed day, else so many days after final acceptance."""
    if kept.release_on is not None:
        return kept.release_on
    assert kept.release_after_days is not None
    return completed_on + timedelta(days=kept.release_after_days)


def late_fine(fine: LateFine, days_late: int, base: Money) -> Money:
    """max(0, days late) x rate of the base (contract or late delivery), at most the cap."""
    percent = min(max(0, days_late) * fine.percent_per_day, fine.cap_percent)
    return part(base, percent)


def net_of_bill(to_date: Money, before: Money, taken_off: Iterable[Money]) -> Money:
    """This bill's payment: certified to date - certified before - advance recovered - retention - fines - deductions."""
    net = to_date - before
    for amount in taken_off:
        net -= amount
    return net
