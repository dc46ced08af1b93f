"""Bank accounts on a page: what has valid check digits is one, whatever stands before it."""

import re
from collections.abc import Iterable, Iterator

from stdnum import iban as iban_rule
from stdnum.exceptions import ValidationError

from bots.reading import labels
from bots.reading.below import headed
from bots.reading.layout import Sheet
from bots.reading.values import compact, printed
from contracts.reading import Field

PROVEN, GOOD, GUESS = 0.98, 0.9, 0.5


def iban(page: Sheet) -> Field | None:
    """The first account number with valid check digits; else one that its label calls an IBAN. Never the account that
    is debited: it is the buyer's."""
    valid = [(found, value) for found, value in _valid_ibans(page) if not _debited(page, found)]
    starts = {found.start() for found, _ in valid}
    others = (
        found for found in labels.IBAN.finditer(page.text) if found.start() not in starts and not _debited(page, found)
    )
    named = next((found for found in others if _is_named_iban(page, found)), None)
    if not valid:
        return printed(page, named.span("value"), compact(named["value"]) or "", GUESS) if named else None
    found, value = valid[0]
    return printed(page, found.span("value"), value, PROVEN if len({one for _, one in valid}) == 1 else GOOD)


def _debited(page: Sheet, found: re.Match[str]) -> bool:
    """Whether the row before an account says that it is debited, or it stands under such a head."""
    start, _ = page.row(found.start())
    label = labels.IBAN_LABEL.search(page.text, start, found.start())
    place = (label.start(), label.start() + 1) if label else found.span()
    return bool(labels.DEBITED.search(page.text, start, found.start())) or headed(page, place, labels.DEBIT_HEAD)


def ibans(page: Sheet) -> set[str]:
    """Every account number with valid check digits, wherever it stands."""
    return {value for _, value in _valid_ibans(page)}


def _valid_ibans(page: Sheet) -> Iterator[tuple[re.Match[str], str]]:
    for found in labels.IBAN.finditer(page.text):
        value = compact(found["value"]) or ""
        right = next((shorter for shorter in _prefixes(value) if _is_iban(shorter)), None)
        if right:
            yield found, right


def _is_named_iban(page: Sheet, found: re.Match[str]) -> bool:
    return bool(labels.IBAN_LABEL.search(page.text[max(0, found.start() - 20) : found.start()]))


def _prefixes(value: str) -> Iterable[str]:
    """The value and what remains when up to four characters of a following word were taken along."""
    return (value[: len(value) - cut] for cut in range(5))


def _is_iban(value: str) -> bool:
    try:
        return bool(iban_rule.validate(value, check_country=False))
    except ValidationError:
        return False
