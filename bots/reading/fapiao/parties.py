"""Buyer and seller: who stands in which box. Old layouts have the buyer on top and the seller below, digital ones the
buyer on the left and the seller on the right; the labels are the same, and their order in the file says nothing."""

import re
from collections.abc import Iterator

from stdnum.cn import uscc

from bots.reading.fapiao.families import DIGITAL
from bots.reading.fapiao.found import LABELLED, WITNESSED, Fields, field
from bots.reading.fapiao.glyphs import Box, Glyph, Span, rows, written
from bots.reading.fapiao.placed import Page
from contracts.reading import Field

NAME = ("名称:", "名称")
NOT_NAME = "目务品劳物路车"  # 项目名称, 服务名称, …
TAX_ID = ("纳税人识别号", "统一社会信用代码")
ACCOUNT = "开户行及账号"
ID = re.compile(r"[0-9A-Z]{15,20}", re.ASCII)
UNPROVEN = 0.92  # labelled, but its check character is wrong or it has none
FIRM = re.compile(
    r"(?:公司|厂|店|部|中心|社|行|所|院|校|学|局|会|站|户|场|馆|园|处|队|政府|委|合伙\)?|合伙）|个人|[)）])$"
)
DOWNWARDS = {"buyer": "购买方信息", "seller": "销售方信息"}
MOST_OF_TITLE = 3
LINE = 10.0  # points; the least distance between the printed lines of a name
"""A name over two lines stands this much above and below its label."""


def fields(page: Page, layout: str) -> Fields:
    """Names, tax ids and the seller's account; what a box lacks is absent (buyers who are persons have no id)."""
    found: Fields = {}
    for role, label, limit in _boxes(page, layout):
        if name := _name(page, label, limit):
            found[f"{role}_name"] = name
        if tax_id := _tax_id(page, label, limit):
            found[f"{role}_tax_id"] = tax_id
        if role == "seller" and (account := _account(page, label, limit)):
            found["bank_account"] = account
    return found


def top(page: Page) -> float:
    """Where the boxes of the parties begin: what stands above belongs to the head."""
    names = _names(page)
    return names[0].mid - 0.9 * names[0].size if names else page.height * 0.25


def _names(page: Page) -> list[Span]:
    for label in NAME:
        if found := page.labels(label, NOT_NAME):
            return found
    return []


def _boxes(page: Page, layout: str) -> Iterator[tuple[str, Span, float]]:
    names = _names(page)
    if layout == DIGITAL:
        names = sorted(names[:2], key=lambda one: one.x0)
    if not names:
        return
    if layout == DIGITAL and len(names) == 2 and _titled(page, names[0], "seller") and _titled(page, names[1], "buyer"):
        # Who buys from those who issue no invoices issues it, and stands on the right.
        yield "seller", names[0], _divider(page, names[0], names[1], "buyer")
        yield "buyer", names[1], page.width
        return
    buyer = names[0]
    others = names[1:] if layout == DIGITAL else [one for one in names[1:] if abs(one.x0 - buyer.x0) < 3 * buyer.size]
    seller = others[-1] if others else None
    if layout == DIGITAL:
        yield "buyer", buyer, _divider(page, buyer, seller, "seller")
        if seller:
            yield "seller", seller, page.width
        return
    yield "buyer", buyer, _column(page, "密", buyer)
    if seller:
        yield "seller", seller, _column(page, "备", seller)


def _divider(page: Page, left: Span, right: Span | None, role: str) -> float:
    """The left edge of the right half: its title, written downwards, or the middle of the page."""
    if right is None:
        return page.width / 2
    title = _title(page, right, role, page.width * 0.4)
    return min((one.x0 for one in title), default=right.x0 - 2 * right.size) - 1


def _titled(page: Page, name: Span, role: str) -> bool:
    """Whether the title of a box, written downwards left of its first label, says whose it is."""
    whole = _title(page, name, role, name.x0 - 4 * name.size)
    return any(one.text == DOWNWARDS[role][0] for one in whole)


def _title(page: Page, name: Span, role: str, start: float) -> list[Glyph]:
    """The characters of the title of a box that are written below each other between `start` and its first label."""
    box = (start, name.mid - 3 * name.size, name.x0, name.mid + 6 * name.size)
    stacks: dict[int, list[Glyph]] = {}
    for one in page.inside(box):
        if one.text in DOWNWARDS[role]:
            stacks.setdefault(round(one.centre / name.size), []).append(one)
    return [one for stack in stacks.values() if len({each.text for each in stack}) >= MOST_OF_TITLE for one in stack]


def _column(page: Page, title: str, label: Span) -> float:
    """The left edge of the column that follows, whose title is written downwards; else where it usually begins."""
    box = (page.width * 0.45, label.mid - 25, page.width * 0.75, label.mid + 55)
    return min((one.x0 for one in page.inside(box) if one.text == title), default=page.width * 0.57)


def _name(page: Page, label: Span, limit: float) -> Field | None:
    """Everything right of the label down to the next label, which may be two lines."""
    below = _id_label(page, label, limit)
    floor = min(below.mid - 0.85 * label.size, label.mid + 1.8 * LINE) if below else label.mid + LINE
    box = (label.edge, label.mid - LINE, limit, floor)
    lines = rows(one for one in page.inside(box) if one not in label.glyphs and not _stray(one, page))
    text = "".join(written(line) for line in lines).strip(":：")
    if not text:
        return None
    sure = WITNESSED if FIRM.search(text) and len(lines) == 1 else LABELLED
    return field(page, [one for line in lines for one in line], text, sure)


def _stray(one: Glyph, page: Page) -> bool:
    """A character of the seal of the tax bureau, which is larger or smaller than any printed value."""
    return one.size > page.height / 18


def _id_label(page: Page, name: Span, limit: float) -> Span | None:
    area: Box = (name.x0 - 2 * name.size, name.mid + 0.4 * name.size, limit, name.mid + 7 * name.size)
    return page.label(*TAX_ID, within=area)


def _tax_id(page: Page, name: Span, limit: float) -> Field | None:
    label = _id_label(page, name, limit)
    if label is None:
        return None
    glyphs = [one for one in page.right_of(label, limit) if re.fullmatch(r"[0-9A-Za-z*]", one.text)]
    text = "".join(one.text for one in glyphs).upper()
    if not ID.fullmatch(text):
        return None
    return field(page, glyphs, text, WITNESSED if uscc.is_valid(text) else UNPROVEN)


def _account(page: Page, name: Span, limit: float) -> Field | None:
    area: Box = (name.x0 - 2 * name.size, name.mid, limit, page.height)
    label = page.label(ACCOUNT, within=area)
    if label is None:
        return None
    glyphs = [one for one in page.right_of(label, limit) if one.text != ":"]
    return field(page, glyphs, re.sub(r"(?<=[^\d\s-])(?=[\d-]+$)", " ", written(glyphs)), LABELLED) if glyphs else None
