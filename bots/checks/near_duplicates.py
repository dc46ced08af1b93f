"""Invoices that look like one that was here: a number that looks the same, or the same total within days.

Bills of different orders are as alike as their orders. Bills of one order are only told: each is matched with what was
received, so that none is paid that was not delivered; but where everything says that it is one bill with another number,
and what names no order, is for a person.
"""

import re
from collections.abc import Iterator

from bots.checks.context import Context, finding
from bots.checks.known import days_apart, of_one_number, of_seller, official, same_gross, same_number
from bots.document_numbers import alike, normal
from bots.identity import fingerprint
from bots.numbers import exact
from contracts.reading import Finding, KnownInvoice, Reading, Severity

NEAR_DAYS = 14
SHORTEST = 4
"""Shorter numbers are one sign apart by chance."""
IN_A_DAY = 10
"""So many bills a day are written of one order at most; a number that is further away was misread or changed."""
SURE = ("xml", "qr", "ofd")
"""Sources in which a number is never misread."""


def not_alike(reading: Reading, context: Context) -> Iterator[Finding]:
    """No recorded invoice of the seller has a number that looks the same (O as 0, zeros, marks) in the same year or with
    the same total, or one sign away from it with the same date and total; and none has this very number within 14 days,
    whatever year begins in between."""
    number = reading.value("number") or ""
    for known in of_seller(reading, context):
        severity = _weight(reading, known, context)
        if severity is None:
            continue
        soon = same_number(reading, known) and (days_apart(reading, known) or 0) <= NEAR_DAYS
        again = _same_day_and_total(reading, known) and one_sign_apart(alike(number), alike(known.number))
        if soon or again or of_one_number(reading, known, context, alike):
            everything = soon or (again and _same_bill(reading, known))
            yield finding("number-alike", "exception" if everything else severity, number=number, known=known.number)


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
    return not reading.has_credit_kind and gross is not None and gross > 0


def _same_bill(reading: Reading, known: KnownInvoice) -> bool:
    """Whether lines say nothing else either, and the numbers are none that were counted on from one bill to the next: the
    deliveries of one day are billed under numbers that follow one another."""
    lines = fingerprint(reading)
    if official(reading) or (lines is not None and known.lines is not None and lines != known.lines):
        return False
    return not counted_on(normal(reading.value("number") or ""), normal(known.number))


def counted_on(one: str, other: str) -> bool:
    """Whether two numbers are the same but for the figure at their end, and that was counted on by less than ten."""
    parts = [re.fullmatch(r"(.*?)(\d{1,20})", number, re.ASCII) for number in (one, other)]
    ours, theirs = (((part[1], len(part[2])), int(part[2])) if part else None for part in parts)
    return ours is not None and theirs is not None and ours[0] == theirs[0] and abs(ours[1] - theirs[1]) < IN_A_DAY


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
