"""The invoices that were recorded before, held beside one that comes now: same number, seller, amount, how far in time."""

from collections.abc import Iterator

from bots.checks.context import Context, day
from bots.checks.parties import same_seller
from bots.document_numbers import normal
from bots.identity import chinese_identity
from bots.numbers import exact
from bots.plain_text import squeezed
from contracts.reading import KnownInvoice, Reading


def recorded(context: Context) -> tuple[KnownInvoice, ...]:
    """All that master data tells of."""
    return (context.master.invoices if context.master else None) or ()


def others(reading: Reading, context: Context) -> Iterator[KnownInvoice]:
    """Those that are not of this very file."""
    return (known for known in recorded(context) if known.file_sha256 != reading.file_sha256)


def of_seller(reading: Reading, context: Context) -> Iterator[KnownInvoice]:
    """What the same seller billed under other numbers."""
    return (
        known
        for known in others(reading, context)
        if not same_number(reading, known) and same_seller(reading, known, context)
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
    """Of one number: the same seller, and not plainly another fiscal year and amount; what is unknown counts as the same.

    What the tax bureau numbered is one invoice for ever.
    """
    if not same_number(reading, known) or official(reading):
        return same_number(reading, known)
    if same_seller(reading, known, context) is False:
        return False
    ours = exact(reading.value("gross_amount"))
    other_amount = ours is not None and known.gross is not None and known.gross != ours
    return not (other_year(reading, known, context) and other_amount)


def other_year(reading: Reading, known: KnownInvoice, context: Context) -> bool:
    """Whether both are dated, in different fiscal years."""
    ours, theirs = (_year(written, context) for written in (reading.value("issue_date"), known.issue_date))
    return ours is not None and theirs is not None and ours != theirs


def same_gross(reading: Reading, known: KnownInvoice) -> bool:
    """Both tell their total, it is the same, and no other currency is told."""
    gross, currency = exact(reading.value("gross_amount")), reading.value("currency")
    return gross is not None and gross == known.gross and currency in (known.currency or currency, None)


def days_apart(reading: Reading, known: KnownInvoice) -> int | None:
    """How many days lie between their dates of issue; None where one has none."""
    ours, theirs = day(reading.value("issue_date")), day(known.issue_date)
    return abs((ours - theirs).days) if ours and theirs else None


def _year(written: str | None, context: Context) -> int | None:
    """The fiscal year of a day, by the calendar year in which it begins."""
    on, begins = day(written), context.master.fiscal_year_from if context.master else 1
    return None if on is None else on.year - (on.month < begins)
