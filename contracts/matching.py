"""The values of matching invoice lines with order lines: quantities, unit prices and amounts, all exact decimals."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from contracts.reading import Finding
from contracts.values import Value

Outcome = Literal["matched", "exception"]


class BilledLine(Value):
    """A line of the invoice; negative quantity and amount on a credit note. `order_line` is the buyer's reference."""

    line: str
    quantity: Decimal
    unit_price: Decimal
    net_amount: Decimal
    order_line: str | None = None
    description: str = ""


class OrderLine(Value):
    """A line of the purchase order. `accepted` to date is None where no receipt is asked for (two-way match);
    `billed` to date holds all other invoices of the line, drafts included, credit notes subtracted."""

    order_line: str
    ordered: Decimal
    unit_price: Decimal
    accepted: Decimal | None = None
    billed: Decimal = Decimal(0)
    description: str = ""


class Limit(Value):
    """How far a figure may exceed its reference: `absolute` in the figure's own unit, `percent` of the reference.

    A part that is None does not count; both None, or zero, means not at all. With `lower` both parts must hold (the
    smaller allowance counts), with `upper` the larger allowance counts.
    """

    absolute: Decimal | None = Field(default=None, ge=0)
    percent: Decimal | None = Field(default=None, ge=0)
    binds: Literal["lower", "upper"] = "lower"


class Tolerances(Value):
    """The tolerances in force, with the version of the rule that gave them."""

    quantity: Limit = Limit()
    price: Limit = Limit()
    amount: Limit = Limit()
    version: str = "zero"


class Comparison(Value):
    """One comparison: `figure` against `reference`, what it exceeds by and what it may exceed by."""

    what: Literal["quantity-accepted", "quantity-ordered", "price", "amount"]
    figure: Decimal
    reference: Decimal
    excess: Decimal
    allowed: Decimal
    passed: bool


class LineMatch(Value):
    """The arithmetic of one invoice line; without an order line there is nothing to compare."""

    line: str
    order_line: str | None = None
    comparisons: tuple[Comparison, ...] = ()


class Assignment(Value):
    """Which invoice line bills which order line, and why some bill none; `pairs` are (line, order line)."""

    pairs: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()


class Match(Value):
    """The outcome of a match with everything needed to do it again."""

    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    lines: tuple[LineMatch, ...] = ()
    tolerances: Tolerances
    rule: str
