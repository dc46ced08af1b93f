"""Which payments an entry of a bank statement is: certain answers only, each entry and each payment once.

The rules are asked in their order: our own reference, our own file, the amount with account and name, the one
combination with the same total. Two possible answers are none: the rest is for a person.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bots.find_order import subsets
from bots.numbers import total
from bots.plain_text import plain_name

MOST = 20
"""A combination is searched among as many payments at most: half of them are combined on each side, a thousand sums."""
Rule = Literal["end-to-end-id", "batch", "account-and-name", "combination"]


@dataclass(frozen=True)
class Booked:
    """An entry that nothing explains yet; `out` is money that left us."""

    number: int
    out: bool
    amount: Decimal
    end_to_end_id: str | None = None
    batch: str | None = None
    account: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class Paid:
    """A payment of a file that was sent. `open`: no entry has settled it; else it may still come back."""

    key: str
    end_to_end_id: str
    batch: str
    amount: Decimal
    account: str
    name: str
    open: bool = True


@dataclass(frozen=True)
class Matched:
    """An entry, the payments that it is, and the rule that found them."""

    entry: int
    payments: tuple[str, ...]
    rule: Rule
    returned: bool = False


Wanted = Sequence[Paid]
Search = Callable[[Booked, Wanted], Wanted]


def reconcile(entries: Sequence[Booked], payments: Sequence[Paid]) -> tuple[Matched, ...]:
    """All entries with a certain answer: money out settles what is open, money in gives back what was paid."""
    found: list[Matched] = []
    left, open_payments = [entry for entry in entries if entry.out], [each for each in payments if each.open]
    for rule, search in RULES:
        new = _certain(rule, search, left, open_payments)
        found += new
        explained, used = {each.entry for each in new}, {key for each in new for key in each.payments}
        left = [entry for entry in left if entry.number not in explained]
        open_payments = [each for each in open_payments if each.key not in used]
    still_open = {each.key for each in open_payments}
    gone = [each for each in payments if each.key not in still_open]
    return (*found, *_given_back([entry for entry in entries if not entry.out], gone))


def by_reference(entry: Booked, payments: Wanted) -> Wanted:
    """The end-to-end id that we gave, and the amount."""
    return [each for each in payments if each.end_to_end_id == entry.end_to_end_id and each.amount == entry.amount]


def by_batch(entry: Booked, payments: Wanted) -> Wanted:
    """Everything of our file that is open, if that is the amount."""
    mine = [each for each in payments if entry.batch is not None and each.batch == entry.batch]
    return mine if total([each.amount for each in mine]) == entry.amount else ()


def by_account_and_name(entry: Booked, payments: Wanted) -> Wanted:
    """The amount, the account and the name; two such payments are no answer."""
    if _contradicts(entry, payments) or not entry.account or not entry.name:
        return ()
    same = [each for each in payments if each.amount == entry.amount and _same_side(entry, each)]
    return same if len(same) == 1 else ()


def by_combination(entry: Booked, payments: Wanted) -> Wanted:
    """The one combination with the same total, of payments to the side that the entry names (nobody: all of them).

    One single payment is only taken where the entry names its account or its name: amounts alone repeat too often.
    """
    usable = [each for each in payments if each.amount <= entry.amount and _same_side(entry, each)]
    if _contradicts(entry, payments) or len(usable) > MOST:
        return ()
    found = subsets([each.amount for each in usable], entry.amount)
    if len(found) != 1 or (len(found[0]) == 1 and not (entry.account or entry.name)):
        return ()
    return [usable[place] for place in found[0]]


RULES: tuple[tuple[Rule, Search], ...] = (
    ("end-to-end-id", by_reference),
    ("batch", by_batch),
    ("account-and-name", by_account_and_name),
    ("combination", by_combination),
)


def _certain(rule: Rule, search: Search, entries: Sequence[Booked], payments: Wanted) -> list[Matched]:
    """What a rule finds; where two entries would be the same payment, the first is, if it bears our reference."""
    found = [(entry, tuple(each.key for each in search(entry, payments))) for entry in entries]
    wanted = Counter(key for _, keys in found for key in keys)
    taken: set[str] = set()
    matched = []
    for entry, keys in found:
        doubted = rule != "end-to-end-id" and any(wanted[key] > 1 for key in keys)
        if keys and not doubted and not taken & set(keys):
            taken |= set(keys)
            matched.append(Matched(entry.number, keys, rule))
    return matched


def _given_back(entries: Iterable[Booked], gone: Wanted) -> Iterable[Matched]:
    """Money that comes in under our own reference and amount was not paid; one payment comes back once."""
    taken: set[str] = set()
    for entry in entries:
        same = [each for each in by_reference(entry, gone) if each.key not in taken]
        if entry.end_to_end_id is not None and len(same) == 1:
            taken.add(same[0].key)
            yield Matched(entry.number, (same[0].key,), "end-to-end-id", returned=True)


def _contradicts(entry: Booked, payments: Wanted) -> bool:
    """The entry bears our reference, but another amount: no other payment is taken for it."""
    return any(each.end_to_end_id == entry.end_to_end_id for each in payments)


def _same_side(entry: Booked, payment: Paid) -> bool:
    """Whether what the entry says of the other side is the payment's creditor; what it does not say fits."""
    account = not entry.account or plain_name(entry.account) == plain_name(payment.account)
    return account and (not entry.name or plain_name(entry.name) == plain_name(payment.name))
