"""The columns of a table of lines, by their titles: figures belong to one by their right edge, texts by where they begin.

Figures are set flush right in every layout, so the column of a figure is the last whose title begins left of its end.
"""

from dataclasses import dataclass, field

from bots.reading.fapiao.glyphs import Span
from bots.reading.fapiao.placed import Page

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
