"""Tax codes: a rate and how much of it is recoverable, by validity."""

from datetime import date
from decimal import Context, Decimal
from typing import Literal, Self

from pydantic import model_validator

from contracts._base import Command
from contracts.values import Code, Country, Money, Percent, Text, Value, rounded
from contracts.wrong import wrong

EXACT = Context(prec=60)
"""Digits enough for the largest amount times two percentages: nothing is rounded but the result."""

TaxKind = Literal["standard", "reduced", "zero", "exempt", "reverse-charge", "small-scale", "out-of-scope"]


class CostTax(Value):
    """The tax of a document's line, by the revision of its tax code that held on the document's day.

    `amount` is what of it is not given back, and so is cost: in the currency of the line's budget.
    """

    tax_code: Code
    rate_percent: Percent
    recoverable_percent: Percent
    amount: Money
    kind: TaxKind = "standard"

    @property
    def percent(self) -> Decimal:
        """How much of a net amount is added to its cost, in percent, exact."""
        return EXACT.multiply(self.rate_percent, 100 - self.recoverable_percent) / 100

    def of(self, net: Money) -> Self:
        """The tax of another net amount, rounded once."""
        return self.model_copy(
            update={"amount": Money(amount=self._on(net.amount, net.currency), currency=net.currency)}
        )

    def part(self, net: Decimal, whole: Decimal) -> Decimal:
        """What of the amount goes with the first `net` of the line's `whole` net: all of it with all, so that parts add up."""
        if net >= whole:
            return self.amount.amount
        return min(self._on(net, self.amount.currency), self.amount.amount)

    def _on(self, net: Decimal, currency: str) -> Decimal:
        return rounded(EXACT.multiply(net, self.percent) / 100, currency)


class BilledTax(Value):
    """The tax that an invoice states for a line, in its currency, and the share of it that is not given back.

    `cost` is that share in the currency of the line's budget.
    """

    stated: Money
    share: Money
    cost: Money
    recoverable_percent: Percent | None = None
    """What of it was given back then; None: what is given back now."""
    self_assessed: bool = False
    """Owed by the buyer itself (reverse charge): `stated` is then what no invoice states and no supplier is paid."""


class DefineTaxCode(Command):
    """Define a tax code from a day on; a new rate is a new revision from its day. Validities never overlap."""

    contract = "tax_code.define"
    permission = "tax_code.administer"
    tax_code: Code
    name: Text
    country: Country
    rate_percent: Percent
    recoverable_percent: Percent
    valid_from: date
    valid_until: date | None = None
    kind: TaxKind = "standard"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_until and self.valid_until < self.valid_from:
            raise wrong("field-ends-before-begin", begins=self.valid_from, ends=self.valid_until)
        return self


class EndTaxCode(Command):
    """End the open revision of a tax code with a day, its last; the next one may begin on the day after."""

    contract = "tax_code.end"
    permission = "tax_code.administer"
    tax_code: Code
    valid_until: date
