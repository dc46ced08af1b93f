"""Sample invoices as PDF pages, plain or with the XML inside (Factur-X); same spec, same bytes."""

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

import pikepdf
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from adapters.samples_cii import cii_xml
from adapters.samples_spec import InvoiceSpec

Language = Literal["en", "de", "zh"]
NAMES = ("title", "number", "date", "currency", "order", "seller", "buyer", "tax_id", "net", "tax", "gross")
"""What labels are for; `plain_pdf` can be given other words for each."""
TITLE, NUMBER, DATE, CURRENCY, ORDER, SELLER, BUYER, TAX_ID, NET, TAX, GROSS = range(11)
NO_NAMES: Mapping[str, str] = {}
LABELS = {
    "en": ("Invoice", "Invoice number", "Invoice date", "Currency", "Purchase order", "Seller", "Buyer", "VAT ID",
           "Net total", "VAT total", "Grand total"),
    "de": ("Rechnung", "Rechnungsnummer", "Rechnungsdatum", "Währung", "Bestellung", "Verkäufer", "Käufer", "USt-IdNr",
           "Nettobetrag", "Steuerbetrag", "Rechnungsbetrag"),
    "zh": ("发票", "发票号码", "开票日期", "币种", "采购订单", "销售方", "购买方", "纳税人识别号",
           "合计金额", "合计税额", "价税合计"),
}  # fmt: skip
COLUMNS = {
    "en": ("Description", "Quantity", "Unit", "Price", "VAT", "Total"),
    "de": ("Beschreibung", "Menge", "Einheit", "Einzelpreis", "USt", "Betrag"),
    "zh": ("项目名称", "数量", "单位", "单价", "税率", "金额"),
}
LEFT, RIGHT, TOP, STEP = 56.0, 540.0, 780.0, 16.0
AT = (56.0, 300.0, 325.0, 420.0, 460.0, 540.0)  # the first and third column start here, the others end here
BOTTOM = 80.0


def plain_pdf(spec: InvoiceSpec, language: Language = "en", called: Mapping[str, str] = NO_NAMES) -> bytes:
    """The invoice as pages for people only, in one of three languages; `called` gives labels (NAMES) other words."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setTitle(spec.number)
    _Page(canvas, spec, language, called).draw()
    canvas.save()
    return buffer.getvalue()


def zugferd_pdf(spec: InvoiceSpec, language: Language = "de") -> bytes:
    """The invoice as a page with the same content inside as `factur-x.xml`, marked as its alternative."""
    return hybrid(plain_pdf(spec, language), cii_xml(spec))


def hybrid(page: bytes, xml: bytes, level: str = "EN 16931") -> bytes:
    """A PDF with XML inside, in the manner of Factur-X; `level` is the profile that its metadata claims."""
    with pikepdf.open(io.BytesIO(page)) as document:
        attachment = pikepdf.AttachedFileSpec(
            document,
            xml,
            filename="factur-x.xml",
            mime_type="text/xml",
            description="Factur-X",
            creation_date="",  # no clock: the same invoice gives the same bytes
            mod_date="",
        )
        document.attachments["factur-x.xml"] = attachment
        entry = document.attachments["factur-x.xml"].obj
        entry.AFRelationship = pikepdf.Name.Alternative
        document.Root.AF = document.make_indirect(pikepdf.Array([entry]))
        said = _XMP.replace(b"EN 16931", level.encode())
        document.Root.Metadata = document.make_stream(said, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
        out = io.BytesIO()
        document.save(out, deterministic_id=True)
        return out.getvalue()


_XMP = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="3" pdfaid:conformance="B"/>
<rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#" fx:DocumentType="INVOICE"
 fx:DocumentFileName="factur-x.xml" fx:Version="1.0" fx:ConformanceLevel="EN 16931"/>
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


class _Page:
    """Draws one invoice from the top down."""

    def __init__(self, canvas: Any, spec: InvoiceSpec, language: Language, called: Mapping[str, str]) -> None:
        self.canvas, self.spec, self.language = canvas, spec, language
        self.labels, self.y = (
            [called.get(name, label) for name, label in zip(NAMES, LABELS[language], strict=True)],
            TOP,
        )
        self.font = "STSong-Light" if language == "zh" else "Helvetica"
        if language == "zh":
            pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

    def draw(self) -> None:
        self._head()
        self._table()
        for label, amount in ((NET, self.spec.net), (TAX, self.spec.tax), (GROSS, self.spec.gross)):
            self._row()
            self._text(AT[2], self.labels[label] + ":")
            self._text(RIGHT, f"{self._figure(amount)} {self.spec.currency}", right=True)
        if self.spec.seller.iban:
            self._row(2)
            self._text(LEFT, f"IBAN: {self.spec.seller.iban}")

    def _head(self) -> None:
        self._text(LEFT, self.labels[TITLE], size=18)
        self._row()
        for label, value in (
            (NUMBER, self.spec.number),
            (DATE, self._date()),
            (CURRENCY, self.spec.currency),
            (ORDER, self.spec.purchase_order),
        ):
            self._row()
            self._text(LEFT, f"{self.labels[label]}: {value}")
        for label, party in ((SELLER, self.spec.seller), (BUYER, self.spec.buyer)):
            self._row(2)
            self._text(LEFT, f"{self.labels[label]}: {party.name}")
            self._row()
            self._text(LEFT, f"{party.address} {party.country}")
            self._row()
            self._text(LEFT, f"{self.labels[TAX_ID]}: {party.tax_id}")

    def _table(self) -> None:
        self._row(2)
        self._cells(COLUMNS[self.language])
        for line in self.spec.lines:
            self._row()
            figures = (self._figure(line.unit_price), f"{line.tax_rate}%", self._figure(line.net))
            self._cells((line.description, self._figure(line.quantity), line.unit, *figures))
        self._row()

    def _cells(self, cells: tuple[str, ...]) -> None:
        for column, (x, text) in enumerate(zip(AT, cells, strict=True)):
            self._text(x, text, right=column not in (0, 2))

    def _text(self, x: float, text: str, *, right: bool = False, size: float = 9) -> None:
        self.canvas.setFont(self.font, size)
        (self.canvas.drawRightString if right else self.canvas.drawString)(x, self.y, text)

    def _row(self, count: int = 1) -> None:
        self.y -= STEP * count
        if self.y < BOTTOM:
            self.canvas.showPage()
            self.y = TOP

    def _date(self) -> str:
        year, month, day = self.spec.issue_date.split("-")
        if self.language == "zh":
            return f"{year}年{month}月{day}日"
        return f"{day}.{month}.{year}" if self.language == "de" else self.spec.issue_date

    def _figure(self, figure: Decimal) -> str:
        """With thousands grouped, at least two decimals, in the marks of the language."""
        exponent = figure.as_tuple().exponent
        decimals = max(2, -exponent if isinstance(exponent, int) else 2)
        text = f"{figure:,.{decimals}f}"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "de" else text
