"""How a comparison of quotations looks on the terminal: as many suppliers beside each other as fit, and the steps of a line."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aggregates.rfq import Rfq
    from console.out import Out
    from contracts.comparison import Baseline, LineComparison, QuotationComparison

FIXED = ("line", "item", "quantity")
GAP = 3
"""Places between two columns."""
NARROW = 120
"""Below so many places descriptions are cut shorter, so that figures need not be folded."""


def table(out: "Out", rfq: "Rfq", compared: "QuotationComparison") -> None:
    """Comparable totals by line and supplier; on a narrow terminal in several tables, suppliers side by side."""
    suppliers = [total.supplier for total in compared.totals]
    rows = [_row(rfq, row, suppliers, 24 if out.width >= NARROW else 12) for row in compared.lines]
    marks = {total.supplier: "*" if total.best else " " if total.complete else "…" for total in compared.totals}
    whole = {total.supplier: f"{total.total.amount:,}{marks[total.supplier]}" for total in compared.totals}
    rows.append({"item": out.sentence("column-total"), **whole, "spread": _percent(compared.spread_percent)})
    more = [name for name in ("spread", "baseline") if any(row.get(name) for row in rows)]
    blocks = list(_blocks([*suppliers, *more], rows, out))
    for number, block in enumerate(blocks):
        width = {name: max(len(row.get(name, "")) for row in rows) for name in block}
        aligned = [row | {name: row.get(name, "").rjust(width[name]) for name in block} for row in rows]
        title = f"{rfq.ref} {rfq.title} ({compared.currency})" + (f" {number + 1}/{len(blocks)}" if blocks[1:] else "")
        out.table((*FIXED, *block), aligned, title)
    out.say("comparison-marks")
    _rates(out, compared)


def trace(out: "Out", compared: "QuotationComparison", line: int) -> None:
    """The steps of every offer for a line, and what each follows from."""
    from adapters.comparison_sheet import told, traced

    rows: list[dict[str, str]] = []
    for offer in next(row for row in compared.lines if row.line == line).offers:
        for step in offer.steps:
            what = {"step": told(step.name, out.language), "because": traced(step, out.language)}
            rows.append({"supplier": offer.supplier, "amount": f"{step.amount.amount:,}", **what})
        rows.append({"step": told("comparable", out.language), "amount": f"{offer.total.amount:,}"})
    out.table(("supplier", "step", "amount", "because"), rows, f"{line} ({compared.currency})")


def _rates(out: "Out", compared: "QuotationComparison") -> None:
    from adapters.comparison_sheet import rates_of

    for supplier, currency, rate, on, source in dict.fromkeys(rates_of(compared)):
        if rate:
            out.say("comparison-rate", supplier=supplier, currency=currency, rate=rate, on=on, source=source)


def _blocks(names: Sequence[str], rows: Sequence[dict[str, str]], out: "Out") -> Iterator[list[str]]:
    """The columns that fit beside the fixed ones, at least one in each table."""
    from rich.cells import cell_len

    def places(name: str) -> int:
        return GAP + max(cell_len(out.heading(name)), *(cell_len(row.get(name, "")) for row in rows))

    fixed = sum(map(places, FIXED))
    block, left = list[str](), out.width - fixed
    for name in names:
        if block and places(name) > left:
            yield block
            block, left = [], out.width - fixed
        block.append(name)
        left -= places(name)
    yield block


def _row(rfq: "Rfq", row: "LineComparison", suppliers: Sequence[str], letters: int) -> dict[str, str]:
    asked = rfq.line(row.line)
    assert asked is not None
    amounts = {
        offer.supplier: f"{'!' * offer.outlier}{offer.total.amount:,}{'*' if offer.best else ' '}"
        for offer in row.offers
    }
    known = row.baseline
    return {
        "line": str(row.line),
        "item": _cut(asked.description, letters),
        "quantity": f"{asked.quantity.amount.normalize():f} {asked.quantity.unit}",
        **{name: amounts.get(name, "") for name in suppliers},
        "spread": _percent(row.spread_percent),
        "baseline": _known(known, asked.quantity.amount) if known else "",
    }


def _cut(text: str, letters: int) -> str:
    from rich.cells import cell_len, set_cell_size

    return text if cell_len(text) <= letters else set_cell_size(text, letters - 1).rstrip() + "…"


def _known(known: "Baseline", quantity: Decimal) -> str:
    """What the whole line would cost, and which document says so; `?` where only the buyer does."""
    proof = known.documents[0].number if len(known.documents) == 1 else "?" if known.stated else ""
    return f"{known.unit_price * quantity:,.2f} {known.kind} {proof}".rstrip()


def _percent(figure: object) -> str:
    return "" if figure is None else f"{figure} %"
