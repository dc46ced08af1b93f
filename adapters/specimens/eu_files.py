"""Specimens of European invoices: UBL, CII, pages, and pages with their XML inside."""

from random import Random

from adapters.samples_cii import BARE, PROFILES, cii_xml
from adapters.samples_pdf import hybrid
from adapters.samples_spec import InvoiceSpec, Party
from adapters.samples_ubl import ubl_xml
from adapters.specimens.eu import invoice
from adapters.specimens.eu_pages import HELD_OUT, LAYOUTS, page
from adapters.specimens.truth import Specimen

LANGUAGES = ("de", "en", "fr")


def made(seed: int, size: int | None = None, buyer: Party | None = None) -> tuple[InvoiceSpec, str, Random]:
    """The invoice of a seed, its language, and the chance to go on with."""
    chance = Random(f"eu:{seed}")
    language = LANGUAGES[seed % len(LANGUAGES)]
    return invoice(chance, language, size, buyer), language, chance


def ubl_specimen(seed: int, *, buyer: Party | None = None) -> Specimen:
    """The invoice of a seed as UBL."""
    spec, _, _ = made(seed, buyer=buyer)
    return Specimen(f"eu-{seed}.xml", "ubl", ubl_xml(spec), fields(spec), len(spec.lines), "ubl")


def cii_specimen(seed: int, *, profile: str = "EN 16931", buyer: Party | None = None) -> Specimen:
    """The invoice of a seed as Cross Industry Invoice."""
    spec, _, _ = made(seed, buyer=buyer)
    spec = _stated(spec, profile)
    lines = 0 if profile in BARE else len(spec.lines)
    return Specimen(f"eu-{seed}-cii.xml", "cii", cii_xml(spec, profile), _of(spec, profile), lines, profile)


def page_specimen(
    seed: int, *, held_out: bool = False, size: int | None = None, buyer: Party | None = None
) -> Specimen:
    """The invoice of a seed as a page for people only."""
    spec, language, chance = made(seed, size, buyer)
    name = chance.choice([name for name in LAYOUTS if (name in HELD_OUT) == held_out])
    data = page(spec, name, language, chance)
    return Specimen(f"eu-{seed}.pdf", f"eu-pdf/{language}", data, fields(spec), len(spec.lines), name, held_out)


def hybrid_specimen(
    seed: int, *, profile: str | None = None, held_out: bool = False, buyer: Party | None = None
) -> Specimen:
    """The invoice of a seed as a page with its XML inside, in the profile given or one after the other."""
    level = profile or list(PROFILES)[seed % len(PROFILES)]
    spec, language, chance = made(seed, buyer=buyer)
    spec = _stated(spec, level)
    name = chance.choice([name for name in LAYOUTS if (name in HELD_OUT) == held_out])
    seen = page(spec, name, language, chance)
    data = hybrid(seen, cii_xml(spec, level), level)
    lines = 0 if level in BARE else len(spec.lines)
    truth = _of(spec, level)
    return Specimen(f"eu-{seed}-facturx.pdf", f"facturx/{level}", data, truth, lines, name, held_out)


def lifelike(spec: InvoiceSpec, language: str = "de") -> bytes:
    """An invoice that somebody else made up, on a page as issuers print them and with its XML inside."""
    chance = Random(spec.number)
    seen = page(spec, chance.choice([name for name in LAYOUTS if name not in HELD_OUT]), language, chance)
    return hybrid(seen, cii_xml(spec))


def fields(spec: InvoiceSpec) -> dict[str, str]:
    """What a perfect reader would say of the invoice."""
    found = {
        "number": spec.number, "issue_date": spec.issue_date, "currency": spec.currency, "net_amount": f"{spec.net:.2f}",
        "tax_amount": f"{spec.tax:.2f}", "gross_amount": f"{spec.gross:.2f}", "seller_name": spec.seller.name,
        "seller_tax_id": spec.seller.tax_id, "buyer_name": spec.buyer.name, "buyer_tax_id": spec.buyer.tax_id,
        "iban": spec.seller.iban, "purchase_order": spec.purchase_order,
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def _of(spec: InvoiceSpec, profile: str) -> dict[str, str]:
    absent = ("iban", "buyer_tax_id") if profile == "MINIMUM" else ()
    return {name: value for name, value in fields(spec).items() if name not in absent}


def _stated(spec: InvoiceSpec, profile: str) -> InvoiceSpec:
    """EXTENDED wants the reason of an exemption on every line too, which no other profile has: simply nought there."""
    if profile != "EXTENDED":
        return spec
    return spec._replace(lines=tuple(line._replace(category="") for line in spec.lines))
