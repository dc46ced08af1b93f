"""European invoice pages: four layouts, three languages; one of the layouts is held out."""

from collections.abc import Callable
from random import Random

from adapters.samples_spec import InvoiceSpec
from adapters.specimens.eu_sheet import LEFT, RIGHT, Sheet
from adapters.specimens.eu_words import Words

HELD_OUT = frozenset({"side"})


def letter(sheet: Sheet) -> None:
    """A business letter: address window left, facts right, totals right."""
    spec, words = sheet.spec, sheet.words
    sheet.text(RIGHT, spec.seller.name, size=14, bold=True, right=True)
    sheet.down(70)
    sheet.text(LEFT, f"{spec.seller.name} · {spec.seller.address}", size=6)
    sheet.down()
    sheet.party(LEFT, spec.buyer)
    for label, value in sheet.facts():
        sheet.pair(350, label, value, 95)
        sheet.down(13)
    sheet.down(50)
    sheet.text(LEFT, f"{sheet.title()} {spec.number}", size=14, bold=True)
    sheet.down(22)
    sheet.text(LEFT, f"{words['your_vat']}{words.colon} {spec.buyer.tax_id}")
    sheet.down(24)
    sheet.lines((56.0, 80.0, 320.0, 400.0, 450.0, 540.0))
    sheet.totals(350, tax_sum=False)
    sheet.down()
    sheet.text(LEFT, words["terms"])
    sheet.foot()


def ruled(sheet: Sheet) -> None:
    """Two parties beside each other under their labels, facts in a row: labels above values."""
    spec, words = sheet.spec, sheet.words
    sheet.text(LEFT, sheet.title(), size=20, bold=True)
    sheet.down(34)
    sheet.text(LEFT, words["seller"], bold=True)
    sheet.text(310, words["buyer"], bold=True)
    sheet.down()
    sheet.party(LEFT, spec.seller, vat=words["vat"])
    sheet.party(310, spec.buyer, vat=words["vat"])
    sheet.down(70)
    facts = sheet.facts()
    for place, (label, _) in enumerate(facts):
        sheet.text(LEFT + place * 100, label, size=8, bold=True)
    sheet.down(12)
    for place, (_, value) in enumerate(facts):
        sheet.text(LEFT + place * 100, value)
    sheet.down(30)
    sheet.lines((56.0, 80.0, 320.0, 400.0, 450.0, 540.0))
    sheet.totals(330, tax_sum=True)
    sheet.down()
    sheet.text(LEFT, f"IBAN{words.colon} {spec.seller.iban}")


def plain(sheet: Sheet) -> None:
    """Everything below each other, each label with its value in one text."""
    spec, words = sheet.spec, sheet.words
    sheet.text(LEFT, spec.seller.name, size=12, bold=True)
    sheet.down()
    sheet.text(LEFT, f"{spec.seller.address} — {words['vat']}{words.colon} {spec.seller.tax_id}", size=8)
    sheet.down(30)
    sheet.text(LEFT, sheet.title(), size=16, bold=True)
    sheet.down(20)
    for label, value in sheet.facts():
        sheet.pair(LEFT, label, value)
        sheet.down(13)
    sheet.down()
    sheet.text(LEFT, words["buyer"] + words.colon)
    sheet.down(13)
    sheet.party(LEFT, spec.buyer, vat=words["your_vat"])
    sheet.down(64)
    sheet.lines((56.0, 80.0, 320.0, 400.0, 450.0, 540.0))
    sheet.totals(300, tax_sum=False)
    sheet.foot()


def side(sheet: Sheet) -> None:
    """Facts in a column at the right beside the title, seller's details in a block at the right edge."""
    spec, words = sheet.spec, sheet.words
    sheet.party(400, spec.seller, vat=words["vat"])
    sheet.text(LEFT, sheet.title(), size=18, bold=True)
    sheet.down(70)
    sheet.party(LEFT, spec.buyer, vat=words["your_vat"])
    for label, value in reversed(sheet.facts()):
        sheet.text(470, label, size=8, right=True)
        sheet.text(480, value, size=8)
        sheet.down(12)
    sheet.down(40)
    sheet.lines((56.0, 80.0, 300.0, 380.0, 440.0, 540.0))
    sheet.totals(380, tax_sum=True)
    sheet.down(20)
    sheet.pair(LEFT, "IBAN", " ".join(spec.seller.iban[n : n + 4] for n in range(0, len(spec.seller.iban), 4)), 40)


LAYOUTS: dict[str, Callable[[Sheet], None]] = {"letter": letter, "ruled": ruled, "plain": plain, "side": side}


def page(spec: InvoiceSpec, name: str, language: str, chance: Random) -> bytes:
    """The invoice as a PDF page."""
    sheet = Sheet(spec, Words(chance, language, spec.currency), chance.choice(("Helvetica", "Times-Roman")))
    LAYOUTS[name](sheet)
    return sheet.done()
