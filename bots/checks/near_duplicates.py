"""Invoices that look like one that was here: a number that looks the same, or the same total within days.

Bills of different orders are as alike as their orders. Bills of one order are only told: each is matched with what was
received, so that none is paid that was not delivered. What names no order is for a person.
"""

from collections.abc import Iterator

from bots.checks.context import Context, finding
from bots.checks.known import days_apart, of_seller, official, other_year, same_gross
from bots.document_numbers import alike, normal
from bots.identity import fingerprint
from bots.numbers import exact
from contracts.reading import Finding, KnownInvoice, Reading, Severity

NEAR_DAYS = 14
SHORTEST = 4
"""Shorter numbers are one sign apart by chance."""
SURE = ("xml", "qr", "ofd")
"""Sources in which a number is never misread."""


def not_alike(reading: Reading, context: Context) -> Iterator[Finding]:
    """No recorded invoice of the seller and year has a number that looks the same (O as 0, zeros, marks), or one sign
    away from it with the same date and total."""
    number = reading.value("number") or ""
    for known in of_seller(reading, context):
        severity = _weight(reading, known, context)
        if severity is None or other_year(reading, known, context):
            continue
        same = alike(number) == alike(known.number)
        if same or (_same_day_and_total(reading, known) and one_sign_apart(alike(number), alike(known.number))):
            yield finding("number-alike", severity, number=number, known=known.number)


def not_near(reading: Reading, context: Context) -> Iterator[Finding]:
    """No recorded invoice of the seller has the same total within 14 days: an exception where its lines are the same or
    not known, a warning where they differ, where both bill one order, or where the tax bureau gave the number."""
    lines = fingerprint(reading)
    for known in of_seller(reading, context):
        days, severity = days_apart(reading, known), _weight(reading, known, context)
        if days is None or days > NEAR_DAYS or severity is None or not same_gross(reading, known):
            continue
        differ = lines is not None and known.lines is not None and lines != known.lines
        told = {"number": reading.value("number") or "", "known": known.number, "gross": known.gross}
        yield finding("near-duplicate-amount", "warn" if differ else severity, days=days, **told)


def is_bill(reading: Reading) -> bool:
    """No credit note: those are alike where what they take back is."""
    gross = exact(reading.value("gross_amount"))
    return not reading.is_credit and gross is not None and gross > 0


def _weight(reading: Reading, known: KnownInvoice, context: Context) -> Severity | None:
    """How grave it is that two bills look alike; None where they are of different orders."""
    ours = (context.master.order if context.master else None) or reading.value("purchase_order")
    if ours and known.purchase_order:
        return "warn" if normal(ours) == normal(known.purchase_order) else None
    field = reading.fields.get("number")
    return "warn" if official(reading) and field and field.source in SURE else "exception"


def _same_day_and_total(reading: Reading, known: KnownInvoice) -> bool:
    return days_apart(reading, known) == 0 and same_gross(reading, known)


def one_sign_apart(one: str, other: str) -> bool:
    """Whether one sign was changed, left out or added, or two neighbours changed places, in numbers that are not short."""
    if min(len(one), len(other)) < SHORTEST:
        return False
    if len(one) == len(other):
        wrong = [at for at in range(len(one)) if one[at] != other[at]]
        return len(wrong) == 1 or (len(wrong) == 2 and _swapped(one, other, *wrong))
    short, long = sorted((one, other), key=len)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _swapped(one: str, other: str, first: int, second: int) -> bool:
    return second == first + 1 and (one[first], one[second]) == (other[second], other[first])
