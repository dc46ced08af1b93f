"""The values of matching invoice lines with order lines: quantities, unit prices and amounts, all exact decimals."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Literal

from pydantic import Field

from contracts.reading import Finding
from contracts.values import Code, Value

Outcome = Literal["matched", "exception"]
Way = Literal["two", "three", "four"]
"""Against the order alone (two), its receipts as well (three), and their inspection or acceptance as well (four)."""
Figure = Literal["quantity", "price", "amount", "way"]


class BilledLine(Value):
    """A line of the invoice; negative quantity and amount on a credit note. `order_line` is the buyer's reference,
    `receipt` the delivery that the supplier names, `price_base` the quantity that `unit_price` is for (EN 16931
    BT-149), `allowance` what the line itself takes off (zero or less)."""

    line: str
    quantity: Decimal
    unit_price: Decimal
    net_amount: Decimal
    order_line: str | None = None
    description: str = ""
    unit: str | None = None
    price_base: Decimal = Decimal(1)
    allowance: Decimal = Decimal(0)
    receipt: str | None = None


class OrderLine(Value):
    """A line of the purchase order. `accepted` and `inspected` to date are None where none was counted; `billed` to
    date holds all other invoices of the line, earlier drafts included, credit notes subtracted."""

    order_line: str
    ordered: Decimal
    unit_price: Decimal
    accepted: Decimal | None = None
    inspected: Decimal | None = None
    billed: Decimal = Decimal(0)
    description: str = ""
    unit: str | None = None
    category: str | None = None


class Limit(Value):
    """How far a figure may exceed its reference: `absolute` in the figure's own unit, `percent` of the reference.

    A part that is None does not count; both None, or zero, means not at all. With `lower` both parts must hold (the
    smaller allowance counts), with `upper` the larger one counts; `either` says the same as `upper`: one is enough.
    """

    absolute: Decimal | None = Field(default=None, ge=0)
    percent: Decimal | None = Field(default=None, ge=0)
    binds: Literal["lower", "upper", "either"] = "lower"


class Overrides(Value):
    """What a supplier or a category has of its own; a figure that is None is left to the next wider level."""

    quantity: Limit | None = None
    price: Limit | None = None
    amount: Limit | None = None
    way: Way | None = None


class Applied(Value):
    """The tolerances of one line, and which level each came from ("supplier STEEL", "category pipes", "global")."""

    quantity: Limit = Limit()
    price: Limit = Limit()
    amount: Limit = Limit()
    way: Way = "three"
    levels: tuple[tuple[Figure, str], ...] = ()


class Tolerances(Value):
    """The tolerances in force, with the version of the rule that gave them. The narrowest that is given wins, figure
    by figure: of the supplier, else of the line's category, else the global one."""

    quantity: Limit = Limit()
    price: Limit = Limit()
    amount: Limit = Limit()
    way: Way = "three"
    suppliers: Mapping[Code, Overrides] = {}
    categories: Mapping[Code, Overrides] = {}
    version: str = "zero"

    def applied(self, supplier: str | None, category: str | None) -> Applied:
        """What applies to a line of a category that a supplier bills."""
        own = ((f"supplier {supplier}", self.suppliers.get(supplier or "")),)
        by_level = (*own, (f"category {category}", self.categories.get(category or "")))
        chosen: dict[str, object] = {}
        levels: list[tuple[str, str]] = []
        for figure in ("quantity", "price", "amount", "way"):
            given = ((level, getattr(one, figure)) for level, one in by_level if one)
            level, value = next((pair for pair in given if pair[1] is not None), ("global", getattr(self, figure)))
            chosen[figure] = value
            levels.append((figure, level))
        return Applied.model_validate({**chosen, "levels": tuple(levels)})

    def narrowed(self, supplier: str | None, categories: Iterable[str | None]) -> "Tolerances":
        """Only what can apply to these: what a decision keeps, so that it can be made again."""
        suppliers = {code: one for code, one in self.suppliers.items() if code == supplier}
        wanted = set(categories)
        kept = {code: one for code, one in self.categories.items() if code in wanted}
        return self.model_copy(update={"suppliers": suppliers, "categories": kept})


class Comparison(Value):
    """One comparison: `figure` against `reference`, what it exceeds by and what it may exceed by."""

    what: Literal["quantity-accepted", "quantity-inspected", "quantity-ordered", "price", "amount", "total"]
    figure: Decimal
    reference: Decimal
    excess: Decimal
    allowed: Decimal
    passed: bool


class LineMatch(Value):
    """The arithmetic of one invoice line; without an order line there is nothing to compare. `price_variance` is what
    the line costs more than at the order's price: (invoice price - order price) x quantity, in the order's currency."""

    line: str
    order_line: str | None = None
    comparisons: tuple[Comparison, ...] = ()
    applied: Applied | None = None
    price_variance: Decimal | None = None


class Assignment(Value):
    """Which invoice line bills which order line, and why some bill none; `pairs` are (line, order line)."""

    pairs: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()


class MatchInputs(Value):
    """Everything that a match looks at beside the tolerances: with both it can be made again at any time."""

    supplier: str | None = None
    net: Decimal | None = None
    billed: tuple[BilledLine, ...] = ()
    orders: tuple[OrderLine, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()


class Match(Value):
    """The outcome of a match: what was found, the arithmetic of each line and of the total."""

    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    lines: tuple[LineMatch, ...] = ()
    total: Comparison | None = None
    tolerances: Tolerances
    rule: str


class Spread(Value):
    """How much of a bill's line stands on which receipt; without a receipt it is billed before anything came."""

    line: int
    quantity: Decimal
    receipt: str | None = None
