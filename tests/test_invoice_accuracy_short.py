"""The short form of `make bench-invoices`: a few dozen specimens and forged invoices of every kind, in seconds.

Only what is not held out: held-out layouts and mutations are measured by the bench alone.
"""

import itertools
from collections.abc import Iterator

import pytest

from adapters.specimens.truth import Specimen
from bench.invoice_mutants import TODAY, every, master
from bench.invoice_sets import START, generated, scans
from bench.invoice_truth import Score, wilson
from bots.checks import Context, check
from bots.reader import InvoiceReader

EACH = 2
FORGED = 200
SURE_OF_WRONG = 0.005


@pytest.fixture(scope="module")
def reader() -> Iterator[InvoiceReader]:
    with InvoiceReader() as made:
        yield made


@pytest.fixture(scope="module")
def scores(reader: InvoiceReader) -> dict[str, Score]:
    found: dict[str, Score] = {}
    for specimen in generated(EACH):
        found.setdefault(specimen.kind, Score()).add(specimen, _judged(reader, specimen))
    return found


def _judged(reader: InvoiceReader, specimen: Specimen, context: Context | None = None):  # type: ignore[no-untyped-def]
    return check(reader.read(specimen.data), context or Context(TODAY))


def test_wilson_is_the_textbook_interval() -> None:
    low, high = wilson(9, 10)
    assert (round(low, 4), round(high, 4)) == (0.5958, 0.9821)
    assert wilson(0, 0) == (0.0, 1.0)
    assert round(wilson(10, 10)[1], 9) == 1.0


def test_chinese_and_xml_fields_are_read_right(scores: dict[str, Score]) -> None:
    for kind, score in scores.items():
        if not kind.startswith("eu-pdf"):
            wrong = {name: files for name, files in score.failing.items() if ":" not in name}
            assert not wrong, kind


def test_honest_invoices_are_not_rejected(scores: dict[str, Score]) -> None:
    rejected = [cause for score in scores.values() for cause in score.failing if cause.startswith("reject")]
    assert rejected == []


def test_readers_are_not_sure_of_what_is_wrong(scores: dict[str, Score]) -> None:
    sure, wrong = (sum(getattr(score, name) for score in scores.values()) for name in ("sure", "sure_wrong"))
    assert wrong <= SURE_OF_WRONG * sure


def test_no_forged_invoice_is_accepted(reader: InvoiceReader) -> None:
    accepted = set()
    for mutant in itertools.islice(every(START), 0, FORGED * 4, 4):
        if mutant.found_by != "bureau":
            context = Context(TODAY, master(mutant) if mutant.found_by == "master" else None)
            if _judged(reader, mutant.specimen, context).verdict == "accept":
                accepted.add(f"{mutant.specimen.kind} {mutant.mutation}")
    assert accepted == set()


def test_a_scan_is_read_or_sent_to_a_person(reader: InvoiceReader) -> None:
    pytest.importorskip("rapidocr", reason="the extra `ocr` is not installed")
    for specimen in itertools.islice(scans(1), 0, None, 3):
        reading = _judged(reader, specimen)
        for name in ("number", "gross_amount"):
            assert reading.value(name) == specimen.fields[name] or reading.verdict != "accept"
