"""The head of a page: number, code, date and check code, each right of its label."""

import re

from bots.reading.fapiao.found import Fields, field, matched
from bots.reading.fapiao.glyphs import Span
from bots.reading.fapiao.placed import Page
from contracts.reading import Field

NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:\d{20}|\d{8})(?![0-9A-Za-z])", re.ASCII)
CODE = re.compile(r"(?<!\d)(?:\d{12}|\d{10})(?!\d)", re.ASCII)
CHECK_CODE = re.compile(r"(?<!\d)\d{20}(?!\d)", re.ASCII)
DATE = re.compile(r"(?P<year>20\d{2})[年./-]?(?P<month>\d{1,2})[月./-]?(?P<day>\d{1,2})(?:日|(?!\d))", re.ASCII)
WRITTEN = (("number", ("发票号码",), NUMBER), ("code", ("发票代码",), CODE), ("check_code", ("校验码",), CHECK_CODE))
OTHERS = "数字票"  # 正数发票号码, 蓝字发票号码: of the invoice that is taken back


def fields(page: Page, above: float) -> Fields:
    """What stands above `above`, where the boxes of the parties begin."""
    found: Fields = {}
    area = (0.0, 0.0, page.width, above)
    for name, names, pattern in WRITTEN:
        label = page.label(*names, not_after=OTHERS, within=area)
        if label and (one := matched(page, page.right_of(label), pattern)):
            found[name] = one
    label = page.label("开票日期", "填开日期", within=area)
    if label and (date := _date(page, label)):
        found["issue_date"] = date
    return found


def _date(page: Page, label: Span) -> Field | None:
    glyphs = page.right_of(label)
    text = "".join(one.text for one in glyphs)
    if not (found := DATE.search(text)):
        return None
    value = f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}"
    return field(page, glyphs[found.start() : found.end()], value, 0.95)
