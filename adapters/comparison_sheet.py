"""A comparison of quotations as an Excel workbook: values only, with a sheet of every step that led to them."""

from collections.abc import Iterator, Sequence

from adapters.sentences import say
from adapters.workbook import Cell, written
from contracts.comparison import Figure, LineComparison, QuotationComparison
from contracts.rfq import IssuedLine

_LINE = ("line", "description", "quantity", "unit")
_TOLD = ("best", "outliers", "spread", "median", "baseline", "baseline-kind", "baseline-source", "known-on")
_STEP = ("line", "supplier", "step", "amount", "currency", "from")
_RATE = ("supplier", "currency", "rate", "rate_on", "rate_source")
_HEADING = frozenset({0})


def workbook(lines: Sequence[IssuedLine], compared: QuotationComparison, language: str = "en") -> bytes:
    """Three sheets: comparable totals by line and supplier, their steps with what each follows from, and the rates used."""
    suppliers = [total.supplier for total in compared.totals]
    titles = [*_said(_LINE, language), *suppliers, *_said(_TOLD, language)]
    rows: list[list[Cell]] = [titles, *(_row(line, row, suppliers) for line, row in _pairs(lines, compared))]
    rows += _totals(compared, language)
    rates: list[list[Cell]] = [list(row) for row in dict.fromkeys(rates_of(compared))]
    sheets: list[tuple[str, Sequence[Sequence[Cell]], frozenset[int]]] = [
        ("comparison", rows, frozenset({0, len(lines) + 1})),
        ("steps", [_said(_STEP, language), *_steps(compared, language)], _HEADING),
        ("rates", [_said(_RATE, language), *rates], _HEADING),
    ]
    return written([(told(f"sheet-{name}", language), made, bold) for name, made, bold in sheets])


def told(code: str, language: str) -> str:
    """A word of the comparison."""
    return say(f"comparison.{code}", language)


def traced(figure: Figure, language: str) -> str:
    """What a step follows from, in words: every figure that one needs to work it out again."""
    return "; ".join(f"{told(name, language)} {value}" for name, value in figure.inputs)


def rates_of(compared: QuotationComparison) -> Iterator[tuple[str, ...]]:
    """By which rate each supplier's figures were converted: supplier, currency, rate, its day and source."""
    for row in compared.lines:
        for offer in row.offers:
            of = dict(offer.steps[0].inputs)
            yield (offer.supplier, offer.currency, *(of.get(name, "") for name in ("rate", "rate_on", "rate_source")))


def _said(names: Sequence[str], language: str) -> list[Cell]:
    return [told(name, language) for name in names]


def _pairs(lines: Sequence[IssuedLine], compared: QuotationComparison) -> Iterator[tuple[IssuedLine, LineComparison]]:
    yield from zip(lines, compared.lines, strict=True)


def _row(line: IssuedLine, row: LineComparison, suppliers: Sequence[str]) -> list[Cell]:
    offers = {offer.supplier: offer for offer in row.offers}
    amounts: list[Cell] = [offers[name].total.amount if name in offers else None for name in suppliers]
    best = ", ".join(offer.supplier for offer in row.offers if offer.best)
    outliers = ", ".join(offer.supplier for offer in row.offers if offer.outlier)
    shown: list[Cell] = [best, outliers or None, row.spread_percent, row.median.amount if row.median else None]
    if row.baseline:
        known = row.baseline
        shown += [known.unit_price, known.kind, known.source, known.known_on]
    return [line.line, line.description, line.quantity.amount, line.quantity.unit, *amounts, *shown]


def _totals(compared: QuotationComparison, language: str) -> Iterator[list[Cell]]:
    """The totals; beneath, who did not quote every line: his total is no smaller for that."""
    best = ", ".join(total.supplier for total in compared.totals if total.best)
    totals: list[Cell] = [total.total.amount for total in compared.totals]
    yield [told("total", language), compared.currency, None, None, *totals, best, None, compared.spread_percent]
    if not all(total.complete for total in compared.totals):
        missing: list[Cell] = [None if total.complete else told("incomplete", language) for total in compared.totals]
        yield [None, None, None, None, *missing]


def _steps(compared: QuotationComparison, language: str) -> Iterator[list[Cell]]:
    for row in compared.lines:
        for offer in row.offers:
            for step in offer.steps:
                place: list[Cell] = [row.line, offer.supplier, told(step.name, language)]
                yield [*place, step.amount.amount, step.amount.currency, traced(step, language)]
            whole: list[Cell] = [row.line, offer.supplier, told("comparable", language)]
            yield [*whole, offer.total.amount, offer.total.currency]
