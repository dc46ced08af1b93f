"""`req2pay report`: comparing the quotations of an RFQ, on the terminal and in Excel; the sheet on which suppliers quote."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.compared import table, trace
from console.find import ENTITY, document
from console.problem import NOT_FINE, Problem, unknown
from console.rows import caught_up
from console.send import read_document

if TYPE_CHECKING:
    from aggregates.rfq import Rfq
    from console.doors import Door, Live
    from console.out import Out
    from contracts.comparison import KnownPrice, QuotationComparison, Rate

XLSX = click.option("--xlsx", type=click.Path(path_type=Path, dir_okay=False), help="Write an Excel workbook here.")


@click.group("report")
def group() -> None:
    """Reports for people, on the terminal and as files."""


@command(group, "comparison")
@click.argument("number", metavar="RFQ-NUMBER")
@ENTITY
@click.option("--rate", "rates", multiple=True, metavar="FROM:TO:RATE:DAY:SOURCE", help="Exchange rate to compare by.")
@click.option("--prices", metavar="FILE", help="Known prices to compare with, as JSON or YAML.")
@click.option("--line", "number_of_line", type=int, metavar="LINE", help="Show the steps of the offers for this line.")
@XLSX
def comparison(
    door: "Door",
    out: "Out",
    number: str,
    entity: str | None,
    rates: Sequence[str],
    prices: str | None,
    number_of_line: int | None,
    xlsx: Path | None,
) -> None:
    """Compare the opened quotations of an RFQ; an awarded one by what it was awarded by, unless rates are given."""
    with door.open() as live:
        rfq = _opened(live, number, entity)
        compared = _compared(live, rfq, tuple(map(_rate, rates)), _prices(prices))
    if number_of_line is not None and rfq.line(number_of_line) is None:
        raise Problem("no-such-line", NOT_FINE, line=number_of_line, number=number)
    if xlsx:
        from adapters.comparison_sheet import workbook

        xlsx.write_bytes(workbook(rfq.lines, compared, out.language))
        out.note("file-written", file=xlsx)
    found = {"rfq": number, "title": rfq.title, **compared.model_dump(mode="json")}
    out.result(
        found, lambda: table(out, rfq, compared) if number_of_line is None else trace(out, compared, number_of_line)
    )


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
        raise unknown("rfq", number)
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


COMMANDS = (group,)
