"""Numbers with check digits: bank accounts, tax numbers, social credit codes; and known currencies."""

import re
from collections.abc import Callable, Iterator

from stdnum import iban as iban_rule
from stdnum.cn import uscc
from stdnum.eu import vat
from stdnum.exceptions import ValidationError

from bots.checks.context import Context, finding
from bots.checks.parties import card_is_valid
from bots.document_numbers import of_one_script
from bots.fapiao import is_fapiao
from bots.plain_text import plain_name
from contracts.currency import IN_USE
from contracts.reading import Finding, Reading, Severity

USCC = re.compile(r"[0-9A-HJ-NP-RTUWXY]{18}")
EU_PREFIX = re.compile(
    r"(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)[0-9A-Z]{2,}"
)


def payee(reading: Reading, context: Context) -> Iterator[Finding]:
    """Who is to be paid (EN 16931 BG-10) is the seller; a factor is none: who pays the seller then may owe it again.

    Where nothing tells who the supplier is, it is only said.
    """
    name, seller = reading.value("payee_name"), reading.value("seller_name")
    if name and plain_name(name) != plain_name(seller):
        severity: Severity = "exception" if context.master else "warn"
        yield finding("payee-differs", severity, payee=name, seller=seller or "")


def known_currency(reading: Reading, _: Context) -> Iterator[Finding]:
    """The currency is an active code of ISO 4217."""
    code = reading.value("currency")
    if code is not None and code not in IN_USE:
        yield finding("currency-unknown", "reject", currency=code)


def number_letters(reading: Reading, _: Context) -> Iterator[Finding]:
    """The letters of the number are of one script: with a letter of another one it looks like a number that it is not."""
    number = reading.value("number") or ""
    if not of_one_script(number):
        yield finding("number-mixed-scripts", "exception", number=number)


def iban(reading: Reading, _: Context) -> Iterator[Finding]:
    """The account has valid check digits (ISO 13616, mod 97). A wrong one cannot be paid, but may be misread."""
    number = reading.value("iban")
    # BT-84 may hold a national account number; only what has the form of an IBAN is judged as one.
    if number is None or not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}", number):
        return
    if not _valid(iban_rule.validate, number):
        yield finding("iban-invalid", "exception", iban=number)


def tax_numbers(reading: Reading, _: Context) -> Iterator[Finding]:
    """Check digits of EU VAT numbers (per country) and Chinese social credit codes (GB 32100-2015).

    Never a rejection: the official examples carry fictitious numbers, and real codes with a wrong character have been
    issued. On a Chinese invoice a person looks.
    """
    for name in ("seller_tax_id", "buyer_tax_id"):
        number = reading.value(name)
        if number is None:
            continue
        if USCC.fullmatch(number) and reading.value("currency") in ("CNY", None):
            if not (_valid(uscc.validate, number) or card_is_valid(number)):
                severity: Severity = "exception" if is_fapiao(reading) else "warn"
                yield finding("uscc-invalid", severity, field=name, number=number)
        elif EU_PREFIX.fullmatch(number) and not _valid(vat.validate, number):
            yield finding("vat-invalid", "warn", field=name, number=number)


def _valid(rule: Callable[[str], str], number: str) -> bool:
    try:
        return bool(rule(number))
    except ValidationError:
        return False
