"""The tax of an invoice: plausible by the rates of its lines, and never above the highest that the policies know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bots.numbers import EXACT, exact, plain, product, rounding_unit, total
from contracts.reading import Finding, Reading, Totals
from contracts.values import rounded


@dataclass(frozen=True)
class TaxToDate:
    """What invoices have stated of an order line's tax so far, and how much of it is not given back; in their currency."""

    recoverable_percent: Decimal
    stated: Decimal = Decimal(0)
    share: Decimal = Decimal(0)
    owed_percent: Decimal | None = None
    """Of the net amount, where the buyer owes the tax itself (reverse charge): no invoice states that."""
    net: Decimal = Decimal(0)

    def with_net(self, net: Decimal) -> "TaxToDate":
        """With one more line's net amount billed."""
        return replace(self, net=self.net + net)

    def owed(self, currency: str) -> Decimal:
        """What the buyer owes itself for the newest line: on the net to date, rounded, less what it owed before."""
        return rounded(_percent(self.net, self.owed_percent or Decimal(0)), currency) - self.stated

    def and_stated(self, tax: Decimal, currency: str) -> "TaxToDate":
        """With what one more line states: the share to date is rounded, never that of one bill, and never falls."""
        stated = self.stated + tax
        share = rounded(_percent(stated, 100 - self.recoverable_percent), currency)
        return replace(self, stated=stated, share=max(share, self.share))


def tax_findings(reading: Reading, gross: Decimal, net: Decimal, highest: Decimal) -> Iterator[Finding]:
    """What lies between net and gross, both without sign, is the tax; what rounding may have moved is let pass."""
    yield from _above_highest(reading, gross - net, net, highest)
    yield from _not_of_lines(reading, gross - net)


def _above_highest(reading: Reading, tax: Decimal, net: Decimal, highest: Decimal) -> Iterator[Finding]:
    nets = (exact(line.net_amount) for line in reading.lines)
    most, of_lines = _percent(net, highest), [_percent(amount, highest) for amount in nets if amount is not None]
    if not 0 <= tax <= most + (_rounding(reading, of_lines) or _rounding(reading, [most])):
        evidence = {"highest": plain(highest), "net": plain(net), "tax": plain(tax)}
        yield Finding.of("tax-not-plausible", "exception", evidence)


def _not_of_lines(reading: Reading, tax: Decimal) -> Iterator[Finding]:
    """Held against the rates of the lines where all of them state one, to a cent in any case."""
    rated = [(exact(line.net_amount), exact(line.tax_rate)) for line in reading.lines]
    known = [_percent(amount, rate) for amount, rate in rated if amount is not None and rate is not None]
    if not rated or len(known) < len(rated) or _of_whole_document(reading.totals):
        return
    expected = abs(total(known))
    if abs(expected - tax) > max(_unit(reading), _rounding(reading, known)):
        figures = {"expected": plain(EXACT.quantize(expected, Decimal("0.01"))), "tax": plain(tax)}
        yield Finding.of("tax-not-of-lines", "exception", figures)


def _rounding(reading: Reading, taxes: Sequence[Decimal]) -> Decimal:
    """What rounding may have moved. EN 16931 rounds once for every rate (BR-CO-17); where no taxes of rates are stated,
    every line is rounded whose tax is no whole cent."""
    unit = _unit(reading)
    rounded = sum(EXACT.quantize(tax, unit) != tax for tax in taxes)
    return unit * min(rounded, len(reading.taxes) or rounded)


def _unit(reading: Reading) -> Decimal:
    return rounding_unit(reading.value("currency"))


def _percent(amount: Decimal, rate: Decimal) -> Decimal:
    return EXACT.divide(product(amount, rate), Decimal(100))


def _of_whole_document(totals: Totals) -> bool:
    """Whether the document takes off or adds something whose tax no line shows; the tax per rate was checked by itself."""
    return any(exact(figure) not in (None, Decimal(0)) for figure in (totals.allowances, totals.charges))
