"""Which specimens the bots are measured on: by kind, in development and held out; and the shared data sets."""

import json
from collections.abc import Iterator
from pathlib import Path

from adapters.samples import PROFILES
from adapters.specimens.chinese import FAMILIES
from adapters.specimens.eu_files import cii_specimen, hybrid_specimen, page_specimen, ubl_specimen
from adapters.specimens.fapiao import GROSS_IN_CODE
from adapters.specimens.files import HELD_OUT, ofd_specimen, pdf_specimen, xml_specimen
from adapters.specimens.paper import Page, Style, Word
from adapters.specimens.scan import NoChineseFont, scan_specimen
from adapters.specimens.sheet_pdf import pdf
from adapters.specimens.truth import Specimen

DIGITAL = ("digital-special", "digital-ordinary")
START = 5_000
"""Seeds from here on are measured; whoever develops a reader uses lower ones."""


def generated(count: int, *, held_out: bool = False) -> Iterator[Specimen]:
    """`count` of every kind that is not a scan."""
    seeds = range(START, START + count)
    families = HELD_OUT if held_out else FAMILIES
    for family in families:
        yield from (pdf_specimen(seed, family, held_out=held_out) for seed in seeds)
        yield from (ofd_specimen(seed, family, held_out=held_out) for seed in seeds)
    yield from (page_specimen(seed, held_out=held_out) for seed in seeds)
    yield from (hybrid_specimen(seed, held_out=held_out) for seed in seeds)
    if not held_out:
        for family in DIGITAL:
            yield from (xml_specimen(seed, family) for seed in seeds)
        yield from (ubl_specimen(seed) for seed in seeds)
        yield from (cii_specimen(seed, profile=list(PROFILES)[seed % 4 + 1]) for seed in seeds)


def scans(count: int, *, held_out: bool = False) -> Iterator[Specimen]:
    """`count` scans of every family; none of Chinese pages where no font draws them."""
    for family in HELD_OUT if held_out else (*FAMILIES, "eu"):
        for seed in range(START, START + count):
            try:
                yield scan_specimen(seed, family, held_out=held_out)
            except NoChineseFont:
                print(f"scans of {family} are left out: {NoChineseFont.__doc__}")
                break


def shared_pages(data: Path) -> Iterator[Specimen]:
    """The hybrid PDFs of the corpus with the truth of their XML: to be read from the page alone."""
    known = {
        "number": "number", "issue_date": "issue_date", "currency": "currency", "net": "net_amount", "tax": "tax_amount",
        "gross": "gross_amount", "seller_tax_id": "seller_tax_id", "buyer_tax_id": "buyer_tax_id", "iban": "iban",
    }  # fmt: skip
    for path, truth in json.loads((data / "zugferd" / "truth.json").read_text("utf8")).items():
        fields = {known[name]: str(value) for name, value in truth.items() if name in known and value}
        if fields:
            yield Specimen(path, "zugferd, page alone", (data / "zugferd" / path).read_bytes(), fields, 0)


def shared_fapiao(data: Path) -> Iterator[Specimen]:
    """The one public OFD."""
    folder = data / "cn" / "ofd"
    for name, truth in json.loads((folder / "truth.json").read_text("utf8")).items():
        fields = {key: value for key, value in truth.items() if key != "lines"}
        yield Specimen(name, "shared ofd", (folder / name).read_bytes(), fields, len(truth["lines"]))


def shared_valid(data: Path) -> Iterator[Specimen]:
    """Whole documents that are valid: none may be rejected; those that need the rules of an extension are left out."""
    extended = ("cvd", "05.01a", "04.05a")
    for path in sorted((data / "xrechnung").rglob("*.xml")):
        if not any(mark in path.name for mark in extended):
            yield Specimen(str(path.relative_to(data)), "xrechnung", path.read_bytes(), {}, 0)


def shared_layouts(data: Path) -> Iterator[Specimen]:
    """Pages at the positions of real ones; the truth is what their code states, so that they are read without it."""
    for path in sorted((data / "cn" / "layouts").glob("*.json")):
        drawn = json.loads(path.read_text("utf8"))
        words = tuple(
            Word(word["text"], word["box"][0], word["box"][1], word["size"], slot=word["kind"].replace("label", ""))
            for word in drawn["words"]
        )
        rules = tuple(tuple(rule) for rule in drawn["rules"])
        sheet = Page(drawn["page"]["width"], drawn["page"]["height"], words, rules, tuple(drawn["qr"].get("box", ())))
        _, kind, code, number, amount, day, check, *_ = drawn["qr"]["payload"].split(",")
        fields = {
            "number": number, "issue_date": f"{day[:4]}-{day[4:6]}-{day[6:]}", "code": code, "check_code": check,
            "gross_amount" if kind in GROSS_IN_CODE else "net_amount": amount,
        }  # fmt: skip
        stated = {name: value for name, value in fields.items() if value}
        data_of = pdf([sheet], drawn["qr"]["payload"], ("", "", ""), Style())
        yield Specimen(path.name, "shared layouts", data_of, stated, 0)


def shared_invoice2data(data: Path) -> Iterator[Specimen]:
    """Five real invoices with what that project reads from them."""
    known = {"invoice_number": "number", "amount": "gross_amount", "date": "issue_date", "currency": "currency"}
    for path in sorted((data / "invoice2data").glob("*.pdf")):
        stated = json.loads(path.with_suffix(".json").read_text("utf8"))
        truth = stated[0] if isinstance(stated, list) else stated
        fields = {known[name]: str(value) for name, value in truth.items() if name in known}
        yield Specimen(path.name, "invoice2data", path.read_bytes(), fields, 0)
