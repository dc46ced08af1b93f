"""Invoices that look like one that was here: a number that looks the same, or the same total within days."""

from collections.abc import Iterator

from bots.checks.context import Context, finding
from bots.checks.known import days_apart, of_seller, official, other_year, same_gross
from bots.document_numbers import alike
from bots.identity import fingerprint
from contracts.reading import Finding, Reading, Severity

NEAR_DAYS = 14
SURE = ("xml", "qr", "ofd")
"""Sources in which a number is never misread."""


def not_alike(reading: Reading, context: Context) -> Iterator[Finding]:
    """No recorded invoice of the seller and year has a number that looks the same (O as 0, zeros, marks), or one sign
    away from it with the same date and total."""
    number = reading.value("number") or ""
    for known in of_seller(reading, context):
        if other_year(reading, known, context):
            continue
        if alike(number) == alike(known.number):
            yield finding("number-alike", "exception", number=number, known=known.number)
        elif (
            one_sign_apart(alike(number), alike(known.number))
            and same_gross(reading, known)
            and days_apart(reading, known) == 0
        ):
            yield finding("number-alike", _doubt(reading), number=number, known=known.number)


def not_near(reading: Reading, context: Context) -> Iterator[Finding]:
    """No recorded invoice of the seller has the same total within 14 days: an exception where its lines are the same or
    not known, a warning where they differ or the tax bureau itself has given both numbers."""
    lines = fingerprint(reading)
    for known in of_seller(reading, context):
        days = days_apart(reading, known)
        if days is None or days > NEAR_DAYS or not same_gross(reading, known):
            continue
        severity = "warn" if lines and known.lines and lines != known.lines else _doubt(reading)
        told = {"number": reading.value("number") or "", "known": known.number, "gross": known.gross}
        yield finding("near-duplicate-amount", severity, days=days, **told)


def _doubt(reading: Reading) -> Severity:
    """The tax bureau's number from a source that is not misread is a warning: nobody bills twice under another one."""
    field = reading.fields.get("number")
    return "warn" if official(reading) and field and field.source in SURE else "exception"


def one_sign_apart(one: str, other: str) -> bool:
    """Whether one sign was changed, left out or added, or two neighbours changed places."""
    if len(one) == len(other):
        wrong = [at for at in range(len(one)) if one[at] != other[at]]
        return len(wrong) == 1 or (len(wrong) == 2 and _swapped(one, other, *wrong))
    short, long = sorted((one, other), key=len)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _swapped(one: str, other: str, first: int, second: int) -> bool:
    return second == first + 1 and (one[first], one[second]) == (other[second], other[first])
