"""The shared data sets (`--data`): hybrid PDFs from the page alone, whole documents, the rules' own unit tests."""

import argparse
from collections import Counter
from pathlib import Path

from lxml import etree

from bench.invoice_otherwise import entries
from bench.invoice_sets import shared_fapiao, shared_invoice2data, shared_layouts, shared_pages, shared_valid
from bench.invoice_truth import SURE, Report, same
from bots.checks import Context, check
from bots.reader import InvoiceReader
from bots.schematron import Schematron

UNITS = {"Invoice-unit-UBL": "en16931-ubl", "CreditNote-unit-UBL": "en16931-ubl", "cii": "en16931-cii"}
SPACE = "{http://difi.no/xsd/vefa/validator/1.0}"


def run(reader: InvoiceReader, args: argparse.Namespace, out: Report) -> None:
    """Nothing without the data."""
    from bench.invoice_accuracy import TODAY, report, scored

    if args.data is None:
        out.say("\n== shared data sets: not measured (no --data)")
        return
    report("shared data", scored(reader, shared_fapiao(args.data)), out)
    report("shared layouts, --ignore-qr", scored(reader, shared_layouts(args.data), ignore_qr=True), out)
    report("shared invoices", scored(reader, shared_invoice2data(args.data)), out)
    report("shared data, --ignore-embedded", scored(reader, shared_pages(args.data), ignore_embedded=True), out)
    _sure(reader, args.data, out)
    verdicts = Counter[str]()
    for specimen in shared_valid(args.data):
        reading = check(reader.read(specimen.data), Context(TODAY))
        verdicts[reading.verdict] += 1
        if reading.verdict != "accept":
            rejecting = sorted({str(found.evidence)[:150] for found in reading.findings if found.severity != "warn"})
            out.say(f"    {specimen.name}: {rejecting[:2]}")
    out.row("valid XRechnung rejected", verdicts["reject"], verdicts.total(), most=0.0)
    out.row("valid XRechnung sent to a person", verdicts["exception"], verdicts.total())
    _units(args.data, out)


def _sure(reader: InvoiceReader, data: Path, out: Report) -> None:
    """What the reader is sure of on pages alone and the XML says otherwise, beside what the page itself says."""
    sure, wrong, printed, stale = 0, list[str](), 0, 0
    for specimen in shared_pages(data):
        reading = reader.read(specimen.data, ignore_embedded=True)
        known = {entry.field: entry for entry in entries(specimen)}
        stale += sum(not entry.holds for entry in known.values())
        for name, truth in specimen.fields.items():
            read = reading.fields.get(name)
            if read is None or read.confidence < SURE:
                continue
            sure += 1
            if not same(name, read.value, truth):
                says = name in known and known[name].holds and same(name, read.value, known[name].value)
                printed += says
                wrong += [] if says else [f"{specimen.name}: {name}"]
    out.row("sure, and the XML says otherwise", len(wrong) + printed, sure)
    out.row("  the page prints what was read", printed, sure)
    out.row("  wrong as the page prints it", len(wrong), sure, most=0.005)
    for one in wrong:
        out.say(f"    {one}")
    out.figure("entries that no page bears out", stale, "", most=0)


def _units(data: Path, out: Report) -> None:
    """Every expectation: the rule fires where it must, is silent where it must; not judged counts as disagreement."""
    agreed = count = skipped = 0
    with Schematron() as judge:
        for folder, rules in UNITS.items():
            for path in sorted((data / "en16931" / folder).rglob("*.xml")):
                for test in etree.parse(str(path)).iter(f"{SPACE}test"):
                    document = next(
                        node for node in test if isinstance(node.tag, str) and not node.tag.startswith(SPACE)
                    )
                    judged = judge.judge(rules, etree.tostring(document, encoding="unicode"))
                    fired = {dict(found.evidence).get("rule") for found in judged.findings}
                    for wanted in (node for node in test.iter() if node.tag in EXPECTED):
                        count += 1
                        rule, must = (wanted.text or "").strip(), wanted.tag != f"{SPACE}success"
                        skipped += not judged.complete
                        right = judged.complete and (rule in fired) == must
                        agreed += right
                        if not right:
                            out.say(
                                f"    {path.name}: {rule} must {'fire' if must else 'be silent'}; judged: {judged.complete}"
                            )
    out.row("EN 16931 unit tests agree", agreed, count, 1.0)
    out.row("  of which not judged", skipped, count, most=0.0)


EXPECTED = frozenset(f"{SPACE}{name}" for name in ("success", "fatal", "error", "warning"))
