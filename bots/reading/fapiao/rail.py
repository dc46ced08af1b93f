"""The railway e-ticket (电子发票（铁路电子客票）): a fare instead of lines, a buyer, and no seller box."""

import re

from stdnum.cn import uscc

from bots.reading.fapiao.found import WITNESSED, Fields, field, matched
from bots.reading.fapiao.glyphs import Glyph, Span, written
from bots.reading.fapiao.parties import ID, UNPROVEN
from bots.reading.fapiao.placed import Page
from contracts.reading import Field, ReadLine

FARES = ("票价", "退票费", "改签费", "补票费", "误购退票费")
FARE = re.compile(r"-?\d[\d,]*\.\d{2}", re.ASCII)
TAXES = (("net_amount", ("不含税金额", "金额")), ("tax_amount", ("税额",)))
ORIGINAL = re.compile(r"\d{20}", re.ASCII)
TRAIN = re.compile(r"[A-Z]?\d{1,4}", re.ASCII)


def fields(page: Page) -> Fields:
    """The fare, which is what is paid with tax, the buyer, and net and tax where they are printed."""
    found: Fields = {}
    fare = page.label(*FARES)
    if fare and (gross := matched(page, page.right_of(fare), FARE)):
        found["gross_amount"] = gross.model_copy(update={"value": gross.value.replace(",", "")})
    for name, labels in TAXES:
        label = page.label(*labels)
        if label and (one := matched(page, page.right_of(label), FARE)):
            found[name] = one.model_copy(update={"value": one.value.replace(",", "")})
    found |= _buyer(page)
    original = page.label("原发票号码")
    if original and (one := matched(page, page.right_of(original), ORIGINAL)):
        found["original_number"] = one
    return found


def _buyer(page: Page) -> Fields:
    found: Fields = {}
    id_label = page.label("统一社会信用代码", "纳税人识别号")
    label = page.label("购买方名称", "购方名称")
    beside = label and id_label and id_label.x0 > label.x1 and abs(id_label.mid - label.mid) < label.size
    if label and (glyphs := _plain(page.right_of(label, id_label.x0 if beside and id_label else None))):
        found["buyer_name"] = field(page, glyphs, written(glyphs), WITNESSED)
    if id_label and (one := _id(page, id_label)):
        found["buyer_tax_id"] = one
    return found


def _plain(glyphs: list[Glyph]) -> list[Glyph]:
    return [one for one in glyphs if one.text != ":"]


def _id(page: Page, label: Span) -> Field | None:
    glyphs = [one for one in page.right_of(label) if re.fullmatch(r"[0-9A-Z]", one.text)]
    text = "".join(one.text for one in glyphs)
    return field(page, glyphs, text, WITNESSED if uscc.is_valid(text) else UNPROVEN) if ID.fullmatch(text) else None


def line(page: Page, fields: Fields) -> ReadLine:
    """The one line of a ticket: the train and where it goes from and to."""
    stations = [_station(page, one) for one in page.labels("站")[:2]]
    middle = [one for one in page.glyphs if page.height * 0.18 < one.mid < page.height * 0.3]
    train = TRAIN.search(
        " ".join(written([one]) for one in middle if one.text.isascii() and one.size > 13).replace(" ", "")
    )
    described = " ".join(part for part in (train[0] if train else "", "-".join(filter(None, stations))) if part)
    net, tax = fields.get("net_amount"), fields.get("tax_amount")
    return ReadLine(
        description=f"铁路客票 {described}".strip(), quantity="1",
        net_amount=net.value if net else None, tax_amount=tax.value if tax else None,
    )  # fmt: skip


def _station(page: Page, sign: Span) -> str:
    """The name that ends at the sign 站."""
    left: list[Glyph] = []
    edge = sign.x0
    for one in sorted(page.glyphs, key=lambda each: -each.x0):
        if abs(one.mid - sign.mid) < sign.size and 0 <= edge - one.x1 + 1 < 0.6 * one.size and one.x0 < edge:
            left.insert(0, one)
            edge = one.x0
    return "".join(one.text for one in left)
