"""What the page of a Chinese e-invoice says beside its form: that it is void or paid, another account, number or total."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from bots.numbers import exact
from bots.reading.fapiao.placed import Page
from bots.reading.values import figure_of
from contracts.reading import Field, Finding

VOID = re.compile(
    r"(?<!涂改)(?<!逾期)(?<!过期)作废(?![料水液旧弃品物纸钢铁油气渣])|样票|样张|非发票|不是发票|不作为发票|请勿付款"
)
PAID = re.compile(r"(?:已付款|款已付)(?!款?(?!100)\d+(?:\.\d+)?%)|已付清|已结清")
"""A share of the whole that was paid says nothing of this invoice."""
ACCOUNT = re.compile(r"(?<!高)新(?:的)?(?:银行|收款)?[账帐][户号]|[账帐][户号](?:已|有)?(?:变更|更改|变动)")
REPLACES = re.compile(r"(?:替代|代替|替换|取代)(?:原)?发票")
NUMBER = re.compile(r"^发票号码:?(?P<value>\d{20}|\d{8})(?!\d)", re.MULTILINE)
"""At the head of a row: remarks name the invoices that one stands against."""
TOTAL = re.compile(r"\(小写\):?¥?(?P<value>-?[\d,]+\.\d{2})(?!\d)")


def said(pages: Sequence[Page], fields: Mapping[str, Field]) -> Iterator[Finding]:
    """The first of each kind on the pages."""
    for number, text in ((one.number, _plain(one.text)) for one in pages):
        at = {"at": str(number)}
        if found := VOID.search(text):
            yield Finding.of("said-no-invoice", "exception", {"text": found[0], **at})
        if found := PAID.search(text):
            yield Finding.of("said-paid", "exception", {"text": found[0], **at})
        if found := ACCOUNT.search(text):
            yield Finding.of("said-new-account", "exception", {"text": found[0], **at})
        if found := REPLACES.search(text):
            yield Finding.of("said-replaces", "exception", {"text": found[0], **at})
        own = fields["number"].value if "number" in fields else ""
        for other in (one["value"] for one in NUMBER.finditer(text) if own and one["value"] != own):
            yield Finding.of("several-numbers", "exception", {"number": own[:60], "other": other, **at})
            break
        gross = figure_of(fields, "gross_amount")
        for other in (one["value"] for one in TOTAL.finditer(text)):
            if gross is not None and exact(other.replace(",", "")) != gross:
                yield Finding.of("several-totals", "exception", {"gross": str(gross), "other": other, **at})
                break


def _plain(text: str) -> str:
    return "\n".join("".join(row.split()) for row in unicodedata.normalize("NFKC", text).splitlines())
