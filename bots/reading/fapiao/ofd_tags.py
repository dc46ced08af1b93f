"""What an OFD e-invoice names beside its pages: custom data in OFD.xml, and tags that point at objects of pages."""

import re
from collections.abc import Iterator, Mapping
from typing import Protocol

from bots.numbers import exact
from bots.reading.fapiao import header, ofd_page
from bots.reading.fapiao.contradictions import repeated
from bots.reading.fapiao.stated import NAMES
from bots.reading.fapiao.touching import figure
from bots.reading.tree import Node, each, local
from bots.reading.values import Draft
from contracts.reading import Field

CUSTOM: Mapping[str, str] = {
    "发票号码": "number", "发票代码": "code", "开票日期": "issue_date", "校验码": "check_code",
    "合计金额": "net_amount", "合计税额": "tax_amount", "价税合计": "gross_amount", "价税合计金额": "gross_amount",
    "销售方纳税人识别号": "seller_tax_id", "销售方名称": "seller_name",
    "购买方纳税人识别号": "buyer_tax_id", "购买方名称": "buyer_name",
}  # fmt: skip
AMOUNTS = ("net_amount", "tax_amount", "gross_amount")
COMPACT = ("number", "code", "check_code", "seller_tax_id", "buyer_tax_id")
SURE = 0.99
SAID_ONCE = {name: name for name in ("number", "issue_date", "gross_amount", "net_amount")}
"""What is tagged once; the tax is tagged of every line too."""
TAGS: Mapping[str, str] = {alias: name for name, aliases in NAMES.items() for alias in aliases if name != "remarks"}


class Tagged(Protocol):
    """What tags are resolved in."""

    place: str
    document: Node | None
    contents: list[tuple[str, list[Node]]]

    def open(self, part: str, location: str | None) -> tuple[str, Node | None]:
        """The part that `location` names inside `part`."""


def custom_data(body: Node | None, *, fare: bool = False) -> Draft:
    """The custom data of the document, which tax bureaus fill with number, date, ids and amounts.

    A ticket with nothing but a `fare` calls that 合计金额.
    """
    pairs = [(one.get("Name") or "", one.text or "") for one in each(body, "DocInfo/CustomDatas/CustomData")]
    fields = _fields((CUSTOM[name], value) for name, value in pairs if name in CUSTOM)
    if fare and "tax_amount" not in fields and (net := fields.pop("net_amount", None)):
        fields.setdefault("gross_amount", net)
    return Draft(fields, findings=tuple(repeated(pairs, CUSTOM)))


def tags(package: Tagged) -> Draft:
    """The fields whose tags point at text objects of the pages."""
    texts = {(page, key): text for page, layers in package.contents for key, text in _texts(layers)}
    pairs: list[tuple[str, str]] = []
    for location in each(package.document, "CustomTags"):
        place, index = package.open(package.place, location.text)
        for one in index.iter() if index is not None else ():
            if local(one) == "FileLoc":
                _, root = package.open(place, one.text)
                pairs += _pointed(root, texts)
    told = ((name, text) for name, text in pairs if name in SAID_ONCE and text.strip())
    return Draft(_fields(iter(pairs)), findings=tuple(repeated(told, SAID_ONCE)))


def _texts(layers: list[Node]) -> Iterator[tuple[str, str]]:
    for layer in reversed(layers):
        yield from ofd_page.texts(layer).items()


def _pointed(root: Node | None, texts: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, str]]:
    """Each tagged field with what it points at; on several pages the first says who, the last how much."""
    for node in root.iter() if root is not None else ():
        references = [one for one in node if local(one) == "ObjectRef"]
        if not references or local(node) not in TAGS:
            continue
        pages: dict[str, str] = {}
        for one in references:
            page = one.get("PageRef") or ""
            pages[page] = pages.get(page, "") + texts.get((page, (one.text or "").strip()), "")
        name, written = TAGS[local(node)], list(pages.values())
        yield name, written[-1 if name in AMOUNTS else 0]


def _fields(pairs: Iterator[tuple[str, str]]) -> dict[str, Field]:
    found: dict[str, Field] = {}
    for name, written in pairs:
        if name not in found and (value := _value(name, written.strip())):
            found[name] = Field(value=value[:2_000], source="ofd", confidence=SURE)
    return found


def _value(name: str, written: str) -> str | None:
    """The value as fields hold it; None for stars and for what has not the form of the field."""
    if name in AMOUNTS:
        plain = figure(written.replace("￥", "¥"))
        return plain if exact(plain) is not None else None
    if name == "issue_date":
        found = header.DATE.search("".join(written.split()))
        return f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}" if found else None
    if name in COMPACT:
        compact = re.sub(r"[\s:：]", "", written)
        return compact if re.fullmatch(r"[0-9A-Za-z]+", compact) else None
    return written.strip(":： ") or None
