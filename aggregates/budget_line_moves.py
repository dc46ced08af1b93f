"""The moves that documents ask of a budget line: each takes an amount from one stage into another and names its cause.

`origin` is the amount of the document's line, where the document is in another currency than the budget.
"""

from dataclasses import dataclass
from decimal import Decimal

from aggregates.budget_line_across import GrantException, HandOver, Relieve, Reverse, TakeOver
from contracts.values import Converted, Money, Ref
from events.budget_line import Stage


@dataclass(frozen=True)
class Reserve:
    """Available -> pre-encumbered, for a requisition line."""

    key: str
    amount: Money
    cause: Ref


@dataclass(frozen=True)
class Encumber:
    """Pre-encumbered -> encumbered, for an order line; `relief` of the requisition line's reservation is used up by it.

    More than the relief is drawn from what is available, less returns there.
    """

    key: str
    amount: Money
    source_key: str
    relief: Money
    cause: Ref
    origin: Converted | None = None


@dataclass(frozen=True)
class Accrue:
    """Encumbered -> accrued, for what was accepted of an order line (never more than it still encumbers)."""

    key: str
    amount: Money
    cause: Ref
    origin: Converted | None = None


@dataclass(frozen=True)
class Owe:
    """Available -> accrued, for what is owed without an order: the wages of day labour."""

    key: str
    amount: Money
    cause: Ref


@dataclass(frozen=True)
class Unaccrue:
    """Accrued -> encumbered, for what was sent back of an order line and is expected again."""

    key: str
    amount: Money
    cause: Ref
    origin: Converted | None = None


@dataclass(frozen=True)
class Disencumber:
    """Encumbered -> pre-encumbered, up to `restored` under the requisition line `target_key`; the rest returns."""

    key: str
    amount: Money
    target_key: str
    restored: Money
    cause: Ref
    origin: Converted | None = None


@dataclass(frozen=True)
class Spend:
    """Accrued, then encumbered -> actual, for a posted invoice line.

    `relief` = min(billed quantity, ordered quantity - billed before) x order price leaves the order's stages; the
    difference between `amount` and relief is drawn from, or returns to, what is available. What of that is only another
    rate for the same foreign amount is the `currency_difference` (below zero: less), the rest is another price.
    """

    key: str
    amount: Money
    relief: Money
    cause: Ref
    origin: Converted | None = None
    currency_difference: Decimal = Decimal(0)


@dataclass(frozen=True)
class Restore:
    """Actual -> accrued and encumbered, when a bill is taken back: both then stand at least at what is given here.

    `amount` leaves actual; what is not needed returns to what is available, what is missing is drawn from it.
    """

    key: str
    amount: Money
    accrued: Money
    encumbered: Money
    cause: Ref
    origin: Converted | None = None


@dataclass(frozen=True)
class Pay:
    """Actual -> paid, for a paid invoice line."""

    key: str
    amount: Money
    cause: Ref
    origin: Converted | None = None


@dataclass(frozen=True)
class Save:
    """Actual -> available, for what was kept of a paid invoice line because it was paid early."""

    key: str
    amount: Money
    cause: Ref
    origin: Converted | None = None


@dataclass(frozen=True)
class Unpay:
    """Paid -> actual, for a payment that came back; `saved`, what a discount had given back to the budget, as well."""

    key: str
    amount: Money
    saved: Money
    cause: Ref
    origin: Converted | None = None


@dataclass(frozen=True)
class Release:
    """What still stands in `stage` under `key` returns to the budget."""

    stage: Stage
    key: str
    cause: Ref
    origin: Converted | None = None


@dataclass(frozen=True)
class Adjust:
    """The budget itself rises (or, negative, falls) by an amount, because of a change of what it pays for."""

    amount: Money
    cause: Ref


@dataclass(frozen=True)
class Within:
    """A move, with what the earlier periods of its cost code have available: cumulative control needs both."""

    move: "FundsCommand"
    earlier: Money


AmountMove = (
    Reserve
    | Encumber
    | Accrue
    | Owe
    | Unaccrue
    | Disencumber
    | Spend
    | Restore
    | Pay
    | Save
    | Unpay
    | Adjust
    | Reverse
    | GrantException
    | TakeOver
)
"""What names an amount, in the budget's currency."""
FundsCommand = AmountMove | Release | HandOver | Relieve
"""What moves an amount, or lets one move."""
