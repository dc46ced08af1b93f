"""`python -m bench.fuzz [--files N] [--seed S]`: broken files through the limited reader; each must get a verdict."""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from adapters.samples import InvoiceSpec, Party, SampleLine, cii_xml, plain_pdf, ubl_xml, zugferd_pdf
from bots.confinement import Limits
from bots.limited import LimitedReader

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
    return [make(spec) for make in (plain_pdf, zugferd_pdf, ubl_xml, cii_xml)]


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


def files(count: int, chance: random.Random) -> Iterator[bytes]:
    """Half of them noise behind the beginning of a format, half of them broken invoices."""
    good = samples()
    for number in range(count):
        if number % 2:
            yield broken(chance.choice(good), chance)
        else:
            yield chance.choice(STARTS) + chance.randbytes(chance.randrange(20_000))


def fuzz(count: int, seed: int) -> tuple[Counter[str], list[str]]:
    """How often each outcome was given; and what ended a reader by an exception that nobody had foreseen."""
    outcomes: Counter[str] = Counter()
    crashes = []
    with LimitedReader(LIMITS) as reader:
        for number, data in enumerate(files(count, random.Random(seed))):
            reading = reader.read(data)
            outcomes[f"{reading.format}: {'read' if reading.fields else 'no fields'}"] += 1
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
