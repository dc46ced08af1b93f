"""Whether two files show one invoice, and which of them is to be believed: XML before OFD, a page with text before a picture."""

from collections.abc import Iterator

from bots.identity import figures, fingerprint, same_figures
from bots.plain_text import squeezed
from bots.reading.agreement import same
from bots.reading.outcome import FAILURES
from contracts.reading import Finding, Format, Reading

RANK: dict[Format, int] = {
    "fapiao-xml": 4, "ubl": 4, "cii": 4, "facturx": 3, "ofd": 2, "pdf": 1, "image": 0, "unknown": -1,
}  # fmt: skip
"""The order in which sources are believed (features.md 6)."""
COMPARED = (
    "code", "issue_date", "currency", "net_amount", "tax_amount", "gross_amount",
    "seller_tax_id", "buyer_tax_id", "iban", "bank_account", "original_number",
)  # fmt: skip
"""Fields of which representations of one invoice may not say different things: whom, how much and to which account."""


ANSWERED = FAILURES | frozenset({
    "low-confidence", "missing-field", "ocr-not-installed", "page-drawn-empty", "page-is-picture", "picture-not-seen",
    "scan-not-confirmed", "unreadable",
})  # fmt: skip
"""What says only that a file could not be read well: another file of the invoice that can be is the answer to it."""


def better(one: Reading, other: Reading) -> bool:
    """Whether one file is to be believed before another one of the same invoice; what was found in that stays (`kept`).

    Nothing takes the place of a file that is to be rejected by itself.
    """
    return RANK[one.format] > RANK[other.format] and not refused(other)


def kept(reading: Reading) -> tuple[Finding, ...]:
    """What was found in a file and is for a person, whichever other file of the invoice comes: that one says nothing of it."""
    return tuple(one for one in reading.findings if one.severity != "warn" and one.code not in ANSWERED)


def refused(reading: Reading) -> bool:
    """Whether the file by itself is to be rejected: such a one is put beside nothing."""
    return any(finding.severity == "reject" for finding in reading.findings)


def differences(first: Reading, later: Reading) -> tuple[str, ...]:
    """The fields in which two readings contradict each other; what only one of them tells contradicts nothing.

    Two that do not both tell date and total are never taken for one: "gross_amount" stands for that too.
    """
    found = dict.fromkeys(_contradictions(first, later))
    if not found and not same_figures(figures(first), figures(later)):
        return ("gross_amount",)
    return tuple(found)


def _contradictions(first: Reading, later: Reading) -> Iterator[str]:
    for name in COMPARED:
        one, other = first.value(name), later.value(name)
        if one is not None and other is not None and not same(one, other):
            yield name
    asked = first.totals.payable, later.totals.payable
    if all(asked) and not same(*map(str, asked)):
        yield "payable"
    if first.format == later.format and squeezed(first.value("number")) != squeezed(later.value("number")):
        yield "number"  # a file that was fetched again says it as before; other forms may write it in their own way
    if first.has_credit_kind != later.has_credit_kind:
        yield "kind"
    lines = fingerprint(first), fingerprint(later)
    if all(lines) and lines[0] != lines[1]:
        yield "lines"
