"""Pages of Chinese invoices as OFD (GB/T 33190): page and template, tags that point at texts, custom data, digests."""

import hashlib
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from adapters.specimens.content import Content
from adapters.specimens.ofd_package import element, packed, signature
from adapters.specimens.paper import Page, Word
from adapters.specimens.sheet import width
from adapters.specimens.sheet_pdf import code_image

MM = 25.4 / 72
FONTS = {"song": ("11", "宋体"), "courier": ("12", "Courier New"), "helvetica": ("13", "Times New Roman")}
CUSTOM = (
    ("发票代码", "code"), ("发票号码", "number"), ("销售方纳税人识别号", "seller_id"), ("合计金额", "net"), ("校验码", "check"),
    ("购买方纳税人识别号", "buyer_id"), ("合计税额", "tax"), ("开票日期", "date"),
)  # fmt: skip
TAGS = (
    ("InvoiceCode", ("code",)), ("InvoiceNo", ("number",)), ("IssueDate", ("date", "year", "month", "day")),
    ("InvoiceCheckCode", ("check", "check1", "check2", "check3", "check4")), ("MachineNo", ("machine",)),
    ("TaxExclusiveTotalAmount", ("net",)), ("TaxTotalAmount", ("tax",)), ("TaxInclusiveTotalAmount", ("gross",)),
    ("InvoiceClerk", ("drawer",)), ("Payee", ("payee",)), ("Checker", ("reviewer",)),
)  # fmt: skip
PARTIES = (("Buyer", "buyer"), ("Seller", "seller"))
CELLS = (
    ("Item", "name"), ("Specification", "spec"), ("MeasurementDimension", "unit"), ("TaxScheme", "rate"),
    ("Amount", "amount"), ("TaxAmount", "tax"), ("Price", "price"), ("Quantity", "quantity"),
)  # fmt: skip

Drawn = tuple[int, float, float, str]
"""A text on a page: the id of the page, from top, from left, its own id."""


def ofd(
    sheets: list[Page], what: Content, original: bytes | None = None, *, tags: bool = True, cdata: bool = False,
    signed: bool = True,
) -> bytes:  # fmt: skip
    """The pages as OFD. `what` gives the custom data and the code, `original` is the attached XML of the old kind."""
    parts = {"OFD.xml": _root(what.slots, signed=signed)}
    objects: dict[str, list[Drawn]] = defaultdict(list)
    for number, sheet in enumerate(sheets):
        parts[f"Doc_0/Tpls/Tpl_{number}/Content.xml"] = _page(sheet, _labels(sheet, number))
        values = _values(sheet, number, objects, cdata=cdata)
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = _page(sheet, values, template=number)
    parts["Doc_0/Document.xml"] = _document(len(sheets), tags=tags, attached=original is not None)
    parts["Doc_0/PublicRes.xml"] = _fonts()
    parts["Doc_0/DocumentRes.xml"] = _images()
    if tags:
        parts["Doc_0/Tags/CustomTags.xml"] = element(
            "CustomTags", '<ofd:CustomTag TypeID="root"><ofd:FileLoc>CustomTag.xml</ofd:FileLoc></ofd:CustomTag>'
        )
        parts["Doc_0/Tags/CustomTag.xml"] = element("root", _tags(objects, len(what.rows)))
    files = {name: text.encode() for name, text in parts.items()}
    picture = io.BytesIO()
    code_image(what.payload).save(picture, "PNG")
    files["Doc_0/Res/qr.png"] = picture.getvalue()
    if original is not None:
        files["Doc_0/Attachs/original_invoice.xml"] = original
        files["Doc_0/Attachs/Attachments.xml"] = _attachment().encode()
    return packed({**files, **(signature(files) if signed else {})})


def _root(slots: Mapping[str, str], *, signed: bool) -> str:
    custom = "".join(
        f"<ofd:CustomData Name={quoteattr(name)}>{escape(slots[key].lstrip(':'))}</ofd:CustomData>"
        for name, key in CUSTOM
        if slots.get(key)
    )
    info = (
        f"<ofd:DocID>{hashlib.md5(slots['number'].encode(), usedforsecurity=False).hexdigest()}</ofd:DocID>"
        "<ofd:Author>China Tax</ofd:Author><ofd:Creator>Specimen</ofd:Creator>"
        f'<ofd:CustomDatas><ofd:CustomData Name="template-version">1.0.20.0422</ofd:CustomData>{custom}</ofd:CustomDatas>'
    )
    signatures = "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>" if signed else ""
    body = f"<ofd:DocInfo>{info}</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{signatures}"
    return element("OFD", f"<ofd:DocBody>{body}</ofd:DocBody>", ' DocType="OFD" Version="1.0"')


