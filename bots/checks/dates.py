"""Dates that exist, are not ahead of today, and come in order."""

from collections.abc import Iterator

from bots.checks.context import Context, day, finding, hard
from contracts.reading import Finding, Reading

EARLIEST = 1990


def real_dates(reading: Reading, _: Context) -> Iterator[Finding]:
    """Issue and due date are in the calendar: 2026-02-31 passes the official rules (xs:date is not checked there)."""
    for name, written in (("issue_date", reading.value("issue_date")), ("due_date", reading.due_date)):
        if written is not None and day(written) is None:
            yield finding("date-invalid", hard(reading), field=name, value=written)


def not_ahead(reading: Reading, context: Context) -> Iterator[Finding]:
    """The issue date is not after today and not before 1990 (a typing error in the year)."""
    issued = day(reading.value("issue_date"))
    if issued is None:
        return
    if issued > context.today:
        yield finding("date-in-future", "exception", issue_date=issued, today=context.today)
    if issued.year < EARLIEST:
        yield finding("date-too-old", "exception", issue_date=issued)


def due_after_issue(reading: Reading, _: Context) -> Iterator[Finding]:
    """Payment is not due before the invoice was written: terms that are already over hint at a forgery or an error."""
    issued, due = day(reading.value("issue_date")), day(reading.due_date)
    if issued and due and due < issued:
        yield finding("due-before-issue", "warn", issue_date=issued, due_date=due)
