"""Every check of every event of a log, in order: what is known grows with the events, and each is judged by its moment."""

from collections.abc import Iterable, Iterator, Mapping

from audit.quality._finding import Finding, holders, kind_of
from audit.quality.dates import dates
from audit.quality.doubled import Doubled
from audit.quality.drafts import Drafts
from audit.quality.expected import Expected, complete
from audit.quality.known import Known
from audit.quality.numbers import check_digits
from audit.quality.references import references, units
from audit.quality.sums import sums
from events._base import Recorded
from events.receipt import CommandReceipt

MEASURES: Mapping[str, str] = {
    "expected-field": "completeness",
    "check-digit": "accuracy",
    "known-reference": "accuracy",
    "unit-of-item": "accuracy",
    "person-doubled": "accuracy",
    "date-order": "accuracy",
    "sums": "accuracy",
    "delay": "timeliness",
}
"""Check -> what it is a measure of. What each means, and by which formula, is said in locale/*/quality.yaml."""
VERSIONS: Mapping[str, int] = dict.fromkeys(MEASURES, 1)
"""The version of each check's formula: figures of different versions are not to be compared."""


def judgements(
    recorded: Iterable[Recorded], expected: Expected, kind: str | None = None
) -> Iterator[tuple[Recorded, list[Finding]]]:
    """The events of a kind of document (None: all), each with what the checks say of it; give it the log from its start."""
    known, drafts, doubled = Known(), Drafts(), Doubled()
    for each in recorded:
        # Taken in first: a record may name itself, and a project its own cost codes.
        known.learn(each.event)
        of_several = [*drafts.judge(each), *doubled.judge(each.event)]
        if kind is None or kind_of(each) == kind:
            yield each, [*of_several, *_judged(each, expected, known)]


def _judged(each: Recorded, expected: Expected, known: Known) -> Iterator[Finding]:
    if isinstance(each.event, CommandReceipt):
        return  # the store's own, nobody fills it in
    found = list(holders(each.event))
    yield from complete(each, expected)
    yield from check_digits(found)
    yield from references(each, found, known)
    yield from units(found, known)
    yield from dates(each, found)
    yield from sums(found)
