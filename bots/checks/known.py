"""The invoices that were recorded before, held beside one that comes now: same number, seller, amount, how far in time."""

from collections.abc import Iterator

from bots.checks.context import Context, day
from bots.checks.parties import same_seller
from bots.document_numbers import normal
from bots.identity import chinese_identity
from bots.numbers import exact
from bots.plain_text import squeezed
from bots.same_number import Numbered, Spelling, number_year
from bots.same_number import same_number as same_numbered
from contracts.reading import KnownInvoice, Reading


def recorded(context: Context) -> tuple[KnownInvoice, ...]:
    """All that master data tells of."""
    return (context.master.invoices if context.master else None) or ()


def others(reading: Reading, context: Context) -> Iterator[KnownInvoice]:
    """Those that are not of this very file."""
    return (known for known in recorded(context) if known.file_sha256 != reading.file_sha256)


def of_seller(reading: Reading, context: Context) -> Iterator[KnownInvoice]:
    """What else the same seller billed, under other numbers or under this one in another year."""
    return (
        known
        for known in others(reading, context)
        if not same_invoice(reading, known, context) and same_seller(reading, known, context)
    )


def official(reading: Reading) -> str | None:
    """The identity that a Chinese tax bureau gave; None for all other invoices."""
    return chinese_identity(squeezed(reading.value("number")), squeezed(reading.value("code")))


def same_number(reading: Reading, known: KnownInvoice) -> bool:
    """By the tax bureau's number where both have one, else in whatever notation it is written."""
    ours, theirs = official(reading), chinese_identity(squeezed(known.number), squeezed(known.code))
    if ours and theirs:
        return ours == theirs
    number = reading.value("number")
    return bool(number) and normal(known.number) == normal(number or "")


def same_invoice(reading: Reading, known: KnownInvoice, context: Context) -> bool:
    """Of one number (bots/same_number.py) and the same seller; who is not told to be another one counts as the same.

    What the tax bureau numbered is one invoice for ever.
    """
    if not same_number(reading, known) or official(reading):
        return same_number(reading, known)
    return same_seller(reading, known, context) is not False and of_one_number(reading, known, context)


def of_one_number(reading: Reading, known: KnownInvoice, context: Context, spelled: Spelling = normal) -> bool:
    """Whether number, fiscal year and total make them one, by what counts as one spelling of a number."""
    begins = context.master.fiscal_year_from if context.master else 1
    year, gross = number_year(reading.value("issue_date"), begins), exact(reading.value("gross_amount"))
    ours = Numbered(reading.value("number") or "", year, gross)
    theirs = Numbered(known.number, number_year(known.issue_date, begins), known.gross)
    return same_numbered(ours, theirs, spelled)


def same_gross(reading: Reading, known: KnownInvoice) -> bool:
    """Both tell their total, it is the same, and no other currency is told."""
    gross, currency = exact(reading.value("gross_amount")), reading.value("currency")
    return gross is not None and gross == known.gross and currency in (known.currency or currency, None)


def days_apart(reading: Reading, known: KnownInvoice) -> int | None:
    """How many days lie between their dates of issue; None where one has none."""
    ours, theirs = day(reading.value("issue_date")), day(known.issue_date)
    return abs((ours - theirs).days) if ours and theirs else None
