"""Tax numbers on a page: by the form that each country gives them, their label, and their check digits."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from stdnum.ch import uid
from stdnum.cn import uscc
from stdnum.es import nif
from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.gb import vat as british

from bots.reading.labels import CHINESE_ID
from bots.reading.layout import Sheet

# 9 is a digit, X a digit or letter, A a letter; people group the characters as they like.
FORMS = [
    "ATU99999999",
    "BE9999999999",
    "BG9999999999",
    "BG999999999",
    "CHE999999999",
    "CY99999999A",
    "CZ9999999999",
    "CZ999999999",
    "CZ99999999",
    "DE999999999",
    "DK99999999",
    "EE999999999",
    "EL999999999",
    "ESX9999999X",
    "FI99999999",
    "FRXX999999999",
    "GB999999999999",
    "GB999999999",
    "HR99999999999",
    "HU99999999",
    "IE9X99999AA",
    "IE9X99999A",
    "IT99999999999",
    "LT999999999999",
    "LT999999999",
    "LU99999999",
    "LV99999999999",
    "MT99999999",
    "NL999999999B99",
    "NO999999999MVA",
    "PL9999999999",
    "PT999999999",
    "RO9999999999",
    "RO99999999",
    "SE999999999999",
    "SI99999999",
    "SK9999999999",
]
BARE = ["A9999999X", "X9999999A", "99999999999", "999999999B99", "999999999", "9999999999", "99999999A", "999999999999"]
_KIND = {"9": r"\d", "X": "[A-Z0-9]", "A": "[A-Z]"}
_GAP = r"[ .\-\u2009\u2002]?"
_ON = r"(?![.\-\u2009\u2002]?\d)(?![A-Z0-9])"  # a plain space between digits parts columns


def _pattern(form: str, prefix: int) -> str:
    head, tail = form[:prefix], form[prefix:]
    return _GAP.join([*head, *(_KIND.get(sign, sign) for sign in tail)])


def _prefix(form: str) -> int:
    return 3 if form.startswith(("ATU", "CHE")) else 2


PREFIXED = re.compile(rf"(?<![A-Za-z0-9])(?P<value>{'|'.join(_pattern(form, _prefix(form)) for form in FORMS)}){_ON}")
UNPREFIXED = re.compile(rf"(?:(?<![A-Za-z0-9])(?P<value>{'|'.join(_pattern(form, 0) for form in BARE)})){_ON}")
LABEL = re.compile(
    r"(?:\bust\b|ust\.?-?\s?-?id|umsatzsteuer-?\s?id|\bmwst\b|\bvat\b|\btva\b|\bbtw\b|p\.?\s?iva|\biva\b|\buid\b"
    r"|\bcif\b|\bnif\b"
    r"|\bnip\b|\bmoms\b|tax (?:id|no|number|reg)|\bgst\b|partita iva|\bein\b)",
    re.IGNORECASE,
)
BUYERS = re.compile(
    r"\b(?:ihre|ihr|your|customer|client|kunden?|cliente|klant|buyer|käufer|acheteur|uw|votre|debitor)\b", re.IGNORECASE
)
SELLERS = re.compile(r"\b(?:unsere|our|seller|verkäufer|supplier|lieferant|vendeur|notre|onze)\b", re.IGNORECASE)
LOCAL = re.compile(
    r"(?:steuer-?\s?(?:nr|nummer)\.?|st\.?-?nr\.?)\s*[:：]?\s*(?P<value>\d{2,3}[ /]\d{3,4}[ /]\d{4,5})(?!\d)",
    re.IGNORECASE,
)
BEFORE = 48  # characters of the row that may hold the label
ABOVE = 20.0  # points over the number where a label may stand


class Candidate(NamedTuple):
    """A tax number in its plain form: where it is written, its label, and whether its check digits hold."""

    value: str
    start: int
    end: int
    label: str
    valid: bool


def candidates(page: Sheet) -> list[Candidate]:
    """The tax numbers on the pages, in reading order: with a label or valid check digits, or both."""
    found = [*_prefixed(page), *_chinese(page)]
    found += [
        one for one in _unprefixed(page) if not any(one.start < other.end and other.start < one.end for other in found)
    ]
    return sorted(found, key=lambda one: one.start)


def _chinese(page: Sheet) -> Iterator[Candidate]:
    for match in CHINESE_ID.finditer(page.text):
        yield Candidate(match["value"], *match.span("value"), match[0], uscc.is_valid(match["value"]))


def _prefixed(page: Sheet) -> Iterator[Candidate]:
    for match in PREFIXED.finditer(page.text):
        value, label = plain(match["value"]), _label(page, match.start())
        valid = is_valid(value)
        if label or valid:
            yield Candidate(value, match.start(), match.end(), label, valid)


def _unprefixed(page: Sheet) -> Iterator[Candidate]:
    """Numbers without the letters of a country count only right behind their label."""
    for match in UNPREFIXED.finditer(page.text):
        row = page.text[page.row(match.start())[0] : match.start()]
        labels = list(LABEL.finditer(row))
        if labels and re.fullmatch(r"(?:[^\d%\n]|n°|n\.){0,22}", row[labels[-1].end() :]):
            value = plain(match["value"])
            yield Candidate(value, match.start(), match.end(), row[-BEFORE:], is_valid(value))


def _label(page: Sheet, start: int) -> str:
    """The words before the number, or over it, where they name a tax number; else nothing."""
    row = page.text[page.row(start)[0] : start][-BEFORE:]
    if LABEL.search(row):
        return row
    number, (x0, top, x1, _) = page.place(start, start + 1)
    over = [one for one in page.words if one.page == number and 0 < top - one.top <= ABOVE and one.x1 > x0 - 4]
    near = " ".join(one.text for one in over if one.x0 < x1 + 60)
    return near if LABEL.search(near) else ""


def plain(written: str) -> str:
    """Letters and digits only."""
    return re.sub(r"[^A-Z0-9]", "", written)


def is_valid(value: str) -> bool:
    """Whether the check digits of the country hold."""
    rules = {"CHE": uid.validate, "GB": british.validate}
    rule = next((rule for prefix, rule in rules.items() if value.startswith(prefix)), None)
    if rule is None:
        rule = vat.validate if value[:2].isalpha() and not value[1:].isdigit() else nif.validate
    try:
        return bool(rule(value))
    except ValidationError:
        return False
