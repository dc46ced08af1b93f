"""What European invoice pages are written on: a canvas filled from the top down, with the parts all layouts share."""

import io
from collections.abc import Iterator
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from adapters.samples_spec import InvoiceSpec, Party
from adapters.specimens.eu_words import Words

TOP, BOTTOM = 800.0, 90.0
LEFT, RIGHT = 56.0, 540.0


class Sheet:
    """A canvas written from the top down, with as many pages as it takes."""

    def __init__(self, spec: InvoiceSpec, words: Words, font: str) -> None:
        self.buffer = io.BytesIO()
        self.canvas: Any = Canvas(self.buffer, pagesize=A4, invariant=1)
        self.spec, self.words, self.font, self.y = spec, words, font, TOP

    def text(self, x: float, text: str, *, size: float = 9, bold: bool = False, right: bool = False) -> None:
        """A text at `x` on the present line; `right` ends it there."""
        bolds = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold"}
        self.canvas.setFont(bolds[self.font] if bold else self.font, size)
        (self.canvas.drawRightString if right else self.canvas.drawString)(x, self.y, text)

    def down(self, points: float = 14) -> None:
        """The next line; a new page when this one is full."""
        self.y -= points
        if self.y < BOTTOM:
            self.canvas.showPage()
            self.y = TOP

    def pair(self, x: float, label: str, value: str, gap: float = 0) -> None:
        """A label and its value: beside it (`gap`), or behind it in one text."""
        label += self.words.colon
        self.text(x, label if gap else f"{label} {value}")
        if gap:
            self.text(x + gap, value)

    def rule(self) -> None:
        """A line over the page."""
        self.canvas.line(LEFT, self.y + 10, RIGHT, self.y + 10)

    def party(self, x: float, party: Party, *, vat: str = "") -> None:
        """Name and address below each other from here, without moving on."""
        start = self.y
        for number, row in enumerate(
            (party.name, *party.address.split(", "), vat and f"{vat}{self.words.colon} {party.tax_id}")
        ):
            self.text(x, row, bold=number == 0)
            self.y -= 12
        self.y = start

    def lines(self, columns: tuple[float, ...]) -> None:
        """The table: number, description, quantity, price, rate, amount."""
        names = self.words.columns
        for place, (x, name) in enumerate(zip(columns, names, strict=True)):
            self.text(x, name, bold=True, right=place > 1)
        self.rule()
        for number, line in enumerate(self.spec.lines, 1):
            self.down()
            rate = f"{line.tax_rate:f}".replace(".", "," if self.words.language != "en" else ".")
            cells = (
                str(number),
                line.description,
                self.words.figure(line.quantity),
                self.words.figure(line.unit_price),
                f"{rate} %",
            )
            for place, (x, text) in enumerate(zip(columns, (*cells, self.words.figure(line.net)), strict=True)):
                self.text(x, text, right=place > 1)
        self.down(20)

    def totals(self, x: float, *, tax_sum: bool) -> None:
        """Net, tax of each rate, gross; and what was paid before."""
        for label, text, bold in self._totals(tax_sum=tax_sum):
            self.text(x, label, bold=bold)
            self.text(RIGHT, text, right=True, bold=bold)
            self.down()

    def _totals(self, *, tax_sum: bool) -> Iterator[tuple[str, str, bool]]:
        spec, words = self.spec, self.words
        for name, amount in (("discount", -spec.allowance), ("charge", spec.charge)):
            if amount:
                yield words[name], words.money(amount), False
        yield words["net"], words.money(spec.net), False
        for group in spec.taxes:
            rate = f"{group.rate:f}".replace(".", "," if words.language != "en" else ".")
            yield f"{words['tax']} {rate} %", words.money(group.tax), False
        if tax_sum or len(spec.taxes) > 1:
            yield words["tax_sum"], words.money(spec.tax), False
        yield words["gross"], words.total(spec.gross), True
        if spec.prepaid:
            yield words["prepaid"], words.money(-spec.prepaid), False
            yield words["payable"], words.total(spec.payable), True

    def facts(self) -> list[tuple[str, str]]:
        """Labels and values of the head, in no layout's order."""
        spec, words = self.spec, self.words
        found = {
            "number": spec.number, "date": words.date(spec.issue_date), "due": spec.due_date and words.date(spec.due_date),
            "order": spec.purchase_order, "customer": spec.buyer_reference,
        }  # fmt: skip
        return [(words[name], value) for name, value in found.items() if value]

    def title(self) -> str:
        """Invoice or credit note."""
        return self.words["credit" if self.spec.kind == "381" else "title"]

    def foot(self) -> None:
        """Bank, tax numbers and the like at the bottom of the page."""
        spec, words = self.spec, self.words
        grouped = " ".join(spec.seller.iban[n : n + 4] for n in range(0, len(spec.seller.iban), 4))
        self.y = BOTTOM - 30
        self.text(LEFT, f"{spec.seller.name} · {spec.seller.address}", size=7)
        self.y -= 10
        self.text(LEFT, f"{words['bank']}: IBAN {grouped} · {words['vat']}{words.colon} {spec.seller.tax_id}", size=7)

    def done(self) -> bytes:
        """The PDF."""
        self.canvas.save()
        return self.buffer.getvalue()
