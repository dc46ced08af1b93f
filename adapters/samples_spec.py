"""Sample invoices as data, with all sums worked out."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

CENT = Decimal("0.01")


class Party(NamedTuple):
    """A seller or buyer; `address` is one line, `country` a code of ISO 3166."""

    name: str
    tax_id: str
    address: str = ""
    country: str = "DE"
    iban: str = ""


class SampleLine(NamedTuple):
    """A line; `unit` is a code of UN/ECE recommendation 20, `tax_rate` in percent, `unit_price` before tax."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    tax_rate: Decimal = Decimal(19)
    unit: str = "C62"
    order_line: str = ""

    @property
    def net(self) -> Decimal:
        """Quantity × price, rounded to a cent."""
        return cents(self.quantity * self.unit_price)


class InvoiceSpec(NamedTuple):
    """An invoice; `issue_date` is ISO 8601, amounts are in `currency`."""

    number: str
    issue_date: str
    currency: str
    seller: Party
    buyer: Party
    purchase_order: str
    lines: tuple[SampleLine, ...]

    @property
    def net(self) -> Decimal:
        """The sum of the lines."""
        return sum((line.net for line in self.lines), Decimal(0))

    @property
    def taxes(self) -> tuple[tuple[Decimal, Decimal, Decimal], ...]:
        """Rate, base and tax of each rate, rounded to a cent per rate."""
        rates = dict.fromkeys(line.tax_rate for line in self.lines)
        bases = {rate: sum((line.net for line in self.lines if line.tax_rate == rate), Decimal(0)) for rate in rates}
        return tuple((rate, base, cents(base * rate / 100)) for rate, base in bases.items())

    @property
    def tax(self) -> Decimal:
        """The sum of the taxes of all rates."""
        return sum((tax for _, _, tax in self.taxes), Decimal(0))

    @property
    def gross(self) -> Decimal:
        """Net and tax."""
        return self.net + self.tax


def cents(amount: Decimal) -> Decimal:
    """Rounded to a cent, half up, as invoices do."""
    return amount.quantize(CENT, ROUND_HALF_UP)
