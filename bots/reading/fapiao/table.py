"""The lines of an invoice: a row with an amount is one; texts may fill their column and go on in the next row."""

import re
from collections.abc import Sequence

from bots.reading.fapiao.columns import FIGURES, INDENT, Columns
from bots.reading.fapiao.glyphs import Glyph, Span, cells, rows, written
from bots.reading.fapiao.placed import Page
from bots.reading.fapiao.touching import cut, figure, figures_apart, parted_price
from contracts.reading import ReadLine

FIGURE = re.compile(r"[-+]?¥?[-+]?(?:\d{1,3}(?:,\d{3})+|\d*)(?:\.\d*)?", re.ASCII)
RATE = re.compile(r"(\d{1,2}(?:\.\d+)?)%", re.ASCII)
NO_RATE = ("免税", "不征税", "出口零税率", "普通零税率", "简易征收", "***", "**", "*", "\\")
AMOUNT = re.compile(r"¥? ?-?[\d,]+\.\d{1,2}", re.ASCII)
OTHER_TABLE = re.compile("出行人|出行日期|运输工具种类|运输工具牌号")
"""Titles of a second table, of journeys or freight, that some digital invoices have below the lines."""
SUBTOTAL = re.compile(r"^(?:小计|合计|总计|本页小计|总额|\(小计\))")
LISTED = re.compile(r"详见(?:销货|对应|货物)?(?:正数发票及)?清单")
BESIDE, AROUND = 0.62, 0.9  # of the height
INSIDE = 3.0  # points; a title that stands so far inside its column is set in its middle


def lines(page: Page, titles: Columns, bottom: float) -> list[ReadLine]:
    """The lines between the titles and `bottom`; sub-totals are none."""
    title = titles.spans["net_amount"]
    inside = page.inside((0.0, title.mid + 0.6 * title.size, page.width, bottom))
    edge = _edge(titles, inside)
    found: list[dict[str, str]] = []
    waiting: dict[str, str] = {}
    skipping = False
    for placed in _aligned([(Span(tuple(row)), _placed(row, titles, edge)) for row in rows(inside)]):
        if SUBTOTAL.match(placed.get("description", placed.get("position", ""))):
            skipping = True
        elif OTHER_TABLE.search("".join(placed.values())):
            break
        elif _is_line(placed):
            skipping = False
            found.append(_joined(waiting, placed))
            waiting = {}
        elif not skipping:
            _continue(found[-1] if found else waiting, placed)
    return [_line(parts) for parts in found]


def _is_line(placed: dict[str, str]) -> bool:
    return bool(AMOUNT.fullmatch(placed.get("net_amount", "")))


def _aligned(found: list[tuple[Span, dict[str, str]]]) -> list[dict[str, str]]:
    """Rows with what belongs to them: cells may be set a little higher or lower than the amount of their line, and a
    description of two rows above and below it."""
    lines = [one for one in found if _is_line(one[1])]
    rest = []
    for span, placed in (one for one in found if not _is_line(one[1])):
        near = min(lines, key=lambda one: abs(one[0].mid - span.mid), default=None)
        reach = BESIDE if near and "description" in near[1] else AROUND
        if (
            near
            and abs(near[0].mid - span.mid) <= reach * near[0].size
            and not SUBTOTAL.match(placed.get("description", ""))
        ):
            for name, text in placed.items():
                above = span.mid < near[0].mid
                whole = near[1].get(name, "")
                near[1][name] = whole if whole and name in FIGURES else text + whole if above else whole + text
        else:
            rest.append((span, placed))
    return [placed for _, placed in sorted([*lines, *rest], key=lambda one: one[0].mid)]


def _edge(titles: Columns, inside: Sequence[Glyph]) -> float:
    """Where the second column begins: as far right of the middle of the first title as texts begin left of it, where it
    is set in the middle of its column; else a little left of its own title."""
    first, second = (titles.spans[name] for name in titles.order[:2])
    left = min((one.x0 for one in inside if one.x0 < first.x0), default=first.x0)
    own = second.x0 - INDENT
    return own if first.x0 - left < INSIDE else min(own, first.x0 + first.x1 - left)


def _placed(row: Sequence[Glyph], titles: Columns, edge: float) -> dict[str, str]:
    """The cells of a row by column."""
    placed: dict[str, str] = {}
    for cell in _cells(row, titles, edge):
        text = written(cell.glyphs)
        figure = _is_figure(cell.text)
        name = _figure_column(titles, cell) if figure else titles.of_text(cell)
        if name in FIGURES and not figure:
            name = _text_column(titles, cell)
        placed[name] = f"{placed[name]} {text}" if name in placed else text
    return placed


def _cells(row: Sequence[Glyph], titles: Columns, edge: float) -> list[Span]:
    """The parts of a row; a space inside the text of the first column, up to its `edge`, parts nothing."""
    found: list[Span] = []
    for cell in figures_apart([part for whole in cells(row) for part in cut(whole, edge)]):
        near = found and cell.x0 - found[-1].x1 < 1.2 * cell.size
        if near and cell.x0 < edge and found[-1].x0 < titles.spans[titles.order[0]].x1:
            found[-1] = Span((*found[-1].glyphs, *cell.glyphs))
        else:
            found.append(cell)
    return found


def _is_figure(text: str) -> bool:
    return bool((FIGURE.fullmatch(text) and any(map(str.isdigit, text))) or RATE.fullmatch(text) or text in NO_RATE)


def _figure_column(titles: Columns, cell: Span) -> str:
    """The column of a figure; a wide amount may reach beyond the title of the rates, but only rates stand below it."""
    if RATE.fullmatch(cell.text) and "tax_rate" in titles.spans:
        return "tax_rate"
    name = titles.of_figure(cell)
    at = titles.order.index(name)
    return titles.order[at - 1] if name == "tax_rate" and at and cell.text not in NO_RATE else name


def _text_column(titles: Columns, cell: Span) -> str:
    texts = [name for name in titles.order if name not in FIGURES]
    centre = (cell.x0 + cell.x1) / 2
    return min(texts, key=lambda name: abs((titles.spans[name].x0 + titles.spans[name].x1) / 2 - centre))


def _joined(before: dict[str, str], row: dict[str, str]) -> dict[str, str]:
    return {name: before.get(name, "") + row.get(name, "") for name in before.keys() | row.keys()}


def _continue(line: dict[str, str], row: dict[str, str]) -> None:
    for name, text in row.items():
        if name in ("description", "specification", "unit"):
            line[name] = line.get(name, "") + text


def rate(text: str | None) -> str | None:
    """A rate in percent, or the words that stand in its place (免税, 不征税, ***)."""
    core = (text or "").replace(" ", "")
    found = RATE.fullmatch(core)
    return found[1] if found else core or None


def _line(parts: dict[str, str]) -> ReadLine:
    net = figure(parts.get("net_amount"))
    quantity, price = parted_price(figure(parts.get("quantity")), figure(parts.get("unit_price")), net)
    return ReadLine(
        description=parts.get("description") or None,
        specification=parts.get("specification") or None,
        unit=parts.get("unit") or None,
        quantity=quantity,
        unit_price=price,
        net_amount=net,
        tax_rate=rate(parts.get("tax_rate")),
        tax_amount=figure(parts.get("tax_amount")),
    )
