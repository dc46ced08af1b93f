"""`python -m bench.invoice_accuracy`: how well the bots read, check and decide, with counts and 95 % intervals.

Specimens of our generator (development and held out apart), forged ones, hostile files, and with `--data FOLDER` the
shared sets. Seeds from 5,000 on are measured: whoever develops a reader uses lower ones. 1 when a goal is not met.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from adapters.specimens.truth import Specimen
from bench import invoice_hostile, invoice_mutants, invoice_shared, invoice_speed, invoice_through
from bench.invoice_sets import START, generated, scans
from bench.invoice_truth import Report, Score
from bots.checks import Context, check
from bots.reader import InvoiceReader

TODAY = date(2026, 11, 1)
NAMES = ("seller_name", "buyer_name")
IDS = ("seller_tax_id", "buyer_tax_id")
CHINESE = (
    ("number", ("number",), 0.99), ("date", ("issue_date",), 0.99), ("total", ("gross_amount",), 0.99),
    ("tax ids", IDS, 0.99), ("names", NAMES, 0.97), ("line count", ("line count",), 0.95),
)  # fmt: skip
EXACT = (
    ("header fields", ("number", "code", "issue_date", "net_amount", "tax_amount", "gross_amount", *NAMES, *IDS), 1.0),
    ("line count", ("line count",), 0.95),
)  # fmt: skip
PAGE = (
    ("number", ("number",), 0.90), ("gross", ("gross_amount",), 0.92), ("date", ("issue_date",), 0.90),
    ("VAT ids", IDS, 0.88), ("names", NAMES, None), ("net", ("net_amount",), None), ("IBAN", ("iban",), None),
    ("order", ("purchase_order",), None), ("line count", ("line count",), None),
)  # fmt: skip
SCANNED = (("number", ("number",), 0.97), ("total", ("gross_amount",), 0.97), ("date", ("issue_date",), 0.95),
           ("tax ids", IDS, None), ("names", NAMES, None), ("line count", ("line count",), None))  # fmt: skip
ROWS = {
    "fapiao-pdf": CHINESE, "fapiao-ofd": EXACT, "fapiao-xml": EXACT, "ubl": EXACT, "cii": EXACT, "facturx": EXACT,
    "eu-pdf": PAGE, "scan": SCANNED, "zugferd, page alone": PAGE, "shared ofd": EXACT,
    "shared layouts": CHINESE, "invoice2data": tuple((label, names, None) for label, names, _ in PAGE),
}  # fmt: skip


def scored(
    reader: InvoiceReader, specimens: Iterable[Specimen], *, ignore_embedded: bool = False, ignore_qr: bool = False
) -> dict[str, Score]:
    """The scores of all kinds among the specimens, read and checked."""
    scores: dict[str, Score] = defaultdict(Score)
    for specimen in specimens:
        scores[specimen.kind].add(
            specimen,
            check(reader.read(specimen.data, ignore_embedded=ignore_embedded, ignore_qr=ignore_qr), Context(TODAY)),
        )
    return scores


def report(title: str, scores: dict[str, Score], out: Report) -> None:
    """The rows of every kind, its verdicts, and which files failed in what."""
    out.say(f"\n== {title}")
    for kind, score in scores.items():
        out.say(f" {kind}: {dict(score.verdicts)}")
        for label, names, goal in ROWS[kind.split("/")[0]]:
            good, count = score.share(*names)
            if count:
                out.row(label, good, count, goal)
        for cause, files in sorted(score.failing.items()):
            out.say(f"    {cause}: {len(files)} files, e.g. {', '.join(files[:4])}")


def clean(title: str, scores: Iterable[Score], out: Report) -> None:
    """How many honest invoices were rejected or sent to a person, and how sure the readers were of wrong fields."""
    verdicts: Counter[str] = Counter()
    fields = sure = wrong = 0
    for score in scores:
        verdicts += score.verdicts
        fields, sure, wrong = fields + score.fields, sure + score.sure, wrong + score.sure_wrong
    count = verdicts.total()
    out.say(f"\n== {title}: honest invoices")
    out.row("rejected", verdicts["reject"], count, most=0.0)
    out.row("sent to a person", verdicts["exception"], count, most=0.03)
    out.row("fields at confidence >= 0.98", sure, fields, 0.80)
    out.row("of those wrong", wrong, sure, most=0.005)


def accuracy(reader: InvoiceReader, args: argparse.Namespace, out: Report) -> None:
    """Everything but scans."""
    for held_out in (False, True):
        title = "held out" if held_out else "in development"
        scores = scored(reader, generated(args.count, held_out=held_out))
        report(f"our generator, {title}", scores, out)
        clean(f"our generator, {title}", scores.values(), out)


def scanned(reader: InvoiceReader, args: argparse.Namespace, out: Report) -> None:
    """Scans by OCR; what is not sure must be sent to a person."""
    for held_out in (False, True):
        title = "held out" if held_out else "in development"
        scores = scored(reader, scans(args.scans, held_out=held_out))
        report(f"scans, {title}", scores, out)


PARTS: dict[str, Callable[[InvoiceReader, argparse.Namespace, Report], None]] = {
    "accuracy": accuracy,
    "mutants": invoice_mutants.run,
    "through": invoice_through.run,
    "hostile": invoice_hostile.run,
    "speed": invoice_speed.run,
    "shared": invoice_shared.run,
    "scans": scanned,
}


def main() -> int:
    """1 when a goal is not met."""
    parser = argparse.ArgumentParser(prog="python -m bench.invoice_accuracy", description=__doc__)
    parser.add_argument("--count", type=int, default=100, help="specimens of each kind")
    parser.add_argument("--scans", type=int, default=15, help="scans of each family")
    parser.add_argument("--mutants", type=int, default=5_000, help="at least so many forged invoices")
    parser.add_argument("--seed", type=int, default=START, help="the first seed of the forged ones")
    parser.add_argument("--data", type=Path, help="folder of the shared invoice data")
    parser.add_argument("--only", choices=PARTS, action="append")
    args = parser.parse_args()
    out = Report()
    with InvoiceReader() as reader:
        for name in args.only or PARTS:
            PARTS[name](reader, args, out)
    out.say(f"\n{len(out.missed)} goals not met" + "".join(f"\n  {row}" for row in out.missed))
    return 1 if out.missed else 0


if __name__ == "__main__":
    sys.exit(main())
