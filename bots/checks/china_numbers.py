"""Numbers of Chinese invoices: how they are built, and whether their parts agree with date, seller and kind.

Digital: 2 year, 2 region, 1 channel, 15 sequence. Older: a code of 12 (0, 4 region, 2 year, 3 batch, 2 kind) or of 10
(4 region, 2 year, 4 others) and a number of 8. All sources: State Taxation Administration announcements.
"""

import re
from collections.abc import Iterator

from bots.checks.context import Context, day, finding, hard
from bots.fapiao import is_digital, is_old, kind_of
from bots.plain_text import squeezed
from contracts.reading import Finding, Reading

PLAN_CITIES = {"94": "3502", "95": "4403"}
"""The regions in numbers of the cities with tax bureaus of their own, and where they lie; measured on real invoices."""
UNCONFIRMED = frozenset({"91", "92", "93", "96", "97", "98", "99"})
"""Not provinces; other such cities are not confirmed, so nothing is concluded from them."""
USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}(\d{6})[0-9A-HJ-NPQRTUWXY]{10}")
OF_THE_STATE = "10"
"""Bodies that the state itself registered have no province in their code."""
CHECK_CODE = re.compile(r"\d{20}|\d{6}", re.ASCII)


def number_form(reading: Reading, _: Context) -> Iterator[Finding]:
    """The number has 20 digits, or 8 behind a code of 10 or 12."""
    if not (is_digital(reading) or is_old(reading)):
        number, code = reading.value("number") or "", reading.value("code") or ""
        yield finding("fapiao-number-form", hard(reading), number=number, code=code)


def number_of_kind(reading: Reading, _: Context) -> Iterator[Finding]:
    """Rail and air tickets are digital only; a digital invoice has no code beside its number."""
    kind, code = kind_of(reading), squeezed(reading.value("code"))
    if (kind in ("rail", "air") and not is_digital(reading)) or (is_digital(reading) and code):
        yield finding("fapiao-number-of-kind", "exception", number=reading.value("number") or "", code=code)


def number_year(reading: Reading, _: Context) -> Iterator[Finding]:
    """The year in a digital number is the year of issue; that in an older code is not after it (codes lie in stock)."""
    issued, year = day(reading.value("issue_date")), _year(reading)
    if issued and year is not None and (year > issued.year or (is_digital(reading) and year != issued.year)):
        yield finding("fapiao-number-year", "exception", year=year, issue_date=issued)


def number_region(reading: Reading, _: Context) -> Iterator[Finding]:
    """The region in the number is where the seller is registered (digits 3 to 6 of its social credit code)."""
    seller, region = USCC.fullmatch(squeezed(reading.value("seller_tax_id"))), _region(reading)
    if seller is None or region is None:
        return
    place = seller[1]
    if place[:2] != OF_THE_STATE and not place.startswith(region):
        yield finding("fapiao-number-region", "exception", region=region, seller=place)


def check_code(reading: Reading, _: Context) -> Iterator[Finding]:
    """The check code (校验码) of ordinary invoices has 20 digits, of which a query uses the last 6; 专票 has none."""
    code = squeezed(reading.value("check_code"))
    if not CHECK_CODE.fullmatch(code):
        yield finding("check-code-form", "exception", check_code=code)
    elif kind_of(reading) == "special":
        yield finding("check-code-unexpected", "warn", check_code=code)


def has_number(reading: Reading) -> bool:
    """A number of known form, and the day of issue."""
    return (is_digital(reading) or is_old(reading)) and day(reading.value("issue_date")) is not None


def has_region(reading: Reading) -> bool:
    """A number of known form, and the seller's social credit code."""
    return _region(reading) is not None and bool(USCC.fullmatch(squeezed(reading.value("seller_tax_id"))))


def has_check_code(reading: Reading) -> bool:
    """A check code."""
    return reading.value("check_code") is not None


def _year(reading: Reading) -> int | None:
    number, code = squeezed(reading.value("number")), squeezed(reading.value("code"))
    if is_digital(reading):
        return 2000 + int(number[:2])
    return 2000 + int(code[5:7] if len(code) == 12 else code[4:6]) if is_old(reading) else None


def _region(reading: Reading) -> str | None:
    """The digits with which the seller's place begins; None where the number says nothing that is confirmed."""
    number, code = squeezed(reading.value("number")), squeezed(reading.value("code"))
    if is_digital(reading):
        place = PLAN_CITIES.get(number[2:4], number[2:4])
        return None if place in UNCONFIRMED else place
    return (code[1:3] if len(code) == 12 else code[:2]) if is_old(reading) else None
