"""A comparison of quotations as an Excel workbook: values only, with a sheet of every step that led to them."""

from collections.abc import Sequence

from adapters.workbook import Cell, written
from contracts.comparison import LineComparison, QuotationComparison
from contracts.rfq import IssuedLine


def workbook(lines: Sequence[IssuedLine], compared: QuotationComparison) -> bytes:
    """Two sheets: the comparable totals by line and supplier, and their steps with what each follows from."""
    suppliers = [total.supplier for total in compared.totals]
    titles: list[Cell] = ["line", "description", "quantity", "unit", *suppliers, "best", "spread %", "median"]
    rows: list[list[Cell]] = [[*titles, "baseline per unit", "baseline kind", "baseline source", "known on"]]
    rows += [_row(line, row, suppliers) for line, row in zip(lines, compared.lines, strict=True)]
    totals: list[Cell] = [total.total.amount for total in compared.totals]
    best = ", ".join(total.supplier for total in compared.totals if total.best)
    rows.append(["total", compared.currency, None, None, *totals, best, compared.spread_percent])
    steps: list[list[Cell]] = [["line", "supplier", "step", "amount", "currency", "from"]]
    for row in compared.lines:
        for offer in row.offers:
            for step in offer.steps:
                told = "; ".join(f"{name}={value}" for name, value in step.inputs)
                steps.append([row.line, offer.supplier, step.name, step.amount.amount, step.amount.currency, told])
            steps.append([row.line, offer.supplier, "total", offer.total.amount, offer.total.currency])
    bold = frozenset({0, len(rows) - 1})
    return written([("comparison", rows, bold), ("steps", steps, frozenset({0}))])


def _row(line: IssuedLine, row: LineComparison, suppliers: Sequence[str]) -> list[Cell]:
    offers = {offer.supplier: offer for offer in row.offers}
    amounts: list[Cell] = [offers[name].total.amount if name in offers else None for name in suppliers]
    best = ", ".join(offer.supplier for offer in row.offers if offer.best)
    median = row.median.amount if row.median else None
    told: list[Cell] = [best, row.spread_percent, median]
    if row.baseline:
        known = row.baseline
        told += [known.unit_price, known.kind, known.source, known.known_on]
    return [line.line, line.description, line.quantity.amount, line.quantity.unit, *amounts, *told]
