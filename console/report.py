"""`req2pay report`: comparing the quotations of an RFQ, on the terminal and in Excel; the sheet on which suppliers quote."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.find import ENTITY, document
from console.problem import NOT_FINE, Problem
from console.rows import caught_up
from console.send import read_document

if TYPE_CHECKING:
    from aggregates.rfq import Rfq
    from console.doors import Door, Live
    from console.out import Out
    from contracts.comparison import Baseline, KnownPrice, LineComparison, QuotationComparison, Rate

XLSX = click.option("--xlsx", type=click.Path(path_type=Path, dir_okay=False), help="Write an Excel workbook here.")


@click.group("report")
def group() -> None:
    """Reports: comparison of quotations, progress of projects, day labour."""


@command(group, "comparison")
@click.argument("number", metavar="RFQ-NUMBER")
@ENTITY
@click.option("--rate", "rates", multiple=True, metavar="FROM:TO:RATE:DAY:SOURCE", help="Exchange rate to compare by.")
@click.option("--prices", metavar="FILE", help="Known prices to compare with, as JSON or YAML.")
@XLSX
def comparison(
    door: "Door",
    out: "Out",
    number: str,
    entity: str | None,
    rates: Sequence[str],
    prices: str | None,
    xlsx: Path | None,
) -> None:
    """Compare the opened quotations of an RFQ; an awarded one by what it was awarded by, unless rates are given."""
    with door.open() as live:
        rfq = _opened(live, number, entity)
        compared = _compared(live, rfq, tuple(map(_rate, rates)), _prices(prices))
    if xlsx:
        from adapters.comparison_sheet import workbook

        xlsx.write_bytes(workbook(rfq.lines, compared))
        out.note("file-written", file=xlsx)
    found = {"rfq": number, "title": rfq.title, **compared.model_dump(mode="json")}
    out.result(found, lambda: _table(out, rfq, compared))


@command(group, "quotation-sheet")
@click.argument("number", metavar="RFQ-NUMBER")
@ENTITY
@click.option("--supplier", required=True, metavar="CODE", help="Who is to fill it.")
@click.option("--xlsx", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Where to write it.")
def quotation_sheet(door: "Door", out: "Out", number: str, entity: str | None, supplier: str, xlsx: Path) -> None:
    """Write the sheet on which a supplier quotes; filled, it is handed in by `req2pay do quotation.submit FILE.xlsx`."""
    from adapters.quotation_sheet import form

    with door.open() as live:
        rfq = _rfq(live, number, entity)
    if supplier not in rfq.suppliers:
        raise Problem("not-asked", NOT_FINE, supplier=supplier, number=number)
    assert rfq.ref is not None
    xlsx.write_bytes(form(rfq.ref, rfq.currency, rfq.lines, supplier))
    out.result({"file": str(xlsx), "rfq": number, "supplier": supplier}, lambda: out.say("file-written", file=xlsx))


def _rfq(live: "Live", number: str, entity: str | None) -> "Rfq":
    from aggregates.rfq import RFQ

    found = live.handler.state(RFQ, document(live, number, entity, "rfq").id)
    if found.ref is None:
        raise Problem("unknown-number", NOT_FINE, number=number, kind="rfq")
    return found


def _opened(live: "Live", number: str, entity: str | None) -> "Rfq":
    found = _rfq(live, number, entity)
    if found.status == "quoting":
        raise Problem("still-sealed", NOT_FINE, number=number, deadline=found.deadline)
    return found


def _compared(
    live: "Live", rfq: "Rfq", rates: "tuple[Rate, ...]", prices: "tuple[KnownPrice, ...]"
) -> "QuotationComparison":
    from activities.rfq_comparison import comparison as compare
    from bots.comparable import RateMissingError
    from projections.candidates import Nominations

    caught_up(live)
    try:
        return compare(live.handler, Nominations(lambda *_: live.views), live.policies, rfq, rates, prices)
    except RateMissingError as missing:
        raise Problem("rate-needed", NOT_FINE, source=missing.source, target=missing.target) from missing


def _rate(text: str) -> "Rate":
    from contracts.comparison import Rate

    parts = dict(zip(("from_currency", "to_currency", "rate", "on", "source"), text.split(":", 4), strict=False))
    return Rate.model_validate(parts)


def _prices(source: str | None) -> "tuple[KnownPrice, ...]":
    from contracts.comparison import KnownPrice

    found: Any = read_document(source) if source else []
    return tuple(map(KnownPrice.model_validate, found if isinstance(found, list) else [found]))


def _table(out: "Out", rfq: "Rfq", compared: "QuotationComparison") -> None:
    suppliers = [total.supplier for total in compared.totals]
    rows = [_row(rfq, row, suppliers) for row in compared.lines]
    marks = {total.supplier: "*" if total.best else "" if total.complete else "…" for total in compared.totals}
    whole = {total.supplier: f"{total.total.amount:,}{marks[total.supplier]}" for total in compared.totals}
    rows.append(
        {"line": "", "item": out.sentence("column-total"), **whole, "spread": _percent(compared.spread_percent)}
    )
    width = {name: max(len(str(row.get(name, ""))) for row in rows) for name in suppliers}
    aligned = [{**row, **{name: str(row.get(name, "")).rjust(width[name]) for name in suppliers}} for row in rows]
    title = f"{rfq.ref} {rfq.title} ({compared.currency})"
    out.table(("line", "item", "quantity", *suppliers, "spread", "baseline"), aligned, title)
    out.say("comparison-marks")


def _row(rfq: "Rfq", row: "LineComparison", suppliers: Sequence[str]) -> dict[str, str]:
    asked = rfq.line(row.line)
    assert asked is not None
    marks = {offer.supplier: f"{'!' * offer.outlier}{'*' * offer.best}" for offer in row.offers}
    amounts = {offer.supplier: f"{offer.total.amount:,}{marks[offer.supplier]}" for offer in row.offers}
    known = row.baseline
    return {
        "line": str(row.line),
        "item": asked.description[:24],
        "quantity": f"{asked.quantity.amount.normalize():f} {asked.quantity.unit}",
        **{name: amounts.get(name, "") for name in suppliers},
        "spread": _percent(row.spread_percent),
        "baseline": _known(known, asked.quantity.amount) if known else "",
    }


def _known(known: "Baseline", quantity: Decimal) -> str:
    """What the whole line would cost, and which document says so; `?` where only the buyer does."""
    proof = known.documents[0].number if len(known.documents) == 1 else "?" if known.stated else ""
    return f"{known.unit_price * quantity:,.2f} {known.kind} {proof}".rstrip()


def _percent(figure: object) -> str:
    return "" if figure is None else f"{figure} %"


COMMANDS = (group,)
