"""Whether the pages hold more than one invoice, or name more than one account."""

from collections.abc import Iterator

from bots.reading import labels
from bots.reading.accounts import ibans
from bots.reading.layout import Sheet, sheet
from bots.reading.page_check import stands
from bots.reading.values import several_accounts
from bots.reading.written import amounts, decimal_mark
from contracts.reading import Finding

STRICT_TOTALS = 3  # of the labels of a gross, those that name a total of an invoice and nothing else


def invoices(page: Sheet, number: str | None) -> tuple[Finding, ...]:
    """What is found where a page has an invoice number and a total of its own and nowhere the number that was read.

    An invoice may name others, such as those it corrects or sums up; so only whole pages count.
    """
    if not number:
        return ()
    for at in sorted({word.page for word in page.words}):
        alone = sheet(tuple(word for word in page.words if word.page == at))
        others = [other for other in _numbers(alone) if not stands(other, number)]
        if others and not stands(number, alone.text) and _has_total(alone):
            evidence = {"number": number[:60], "other": others[0][:60], "at": str(at)}
            return (Finding.of("several-invoices", "exception", evidence),)
    return ()


def accounts(page: Sheet) -> tuple[Finding, ...]:
    """What is found where several accounts are printed, anywhere."""
    return several_accounts(ibans(page))


def _numbers(page: Sheet) -> Iterator[str]:
    for pattern in labels.NUMBER[: labels.STRICT_NUMBERS + 1]:
        yield from (found["value"] for found in pattern.finditer(page.text))


def _has_total(page: Sheet) -> bool:
    """Whether an amount stands in the row of a total, or in the next."""
    mark = decimal_mark(page.text)
    found = (match for pattern in labels.GROSS[:STRICT_TOTALS] for match in pattern.finditer(page.text))
    return any(any(amounts("\n".join(page.text[match.end() :].split("\n")[:2]), mark)) for match in found)
