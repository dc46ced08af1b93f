"""One offer for one line, made comparable step by step: goods, tax, freight, terms, each converted and rounded once."""

from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from typing import Any

from bots.spread import rounded
from contracts.comparison import Figure, Rate, StepName
from contracts.currency import quantum
from contracts.quotation import PaymentTerms, QuotationContents, QuotedLine
from contracts.rfq import IssuedLine
from contracts.values import SCALE, Money

YEAR_DAYS = 360
"""The year of commercial interest (banker's year)."""
PRICE_QUANTUM = Decimal(1).scaleb(-SCALE)


class RateMissingError(ValueError):
    """No exchange rate from one currency to the other is given."""

    def __init__(self, source: str, target: str) -> None:
        super().__init__(f"{source} -> {target}")
        self.source, self.target = source, target


def rate_to(rates: Iterable[Rate], source: str, target: str) -> Rate | None:
    """The newest rate from a currency to another; None where both are the same. Raises RateMissingError."""
    if source == target:
        return None
    found = [rate for rate in rates if (rate.from_currency, rate.to_currency) == (source, target)]
    if not found:
        raise RateMissingError(source, target)
    return max(found, key=lambda rate: (rate.on, rate.source, rate.rate))


def net_price(contents: QuotationContents, offer: QuotedLine) -> Decimal:
    """The price to order at: without tax, per unit of the RFQ, in the currency of the quotation, at six decimals."""
    tax = Fraction(offer.tax_percent) if contents.tax_included else Fraction(0)
    return rounded(Fraction(offer.unit_price) * 100 / (100 + tax) / Fraction(offer.units), PRICE_QUANTUM)


def least_quantity(offer: QuotedLine) -> Decimal:
    """The minimum quantity in units of the RFQ: the least number at six decimals that is not below it."""
    return (offer.minimum_quantity * offer.units).quantize(PRICE_QUANTUM, ROUND_CEILING)


def _partly(percent: Decimal) -> dict[str, Any]:
    """Told beside a tax of which only a part counts."""
    return {} if percent == 100 else {"part_percent": percent}


class Steps:
    """The steps of one offer for one line, in the currency of the comparison."""

    def __init__(self, contents: QuotationContents, rate: Rate | None, currency: str) -> None:
        self.contents, self.rate, self.currency = contents, rate, currency
        self.figures: list[Figure] = []
        self.total = Decimal(0)

    def _add(self, name: StepName, value: Fraction, converted: bool = False, **inputs: object) -> None:
        """One step; `converted` when it is given in the currency of the quotation."""
        told = {key: f"{each:f}" if isinstance(each, Decimal) else str(each) for key, each in inputs.items()}
        if converted and self.rate:
            value *= Fraction(self.rate.rate)
            told |= {"rate": f"{self.rate.rate:f}", "rate_on": str(self.rate.on), "rate_source": self.rate.source}
        amount = rounded(value, quantum(self.currency))
        figure = Figure(name=name, amount=Money(amount=amount, currency=self.currency), inputs=tuple(told.items()))
        self.figures.append(figure)
        self.total += amount

    def goods(self, line: IssuedLine, offer: QuotedLine) -> None:
        """What is wanted, what the minimum quantity adds to it, and tax where it is a cost or must be taken out."""
        price, wanted = Fraction(offer.unit_price), Fraction(line.quantity.amount) / Fraction(offer.units)
        of: dict[str, Any] = {"unit_price": offer.unit_price, "currency": self.contents.currency}
        of |= {"quantity": line.quantity.amount, "units_each": offer.units}
        self._add("goods", price * wanted, converted=True, **of)
        if offer.minimum_quantity > wanted:
            more = Fraction(offer.minimum_quantity) - wanted
            self._add("minimum-quantity", price * more, converted=True, **of, minimum=offer.minimum_quantity)
        if line.owed_percent is None:
            self._stated_tax(offer, line.recoverable_percent if self.contents.tax_recoverable else Decimal(0))
        else:
            self._stated_tax(offer, Decimal(100), only_out=True)
            self._cost_tax(line.owed_percent, 100 - line.recoverable_percent)

    def _stated_tax(self, offer: QuotedLine, back: Decimal, *, only_out: bool = False) -> None:
        """`back` percent of the tax are given back: taken out of a price with tax; the others are added to one without."""
        stated, percent = Fraction(self.total), Fraction(offer.tax_percent)
        if self.contents.tax_included and back and percent:
            taken = -stated * percent / (100 + percent) * Fraction(back) / 100
            self._add("tax-taken-out", taken, tax_percent=offer.tax_percent, of=self.total, **_partly(back))
        elif not self.contents.tax_included and not only_out:
            self._cost_tax(offer.tax_percent, 100 - back)

    def _cost_tax(self, percent: Decimal, kept: Decimal) -> None:
        if cost := Fraction(self.total) * Fraction(percent) / 100 * Fraction(kept) / 100:
            self._add("tax-not-recoverable", cost, tax_percent=percent, of=self.total, **_partly(kept))

    def freight(self, own: Decimal, share: Decimal, values: Decimal) -> None:
        """The line's own freight and its share of the whole's: what the line is of the value of all lines."""
        if own + share:
            whole, currency = self.contents.freight, self.contents.currency
            value = Fraction(own + share)
            of = {"own": own, "share": share, "of": whole, "line_value": self.total, "all_values": values}
            self._add("freight", value, converted=True, **of, currency=currency)

    def terms(self, terms: PaymentTerms, annual_rate: Decimal) -> None:
        """What paying later or taking the discount is worth, whichever is worth more; an advance is worth nothing.

        Later payment is worth amount x rate x days / 360; the discount lessens the price, and what is then paid is paid
        after the discount's days.
        """
        due = Fraction(self.total) * (100 - Fraction(terms.advance_percent)) / 100
        daily = Fraction(annual_rate) / 100 / YEAR_DAYS
        discount = due * Fraction(terms.discount_percent) / 100
        early = (due - discount) * daily * terms.discount_days
        inputs: dict[str, Any] = {
            "of": self.total,
            "advance_percent": terms.advance_percent,
            "annual_rate_percent": annual_rate,
        }
        if discount and discount + early >= due * daily * terms.days:
            taken: dict[str, Any] = {"discount_percent": terms.discount_percent}
            base = {name: inputs[name] for name in ("of", "advance_percent")}
            self._add("discount", -discount, **base, **taken)
            if early:
                self._add("financing", -early, **inputs, **taken, days=terms.discount_days)
        elif due and daily and terms.days:
            self._add("financing", -due * daily * terms.days, **inputs, days=terms.days)
