"""Comparing quotations: what is given to the comparison, and its figures, each with what it was made of."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from contracts.values import Code, Currency, Money, Ref, Scaled, Text, Value
from contracts.values import Rate as ExactRate

UnitPrice = Annotated[Scaled, Field(ge=0)]


class Rate(Value):
    """One unit of `from_currency` is `rate` units of `to_currency`, on a day, by a source."""

    from_currency: Currency
    to_currency: Currency
    rate: Annotated[ExactRate, Field(gt=0)]
    on: date
    source: Text


class KnownPrice(Value):
    """A price known from elsewhere: agreed in a contract (until `valid_until`), ordered, or only quoted; net, per unit.

    `document` is what proves it; without one it is only stated by the buyer.
    """

    item: Code
    unit: str
    kind: Literal["contract", "order", "quote"]
    unit_price: UnitPrice
    currency: Currency
    on: date
    valid_until: date | None = None
    source: Text
    document: Ref | None = None


class Baseline(Value):
    """What a line should cost by what was known on a day: net per unit in the currency of the comparison.

    `documents` prove it: the contract, the last order, or the quotations of a median.
    """

    kind: Literal["contract", "last", "median", "estimate"]
    unit_price: UnitPrice
    currency: Currency
    known_on: date
    source: str
    documents: tuple[Ref, ...] = ()

    @property
    def stated(self) -> bool:
        """Only the buyer says so: neither a document nor the requisition's estimate."""
        return self.kind != "estimate" and not self.documents


class ComparisonPolicy(Value):
    """How offers are compared: the yearly interest that later payment is worth, and what counts as an outlier.

    An outlier is further from the median than `outlier_percent` of it, or than `outlier_mads` times the median absolute
    deviation; None switches a test off.
    """

    annual_rate_percent: Annotated[Decimal, Field(ge=0, le=100)] = Decimal(0)
    outlier_percent: Annotated[Decimal, Field(gt=0)] | None = Decimal(30)
    outlier_mads: Annotated[Decimal, Field(gt=0)] | None = None


StepName = Literal[
    "goods", "minimum-quantity", "tax-taken-out", "tax-not-recoverable", "freight", "discount", "financing"
]


class Figure(Value):
    """One step of an offer's comparable total: its amount, and the figures it follows from."""

    name: StepName
    amount: Money
    inputs: tuple[tuple[str, str], ...] = ()


class LineOffer(Value):
    """A supplier's offer for one line: `total` is the sum of its steps, `net_price` the price to order at."""

    line: int
    supplier: str
    steps: tuple[Figure, ...]
    total: Money
    net_price: UnitPrice
    currency: Currency
    best: bool = False
    outlier: bool = False


class LineComparison(Value):
    """All offers for a line, by supplier; no spread where there is none to compare."""

    line: int
    offers: tuple[LineOffer, ...]
    median: Money | None = None
    spread: Money | None = None
    spread_percent: Decimal | None = None
    baseline: Baseline | None = None


class SupplierTotal(Value):
    """A supplier's comparable total; only those who quoted every line compete for the best."""

    supplier: str
    total: Money
    complete: bool
    best: bool = False


class QuotationComparison(Value):
    """The comparison of an RFQ's quotations in one currency."""

    currency: Currency
    lines: tuple[LineComparison, ...]
    totals: tuple[SupplierTotal, ...]
    spread: Money | None = None
    spread_percent: Decimal | None = None