def _document(count: int, *, tags: bool, attached: bool) -> str:
    numbers = range(count)
    templates = "".join(f'<ofd:TemplatePage ID="{n + 1}" BaseLoc="Tpls/Tpl_{n}/Content.xml"/>' for n in numbers)
    found = "".join(f'<ofd:Page ID="{n + 61}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in numbers)
    common = (
        "<ofd:MaxUnitID>99999</ofd:MaxUnitID><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
        f"<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>{templates}"
    )
    more = "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>" if attached else ""
    more += "<ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags>" if tags else ""
    return element("Document", f"<ofd:CommonData>{common}</ofd:CommonData><ofd:Pages>{found}</ofd:Pages>{more}")


def _fonts() -> str:
    fonts = "".join(f'<ofd:Font ID="{number}" FontName="{name}"/>' for number, name in FONTS.values())
    return element("Res", f"<ofd:Fonts>{fonts}</ofd:Fonts>")


def _images() -> str:
    media = '<ofd:MultiMedia ID="90" Type="Image" Format="PNG"><ofd:MediaFile>qr.png</ofd:MediaFile></ofd:MultiMedia>'
    return element("Res", f"<ofd:MultiMedias>{media}</ofd:MultiMedias>", ' BaseLoc="Res"')


def _attachment() -> str:
    one = "<ofd:FileLoc>original_invoice.xml</ofd:FileLoc>"
    return element("Attachments", f'<ofd:Attachment ID="1" Name="original_invoice" Format="xml">{one}</ofd:Attachment>')


def _page(sheet: Page, inside: str, template: int | None = None) -> str:
    area = f"<ofd:PhysicalBox>0 0 {sheet.width * MM:.2f} {sheet.height * MM:.2f}</ofd:PhysicalBox>"
    behind = f'<ofd:Template TemplateID="{template + 1}" ZOrder="Background"/>' if template is not None else ""
    layer = f'<ofd:Content><ofd:Layer ID="60">{inside}</ofd:Layer></ofd:Content>'
    return element("Page", f"<ofd:Area>{area}</ofd:Area>{behind}{layer}")


def _labels(sheet: Page, number: int) -> str:
    labels = [word for word in sheet.words if not word.slot]
    return "".join(_text(word, f"{number + 1}{n:04d}") for n, word in enumerate(labels))


def _values(sheet: Page, number: int, objects: dict[str, list[Drawn]], *, cdata: bool) -> str:
    drawn, serial = [], 0
    for word in (word for word in sheet.words if word.slot):
        for piece in _pieces(word):
            serial += 1
            name = f"{number + 5}{serial:04d}"
            if piece.text != ":":
                objects[word.slot].append((number + 61, piece.top, piece.x, name))
            drawn.append(_text(piece, name, cdata=cdata))
    if sheet.code:
        x0, top, x1, bottom = (side * MM for side in sheet.code)
        box = f"{x0:.4f} {top:.4f} {x1 - x0:.4f} {bottom - top:.4f}"
        drawn.append(
            f'<ofd:ImageObject ID="59" Boundary="{box}" ResourceID="90" CTM="{x1 - x0:.2f} 0 0 {bottom - top:.2f} 0 0"/>'
        )
    return "".join(drawn)


def _pieces(word: Word) -> Iterator[Word]:
    """The currency's sign, or a colon, is an object of its own."""
    if len(word.text) > 1 and word.text[0] in "¥￥:":
        yield word._replace(text=word.text[0], font="courier")
        word = word._replace(text=word.text[1:], x=word.x + width(word.text[0], word.size, "courier"))
    yield word


def _text(word: Word, name: str, *, cdata: bool = False) -> str:
    wide, high = width(word.text, word.size, word.font) * MM, word.size * MM
    steps = " ".join(f"{width(sign, word.size, word.font) * word.narrow * MM:.4f}" for sign in word.text[:-1])
    shown = f"<![CDATA[{word.text}]]>" if cdata else escape(word.text)
    delta = f' DeltaX="{steps}"' if steps else ""
    box = f"{word.x * MM:.4f} {word.top * MM:.4f} {wide:.4f} {high * 1.2:.4f}"
    code = f'<ofd:TextCode X="0" Y="{high * 0.86:.4f}"{delta}>{shown}</ofd:TextCode>'
    return f'<ofd:TextObject ID="{name}" Boundary="{box}" Font="{FONTS[word.font][0]}" Size="{high:.4f}">{code}</ofd:TextObject>'


def _tags(objects: Mapping[str, list[Drawn]], rows: int) -> str:
    found = "".join(_tag(name, objects, *slots) for name, slots in TAGS)
    for name, slot in PARTIES:
        inside = _tag(f"{name}Name", objects, f"{slot}_name") + _tag(f"{name}TaxID", objects, f"{slot}_id")
        found += f"<ofd:{name}>{inside}</ofd:{name}>" if inside else ""
    for name, cell in CELLS:
        found += "".join(_tag(name, objects, f"{n}.{cell}") for n in range(rows))
    return found + _tag("Note", objects, "remark")


def _tag(name: str, objects: Mapping[str, list[Drawn]], *slots: str) -> str:
    found = sorted(one for slot in slots for one in objects.get(slot, ()))
    text = "".join(f'<ofd:ObjectRef PageRef="{page}">{one}</ofd:ObjectRef>' for page, _, _, one in found)
    return f"<ofd:{name}>{text}</ofd:{name}>" if found else ""
