"""The lines of an invoice: the columns by their titles, the figures by their right edges, the texts by where they begin.

Figures are set flush right in every layout, so the column of a figure is the last whose title begins left of its end.
Texts may fill their column to the edge and go on in the next row.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bots.reading.fapiao.glyphs import Glyph, Span, cells, rows, written
from bots.reading.fapiao.placed import Page
from contracts.reading import ReadLine

TITLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "description",
        ("货物或应税劳务、服务名称", "货物(劳务)名称", "货物或应税劳务名称", "货物或劳务名称", "项目名称", "货物名称"),
    ),
    ("specification", ("规格型号",)),
    ("unit", ("面积单位", "单位")),
    ("quantity", ("数量",)),
    ("unit_price", ("单价",)),
    ("net_amount", ("金额",)),
    ("tax_rate", ("税率/征收率", "税率")),
    ("tax_amount", ("税额",)),
    ("position", ("序号",)),
    ("plate", ("车牌号",)),
    ("vehicle", ("类型",)),
    ("from", ("通行日期起",)),
    ("until", ("通行日期止",)),
    ("place", ("建筑服务发生地",)),
    ("project", ("建筑项目名称",)),
    ("certificate", ("产权证书/不动产权证号",)),
)
FIGURES = frozenset({"quantity", "unit_price", "net_amount", "tax_rate", "tax_amount"})
FIGURE = re.compile(r"[-+]?¥?[-+]?(?:\d{1,3}(?:,\d{3})+|\d*)(?:\.\d*)?", re.ASCII)
RATE = re.compile(r"(\d{1,2}(?:\.\d+)?)%", re.ASCII)
TOUCHING = re.compile(
    r"(?P<price>\d+(?:\.\d+)?(?=-))?(?P<amount>-?\d+\.\d{2})(?P<rate>\d{1,2}(?:\.\d)?%|免税|不征税|\*{1,3})?", re.ASCII
)
NO_RATE = ("免税", "不征税", "出口零税率", "普通零税率", "简易征收", "***", "**", "*", "\\")
SUBTOTAL = re.compile(r"^(?:小计|合计|总计|本页小计|总额|\(小计\))")
LISTED = re.compile(r"详见(?:销货|对应|货物)?(?:正数发票及)?清单")
INDENT = 8.0  # points; a text may begin so far left of the title of its column


@dataclass
class Columns:
    """The titles of a table and where each stands, left to right."""

    spans: dict[str, Span]
    order: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.order = sorted(self.spans, key=lambda name: self.spans[name].x0)

    @property
    def mid(self) -> float:
        """The height of the titles."""
        return self.spans["net_amount"].mid

    def of_figure(self, cell: Span) -> str:
        """The column of a figure: the last whose title begins left of its right edge."""
        before = [name for name in self.order if self.spans[name].x0 < cell.x1 - 1]
        return before[-1] if before else self.order[0]

    def of_text(self, cell: Span) -> str:
        """The column of a text: the first where it begins left of the second, else the nearest title."""
        first, second = self.spans[self.order[0]], self.spans[self.order[1]]
        beneath = cell.x0 > (first.x0 + first.x1) / 2 and cell.x1 > second.x0
        if cell.x0 < min(first.x1, second.x0 - INDENT) and not beneath:
            return self.order[0]
        centre = (cell.x0 + cell.x1) / 2
        return min(self.order, key=lambda name: abs((self.spans[name].x0 + self.spans[name].x1) / 2 - centre))


def columns(page: Page, below: float = 0.0) -> Columns | None:
    """The titles of the table on a page; None where there is none."""
    area = (0.0, below, page.width, page.height)
    amounts = page.labels("金额", within=area)
    for amount in amounts:
        row = (0.0, amount.mid - 0.9 * amount.size, page.width, amount.mid + 0.9 * amount.size)
        spans = {"net_amount": amount}
        for name, titles in TITLES:
            if name != "net_amount" and (span := page.label(*titles, within=row)):
                spans[name] = span
        if "description" in spans and ("tax_amount" in spans or "tax_rate" in spans):
            return Columns(spans)
    return None


def lines(page: Page, titles: Columns, bottom: float) -> list[ReadLine]:
    """The lines between the titles and `bottom`; sub-totals are none."""
    title = titles.spans["net_amount"]
    box = (0.0, title.mid + 0.6 * title.size, page.width, bottom)
    found: list[dict[str, str]] = []
    waiting: dict[str, str] = {}
    skipping = False
    for row in rows(page.inside(box)):
        placed = _placed(row, titles)
        if SUBTOTAL.match(placed.get("description", placed.get("position", ""))):
            skipping = True
            continue
        if "net_amount" in placed or ("tax_amount" in placed and "tax_rate" in placed):
            skipping = False
            found.append(_joined(waiting, placed))
            waiting = {}
        elif not skipping:
            _continue(found[-1] if found else waiting, placed)
    return [_line(parts) for parts in found]


def _placed(row: Sequence[Glyph], titles: Columns) -> dict[str, str]:
    """The cells of a row by column."""
    placed: dict[str, str] = {}
    for cell in _cells(row, titles):
        text = written(cell.glyphs)
        figure = _is_figure(cell.text)
        name = titles.of_figure(cell) if figure else titles.of_text(cell)
        if name in FIGURES and not figure:
            name = _text_column(titles, cell)
        placed[name] = f"{placed[name]} {text}" if name in placed else text
    return placed


def _cells(row: Sequence[Glyph], titles: Columns) -> list[Span]:
    """The parts of a row; a space inside the text of the first column parts nothing."""
    edge = titles.spans[titles.order[1]].x0 - INDENT
    found: list[Span] = []
    for cell in (part for whole in cells(row) for part in _parted(whole)):
        near = found and cell.x0 - found[-1].x1 < 1.2 * cell.size
        if near and cell.x0 < edge and found[-1].x0 < titles.spans[titles.order[0]].x1:
            found[-1] = Span((*found[-1].glyphs, *cell.glyphs))
        else:
            found.append(cell)
    return found


def _parted(cell: Span) -> list[Span]:
    """A price, an amount and a rate that touch each other, apart: amounts have two decimals, and one sign in front."""
    text = cell.text
    if len(text) == len(cell.glyphs) and (found := TOUCHING.fullmatch(text)):
        cuts = [0, *(end for end in (found.end("price"), found.end("amount")) if end > 0), len(text)]
        return [Span(cell.glyphs[start:end]) for start, end in itertools.pairwise(cuts) if start < end]
    return [cell]


def _is_figure(text: str) -> bool:
    return bool((FIGURE.fullmatch(text) and any(map(str.isdigit, text))) or RATE.fullmatch(text) or text in NO_RATE)


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


def figure(text: str | None) -> str | None:
    """A written figure as a decimal string; None for stars and blanks."""
    core = (text or "").replace("¥", "").replace(",", "").replace(" ", "").lstrip("+")
    return core if re.fullmatch(r"-?(?:\d+(?:\.\d*)?|\.\d+)", core, re.ASCII) else None


def rate(text: str | None) -> str | None:
    """A rate in percent, or the words that stand in its place (免税, 不征税, ***)."""
    core = (text or "").replace(" ", "")
    found = RATE.fullmatch(core)
    return found[1] if found else core or None


def _line(parts: dict[str, str]) -> ReadLine:
    return ReadLine(
        description=parts.get("description") or None,
        specification=parts.get("specification") or None,
        unit=parts.get("unit") or None,
        quantity=figure(parts.get("quantity")),
        unit_price=figure(parts.get("unit_price")),
        net_amount=figure(parts.get("net_amount")),
        tax_rate=rate(parts.get("tax_rate")),
        tax_amount=figure(parts.get("tax_amount")),
    )
