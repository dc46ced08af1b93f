"""The totals: 合计 under the columns of amount and tax, 价税合计 in capitals and figures."""

import re
from decimal import Decimal

from bots.capitals import value_of
from bots.numbers import exact, total
from bots.reading.fapiao.columns import Columns
from bots.reading.fapiao.found import LABELLED, WITNESSED, Fields, field, witnessed
from bots.reading.fapiao.glyphs import Span, cells
from bots.reading.fapiao.placed import Page
from contracts.reading import Field

FIGURE = re.compile(r"^¥?(-?[\d,]+\.\d{2})$", re.ASCII)
STARS = re.compile(r"^\*{1,3}$")


def rows_of_totals(page: Page, below: float) -> tuple[Span | None, Span | None]:
    """The labels 合计 and 价税合计 beneath `below`."""
    area = (0.0, below, page.width, page.height)
    gross = page.label("价税合计", within=area)
    sums = [one for one in page.labels("合计", "税", within=area) if gross is None or one.mid < gross.mid - 3]
    return (sums[-1] if sums else None), gross


def fields(page: Page, titles: Columns | None, below: float) -> Fields:
    """Net, tax, gross and gross in capitals."""
    found: Fields = {}
    sums, gross = rows_of_totals(page, below)
    if sums:
        found |= _net_and_tax(page, sums, titles)
    if gross:
        found |= _gross(page, gross)
    return found


def _net_and_tax(page: Page, label: Span, titles: Columns | None) -> Fields:
    found: Fields = {}
    for cell in cells(page.right_of(label, reach=0.9), gap=0.8):
        name = titles.of_figure(cell) if titles else "tax_amount" if "net_amount" in found else "net_amount"
        if name == "tax_rate":
            name = "tax_amount" if "net_amount" in found else "net_amount"
        if name not in ("net_amount", "tax_amount"):
            continue
        if value := FIGURE.match(cell.text):
            found.setdefault(name, field(page, cell.glyphs, value[1].replace(",", ""), LABELLED))
        elif STARS.match(cell.text):
            found.setdefault("stars", field(page, cell.glyphs, cell.text, LABELLED))
    return found


def _gross(page: Page, label: Span) -> Fields:
    found: Fields = {}
    area = (label.x1, label.mid - label.size, page.width, label.mid + label.size)
    small = page.label("小写", within=area)
    words = [one for one in page.right_of(label, small.x0 if small else None, 0.9) if one.text in WORDS]
    if words:
        found["gross_in_words"] = field(page, words, "".join(one.printed for one in words), LABELLED)
    for cell in cells(page.right_of(small or label, reach=0.9), gap=0.8):
        if value := FIGURE.match(cell.text.lstrip(")：:")):
            found["gross_amount"] = field(page, cell.glyphs, value[1].replace(",", ""), LABELLED)
            break
    return found


WORDS = frozenset("零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整正负数两貳參陸萬億圓")


def corroborate(fields: Fields) -> None:
    """Figures that agree witness each other; stars for the tax mean none, where net is gross."""
    stars = fields.pop("stars", None)
    net, tax, gross = (_figure(fields.get(name)) for name in ("net_amount", "tax_amount", "gross_amount"))
    if stars and tax is None and net is not None and net == gross:
        fields["tax_amount"] = stars.model_copy(update={"value": "0.00", "source": "rule", "confidence": WITNESSED})
        witnessed(fields, "net_amount", "gross_amount")
    if net is not None and tax is not None and gross is not None and total([net, tax]) == gross:
        witnessed(fields, "net_amount", "tax_amount", "gross_amount")
    words = fields.get("gross_in_words")
    if words and gross is not None and value_of(words.value) == gross:
        witnessed(fields, "gross_amount", "gross_in_words")


def _figure(one: Field | None) -> Decimal | None:
    return exact(one.value) if one else None
