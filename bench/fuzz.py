"""`python -m bench.fuzz [--files N] [--seed S]`: broken files through the limited reader; each must get a verdict."""

import argparse
import copy
import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from lxml import etree

from adapters.samples import InvoiceSpec, Party, SampleLine, cii_xml, plain_pdf, ubl_xml, zugferd_pdf
from adapters.specimens.files import ofd_specimen, pdf_specimen
from bots.checks import Context, check
from bots.confinement import Limits
from bots.limited import LimitedReader
from bots.numbers import exact
from contracts.reading import MANDATORY, STATED, Reading

TODAY = date(2026, 11, 1)
VALUES = ("", "0", "-1", "1e9", "NaN", "9" * 40, "1.005", "2026-02-31", "\u202e1", " 1 ", "EUR", "<", "0.0000000001")
STARTS = (b"", b"%PDF-1.7\n", b"<?xml version='1.0'?><Invoice ", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n")
LIMITS = Limits(cpu=5, wall=8)


def samples() -> list[bytes]:
    """Good invoices in every format that is read."""
    spec = InvoiceSpec(
        number="R-1",
        issue_date="2026-03-02",
        currency="EUR",
        seller=Party("Papier & Büro KG", "DE200334458", "Industriestr. 1", "DE", "DE02500105170137075030"),
        buyer=Party("Nordbau GmbH", "DE200112234", "Werftallee 2"),
        purchase_order="PO-2026-000001",
        lines=(SampleLine("paper", Decimal(120), Decimal("24.90"), order_line="1"),),
    )
    chinese = [ofd_specimen(1, "digital-special").data, pdf_specimen(1, "old").data]
    return [*chinese, *(make(spec) for make in (plain_pdf, zugferd_pdf, ubl_xml, cii_xml))]


def broken(data: bytes, chance: random.Random) -> bytes:
    """A copy with bytes changed, cut out, doubled or cut off."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 3, 30))):
        at = chance.randrange(len(found))
        match chance.randrange(4):
            case 0:
                found[at] = chance.randrange(256)
            case 1:
                del found[at : at + chance.randrange(1, 200)]
            case 2:
                found[at:at] = found[at : at + chance.randrange(1, 200)]
            case _:
                del found[at + chance.randrange(len(found) // 2 + 1) :]
        found = found or bytearray(b"\0")
    return bytes(found)


def rearranged(data: bytes, chance: random.Random) -> bytes:
    """Well-formed XML that says something else: elements dropped, doubled, swapped, or with another value or currency."""
    root = etree.fromstring(data)
    for _ in range(chance.choice((1, 2, 8))):
        nodes = [node for node in root.iter() if node.getparent() is not None]
        node = chance.choice(nodes)
        parent = node.getparent()
        assert parent is not None
        match chance.randrange(5):
            case 0:
                parent.remove(node)
            case 1:
                parent.append(copy.deepcopy(node))
            case 2:
                chance.choice([one for one in nodes if node not in one.iterancestors() and one is not node]).append(
                    node
                )
            case 3:
                node.set("currencyID", chance.choice(("EUR", "JPY", "", "eur ")))
            case _:
                node.text = chance.choice(VALUES)
    return etree.tostring(root)


def files(count: int, chance: random.Random) -> Iterator[bytes]:
    """A third of them noise behind the beginning of a format, a third broken and a third well-formed but wrong invoices."""
    good = samples()
    for number in range(count):
        match number % 3:
            case 0:
                yield chance.choice(STARTS) + chance.randbytes(chance.randrange(20_000))
            case 1:
                yield broken(chance.choice(good), chance)
            case _:
                yield rearranged(chance.choice(good[-2:]), chance)


def sound(reading: Reading) -> bool:
    """Whether an accepted file states all that a payment rests on."""
    figures = [exact(reading.value(name)) for name in ("net_amount", "gross_amount")]
    groups = (*((name,) for name in MANDATORY), *(STATED if reading.format != "pdf" else ()))
    return None not in figures and all(any(map(reading.value, names)) for names in groups)


def fuzz(count: int, seed: int) -> tuple[Counter[str], list[str]]:
    """How often each outcome was given; and what ended a reader by an exception that nobody had foreseen."""
    outcomes: Counter[str] = Counter()
    crashes = []
    with LimitedReader(LIMITS) as reader:
        for number, data in enumerate(files(count, random.Random(seed))):
            reading = check(reader.read(data), Context(TODAY))
            outcomes[f"{reading.format}: {reading.verdict if reading.fields else 'no fields'}"] += 1
            if reading.verdict == "accept" and not sound(reading):
                crashes.append(f"seed {seed} file {number}: accepted without what it needs")
            for finding in reading.findings:
                if finding.code.startswith("reader-"):
                    outcomes[finding.code] += 1
                if finding.code == "reader-crashed":
                    crashes.append(f"seed {seed} file {number}: {dict(finding.evidence)}")
    return outcomes, crashes


def main() -> int:
    """0 when every file got a verdict and no reader crashed."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    outcomes, crashes = fuzz(chosen.files, chosen.seed)
    for outcome, count in sorted(outcomes.items()):
        print(f"{count:6} {outcome}")
    for crash in crashes:
        print(crash)
    print(f"{chosen.files} files, each with a verdict; {len(crashes)} crashed readers")
    return 1 if crashes else 0


if __name__ == "__main__":
    sys.exit(main())
