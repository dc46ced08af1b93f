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
    """A line; `unit` is a code of UN/ECE recommendation 20, `tax_rate` in percent, `unit_price` before tax; `category`
    is a code of UNTDID 5305 when it is not simply taxed (S) or at nought (Z)."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    tax_rate: Decimal = Decimal(19)
    unit: str = "C62"
    order_line: str = ""
    category: str = ""

    @property
    def taxed(self) -> tuple[Decimal, str]:
        """Rate and category."""
        return self.tax_rate, self.category or ("S" if self.tax_rate else "Z")

    @property
    def net(self) -> Decimal:
        """Quantity × price, rounded to a cent."""
        return cents(self.quantity * self.unit_price)


class SampleTax(NamedTuple):
    """The tax of one rate (in percent) and category."""

    rate: Decimal
    category: str
    base: Decimal
    tax: Decimal


class InvoiceSpec(NamedTuple):
    """An invoice; dates are ISO 8601, amounts are in `currency`. `kind` is a code of UNTDID 1001, `original` the invoice
    that a credit note corrects; `allowance` and `charge` are of the whole document, taxed like its first line."""

    number: str
    issue_date: str
    currency: str
    seller: Party
    buyer: Party
    purchase_order: str
    lines: tuple[SampleLine, ...]
    kind: str = "380"
    due_date: str = ""
    original: str = ""
    buyer_reference: str = ""
    allowance: Decimal = Decimal(0)
    charge: Decimal = Decimal(0)
    prepaid: Decimal = Decimal(0)

    @property
    def line_total(self) -> Decimal:
        """The sum of the lines."""
        return sum((line.net for line in self.lines), Decimal(0))

    @property
    def net(self) -> Decimal:
        """The lines less allowances and with charges."""
        return self.line_total - self.allowance + self.charge

    @property
    def taxes(self) -> tuple[SampleTax, ...]:
        """The tax of each rate and category, rounded to a cent for each."""
        bases: dict[tuple[Decimal, str], Decimal] = {}
        for line in self.lines:
            bases[line.taxed] = bases.get(line.taxed, Decimal(0)) + line.net
        bases[self.lines[0].taxed] += self.charge - self.allowance
        return tuple(SampleTax(rate, name, base, cents(base * rate / 100)) for (rate, name), base in bases.items())

    @property
    def tax(self) -> Decimal:
        """The sum of the taxes of all rates."""
        return sum((group.tax for group in self.taxes), Decimal(0))

    @property
    def payable(self) -> Decimal:
        """What is still to be paid."""
        return self.gross - self.prepaid

    @property
    def gross(self) -> Decimal:
        """Net and tax."""
        return self.net + self.tax


def cents(amount: Decimal) -> Decimal:
    """Rounded to a cent, half up, as invoices do."""
    return amount.quantize(CENT, ROUND_HALF_UP)
