"""Specimens of Chinese invoices: a family, a form and a seed give one file and its truth."""

from random import Random

from adapters.specimens import fapiao_xml, sheet, sheet_ofd, sheet_pdf
from adapters.specimens.chinese import fapiao
from adapters.specimens.companies import Company
from adapters.specimens.content import Content, content, fields
from adapters.specimens.fapiao import OLD, Fapiao
from adapters.specimens.paper import Style
from adapters.specimens.truth import Specimen

LAYOUTS = {
    "old": ("old", "old-tight", "old-joined"),
    "old-special": ("old-special",),
    "digital-special": ("digital", "digital", "digital-tall", "digital-construction"),
    "digital-ordinary": ("digital", "digital", "digital-tall"),
    "toll": ("toll",),
    "rail": ("rail", "rail-refund"),
}
"""What each family is drawn in; held-out layouts among them are left out unless asked for."""
HELD_OUT = ("old", "digital-special", "rail")
"""The families with a layout that is held out."""


def pdf_specimen(
    seed: int, family: str, *, size: int | None = None, held_out: bool = False, buyer: Company | None = None
) -> Specimen:
    """An invoice as PDF; `held_out` draws one of the layouts that nobody may look at while writing readers."""
    chance = Random(f"{family}:{seed}")
    bill = fapiao(chance, family, size, buyer)
    name, style = form(chance, family, held_out=held_out)
    what = printed(chance, bill, name)
    data = drawn(what, name, style, chance)
    return Specimen(
        f"{family}-{seed}.pdf", f"fapiao-pdf/{family}", data, fields(bill), len(bill.lines), name, held_out
    )  # fmt: skip


def ofd_specimen(
    seed: int, family: str, *, size: int | None = None, held_out: bool = False, buyer: Company | None = None
) -> Specimen:
    """The invoice of `pdf_specimen` as OFD: the same seed gives the same invoice in both forms."""
    chance = Random(f"{family}:{seed}")
    bill = fapiao(chance, family, size, buyer)
    name, style = form(chance, family, held_out=held_out)
    what = printed(chance, bill, name)
    data = ofd(what, bill, name, style, chance)
    return Specimen(f"{family}-{seed}.ofd", f"fapiao-ofd/{family}", data, fields(bill), len(bill.lines), name, held_out)


def xml_specimen(seed: int, family: str, *, size: int | None = None, buyer: Company | None = None) -> Specimen:
    """The invoice of `pdf_specimen` as the XML of the tax bureau; only fully digital ones have that."""
    chance = Random(f"{family}:{seed}")
    bill = fapiao(chance, family, size, buyer)
    data = fapiao_xml.einvoice(content(bill), bill, percent=chance.random() < 0.3)
    stated = fields(bill) | ({"tax_amount": "0.00"} if bill.free else {})
    return Specimen(f"{family}-{seed}.xml", f"fapiao-xml/{family}", data, stated, len(bill.lines), "einvoice")


def form(chance: Random, family: str, *, held_out: bool) -> tuple[str, Style]:
    """A layout of the family and a way of writing."""
    names = [name for name in LAYOUTS[family] if bool(sheet.layout(name).get("held_out")) == held_out]
    style = Style(
        embedded=chance.random() < 0.3,
        order=chance.choice(("labels", "labels", "values", "mixed")),
        colon=chance.choice(("", "", ":", "：")),
        spread=chance.random() < 0.2,
        stamp=chance.choice(("text", "image", "none")),
        signs=chance.random() < 0.15,
        paper="a4" if chance.random() < (0.5 if held_out else 0.1) else "",
    )
    style = style._replace(kangxi=style.embedded and chance.random() < 0.2)
    return chance.choice(names or list(LAYOUTS[family])), style


def printed(chance: Random, bill: Fapiao, name: str) -> Content:
    """The contents for a layout: some issuers write 元, and works name their place."""
    what = content(bill, chance.choice("圆圆元"))
    if "place" in sheet.layout(name)["columns"]:
        where = {"place": "重庆市渝北区", "project": "虚构大桥引桥工程（二标段）"}
        return what._replace(rows=tuple({**row, **where} for row in what.rows))
    return what


def drawn(what: Content, name: str, style: Style, chance: Random) -> bytes:
    """The contents as PDF."""
    return sheet_pdf.pdf(sheet.pages(what, name, style, chance), what.payload, what.stamp, style)


def ofd(
    what: Content,
    bill: Fapiao,
    name: str,
    style: Style,
    chance: Random,
    within: Content | None = None,
    *,
    signed: bool = True,
) -> bytes:
    """The contents as OFD; `within` is what custom data and the attached XML say, when that is something else."""
    old = bill.kind in OLD
    inner = within or what
    attached = fapiao_xml.original(inner, bill) if old else None
    tags = not old or chance.random() < 0.5
    return sheet_ofd.ofd(
        sheet.pages(what, name, style, chance), inner, attached, tags=tags, cdata=chance.random() < 0.3, signed=signed
    )  # fmt: skip
