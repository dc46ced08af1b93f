"""Forged European invoices with known truth; who can find each is said as in `mutations`.

A VAT number with a wrong check digit is only a warning to the bots, because official examples have such numbers: it is
"master" here, since nobody is paid whose number is not in the master data.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random
from typing import NamedTuple

from lxml import etree

from adapters.samples_cii import cii_xml
from adapters.samples_pdf import hybrid
from adapters.samples_spec import InvoiceSpec, Party
from adapters.samples_ubl import ubl_xml
from adapters.specimens import pdf_changes
from adapters.specimens.changes import other_digit
from adapters.specimens.eu import account, party
from adapters.specimens.eu_files import fields, made
from adapters.specimens.eu_pages import HELD_OUT, LAYOUTS, page
from adapters.specimens.eu_words import Words
from adapters.specimens.eu_xml_changes import overstated, xml_changes
from adapters.specimens.files import pdf_specimen
from adapters.specimens.mutations import Mutant
from adapters.specimens.truth import Specimen
from adapters.specimens.xml_changes import beside


class SpecChange(NamedTuple):
    """A change that an issuer could have made consistently; only what is beyond the file can tell."""

    name: str
    change: Callable[[InvoiceSpec, Random], InvoiceSpec]
    found_by: str


def _buyer(spec: InvoiceSpec, chance: Random) -> InvoiceSpec:
    return spec._replace(buyer=_other(spec.buyer, chance))


def _seller(spec: InvoiceSpec, chance: Random) -> InvoiceSpec:
    return spec._replace(seller=_other(spec.seller, chance))


def _other(old: Party, chance: Random) -> Party:
    return party(chance, "de", old.country)


CONSISTENT = (
    SpecChange("bank-changed", lambda spec, chance: spec._replace(
        seller=spec.seller._replace(iban=account(chance, spec.seller.country))), "master"),
    SpecChange("wrong-buyer", _buyer, "master"),
    SpecChange("wrong-seller", _seller, "master"),
    SpecChange("currency", lambda spec, chance: spec._replace(currency="USD"), "master"),
    SpecChange("number", lambda spec, chance: spec._replace(number=other_digit(spec.number, chance)), "bureau"),
    SpecChange("dearer", lambda spec, chance: spec._replace(
        lines=tuple(line._replace(unit_price=line.unit_price * 2) for line in spec.lines)), "bureau"),
)  # fmt: skip


def mutants(seed: int, kind: str, *, held_out: bool = False, buyer: Party | None = None) -> Iterator[Mutant]:
    """Every mutation of the invoice of a seed as `ubl`, `cii`, `facturx` or `pdf`."""
    spec, language, chance = made(seed, chance_size(seed), buyer)
    if kind in ("ubl", "cii"):
        write = ubl_xml if kind == "ubl" else cii_xml
        honest = write(spec)
        for name, data in xml_changes(honest, spec, chance, held_out=held_out):
            yield _mutant(seed, kind, name, data, spec, "master" if name.endswith("-tax-id") else "document", held_out)
        if not held_out:
            for change in CONSISTENT:
                yield _mutant(seed, kind, change.name, write(change.change(spec, chance)), spec, change.found_by, False)
        for name, data in beside(honest, f"{spec.payable + 1000:.2f}", held_out=held_out):
            yield _mutant(seed, kind, name, data, spec, "document", held_out)
        return
    layout = chance.choice([name for name in LAYOUTS if name not in HELD_OUT])
    seen = page(spec, layout, language, Random(seed))
    whole = hybrid(seen, cii_xml(spec)) if kind == "facturx" else seen
    for name, data in _pages(whole, spec, Words(Random(seed), language), held_out=held_out):
        yield _mutant(seed, kind, name, data, spec, "document", held_out)
    if kind == "facturx":
        for name, data in _hybrid(seen, spec, chance, held_out=held_out):
            yield _mutant(seed, kind, name, data, spec, "document", held_out)
    elif not held_out:
        for name, changed, found_by in _seen(spec, chance):
            data = page(changed, layout, language, Random(seed))
            yield _mutant(seed, kind, name, data, spec, found_by, False)


def _pages(whole: bytes, spec: InvoiceSpec, words: Words, *, held_out: bool) -> Iterator[tuple[str, bytes]]:
    """Totals that nobody sees, and pages behind the invoice."""
    chance = Random(f"file:{spec.number}")
    other, language, _ = made(chance.randrange(1_000), 1)
    more = (("net", other.net + 1000), ("tax", other.tax), ("gross", other.gross + 1000))
    rows = [f"{words[name]}{words.colon} {words.total(amount)}" for name, amount in more]
    for how in pdf_changes.HIDDEN_HELD_OUT if held_out else pdf_changes.HIDDEN:
        yield f"hidden-{how}", pdf_changes.hidden(whole, rows, how)
    chinese = pdf_specimen(chance.randrange(1_000), "digital-special").data
    if held_out:
        yield "second-chinese", pdf_changes.followed(whole, chinese)
        return
    yield "second-total", pdf_changes.followed(whole, pdf_changes.page_of(rows))
    yield "second-invoice", pdf_changes.followed(whole, page(other, "letter", language, chance))


def chance_size(seed: int) -> int:
    """Few lines, so that each is worth changing."""
    return (1, 2, 3, 5)[seed % 4]


def _hybrid(seen: bytes, spec: InvoiceSpec, chance: Random, *, held_out: bool) -> Iterator[tuple[str, bytes]]:
    """The page says one thing and the XML another."""
    if held_out:
        yield "xml-of-another-seller", hybrid(seen, cii_xml(spec._replace(seller=_other(spec.seller, chance))))
        return
    lines = tuple(line._replace(unit_price=line.unit_price + 1) for line in spec.lines)
    yield "xml-dearer", hybrid(seen, cii_xml(spec._replace(lines=lines)))
    yield "xml-number", hybrid(seen, cii_xml(spec._replace(number=other_digit(spec.number, chance))))
    day = spec.issue_date[:8] + ("05" if spec.issue_date[8:] != "05" else "06")
    yield "xml-day", hybrid(seen, cii_xml(spec._replace(issue_date=day)))
    bank = spec.seller._replace(iban=account(chance, spec.seller.country))
    yield "xml-bank", hybrid(seen, cii_xml(spec._replace(seller=bank)))
    yield "level", hybrid(seen, cii_xml(spec), "MINIMUM")
    root = etree.fromstring(cii_xml(spec))
    if spec.tax:
        yield "vat-overstated", hybrid(seen, overstated(root, Decimal("0.90")))


def _seen(spec: InvoiceSpec, chance: Random) -> Iterator[tuple[str, InvoiceSpec, str]]:
    """What is changed on a page that has no XML; its figures cannot be changed one by one here."""
    bad = spec.seller.iban[:4] + other_digit(spec.seller.iban[4:], chance)
    yield "iban", spec._replace(seller=spec.seller._replace(iban=bad)), "document"
    wrong = spec.seller.tax_id[:3] + other_digit(spec.seller.tax_id[3:], chance)
    yield "seller-tax-id", spec._replace(seller=spec.seller._replace(tax_id=wrong)), "master"
    for change in CONSISTENT:
        yield change.name, change.change(spec, chance), change.found_by
    yield "tax-overstated", _Overstated(*spec), "document"


class _Overstated(InvoiceSpec):
    """A page whose tax, and all that follows from it, is 0.90 too much."""

    @property
    def taxes(self):  # type: ignore[no-untyped-def]
        groups = super().taxes
        return (groups[0]._replace(tax=groups[0].tax + Decimal("0.90")), *groups[1:])


def _mutant(seed: int, kind: str, name: str, data: bytes, spec: InvoiceSpec, found_by: str, held_out: bool) -> Mutant:
    end = "xml" if kind in ("ubl", "cii") else "pdf"
    honest = Specimen(f"eu-{seed}-{name}-{kind}.{end}", f"eu-{kind}", data, fields(spec), len(spec.lines))
    return Mutant(honest, name, found_by, held_out)
