"""Several sources of one invoice made one: each field of the best source that has it; what others say is compared."""

from collections.abc import Iterator, Sequence

from bots.numbers import exact
from bots.plain_text import folded
from bots.reading.values import Draft
from contracts.reading import Field, Finding, Severity, Totals

SURE = 0.9  # a source counts against a better one only where it is sure of what it read


def agreed(drafts: Sequence[Draft], severity: Severity = "exception", sure: float = SURE) -> Draft:
    """One draft of all, given best source first (XML, QR, OFD tags, text, OCR); every disagreement with one that is `sure`
    of what it read is a finding."""
    best, *others = drafts
    for other in others:
        best = Draft(
            {**other.fields, **best.fields},
            best.lines or other.lines,
            best.taxes or other.taxes,
            best.totals if best.totals != Totals() else other.totals,
            best.due_date or other.due_date,
            best.profile or other.profile,
            (*best.findings, *other.findings, *_differences(best.fields, other.fields, severity, sure)),
        )
    return best


def _differences(best: dict[str, Field], other: dict[str, Field], severity: Severity, sure: float) -> Iterator[Finding]:
    for name in sorted(best.keys() & other.keys()):
        ours, theirs = best[name], other[name]
        if theirs.confidence >= sure and not same(ours.value, theirs.value):
            evidence = {
                "field": name, "source": ours.source, "value": ours.value[:200],
                "other_source": theirs.source, "other": theirs.value[:200],
            }  # fmt: skip
            place = {"page": theirs.page, "box": theirs.box}
            yield Finding.of("sources-differ", severity, evidence).model_copy(update=place)


def same(one: str, other: str) -> bool:
    """Equal as figures where both are; else as text without case, white space and look-alikes of characters."""
    left, right = exact(one), exact(other)
    if left is not None and right is not None:
        return left == right
    return folded(one).casefold() == folded(other).casefold()
