"""The remarks (备注): what is written there freely, and what it says of the invoice that is taken back."""

import re

from bots.reading.fapiao.found import LABELLED, Fields, field
from bots.reading.fapiao.glyphs import Glyph, rows, written
from bots.reading.fapiao.placed import Page

FOOT = ("收款人", "开票人", "复核", "销售方:(章)", "销售方(章)")
ORIGINAL = (
    re.compile(r"被红冲蓝字(?:数电|全电)?(?:发?票|发票)?号码:?(?P<code>)(?P<number>\d{20}|\d{8})", re.ASCII),
    re.compile(
        r"(?:正数|蓝字)发票(?:代码:?(?P<code>\d{10,12})[,;、]?)?(?:发票)?号码?:?(?P<number>\d{20}|\d{8})", re.ASCII
    ),
)
ACCOUNT = re.compile(
    r"销(?:售)?方开户(?:银)?行[:：]\s*(?P<bank>[^;；]+?)\s*[;；,，]?\s*(?:银行)?账号[:：]\s*(?P<number>[\d -]{6,40})"
)


def fields(page: Page, below: float) -> Fields:
    """The remarks beneath `below`, the number of the blue invoice and the seller's account that they name."""
    text, glyphs = _text(page, below)
    if not text:
        return {}
    found: Fields = {"remarks": field(page, glyphs, text, LABELLED)}
    plain = "".join(one.text for one in glyphs)
    if original := original_number(plain):
        found["original_number"] = field(page, glyphs, original, LABELLED)
    if account := account_of(text):
        found["bank_account"] = field(page, glyphs, account, LABELLED)
    return found


def original_number(text: str) -> str | None:
    """The invoice that a red one takes back: its number, behind its code where it has one."""
    plain = "".join(text.split()).replace("：", ":").replace("，", ",").replace("；", ";")
    for pattern in ORIGINAL:
        if found := pattern.search(plain):
            return (found["code"] or "") + found["number"]
    return None


def account_of(text: str) -> str | None:
    """Bank and number of the seller, as digital invoices name them in their remarks."""
    found = ACCOUNT.search(text)
    return f"{found['bank'].strip()} {found['number'].strip()}" if found else None


def _text(page: Page, below: float) -> tuple[str, list[Glyph]]:
    title = next((one for one in page.glyphs if one.text == "备" and one.mid > below and _titled(page, one)), None)
    if title is None:
        return "", []
    # The lowest only: remarks may name a payee themselves.
    foot = [one.mid - 0.9 * one.size for name in FOOT for one in page.labels(name) if one.mid > title.mid]
    box = (title.x1 + 1, below, page.width, max(foot, default=page.height))
    lines = rows(page.inside(box))
    return " ".join(written(line) for line in lines), [one for line in lines for one in line]


def _titled(page: Page, first: Glyph) -> bool:
    """Whether 注 stands below 备: the title of the box is written downwards."""
    box = (first.x0, first.mid + 1, first.x1, first.mid + 6 * first.size)
    return any(one.text == "注" for one in page.inside(box))
