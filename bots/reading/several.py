"""Whether the pages hold more than one invoice, or name more than one account."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from bots.reading import below, labels, titles, totals
from bots.reading.accounts import ibans
from bots.reading.fapiao import families
from bots.reading.layout import Sheet, sheet
from bots.reading.page_check import MONEY, stands
from bots.reading.values import figure_of, several_accounts
from bots.reading.written import amounts, decimal_mark
from contracts.reading import Field, Finding

STRICT_TOTALS = 3  # of the labels of a gross, those that name a total of an invoice and nothing else


def invoices(page: Sheet, fields: Mapping[str, Field], *, chinese: bool = False) -> tuple[Finding, ...]:
    """What is found where a page is another invoice than the one that was read: it has an invoice number and a total of
    its own or the title of a Chinese e-invoice, and nowhere the number that was read; or, without any number, another
    total. Number and total of another invoice may stand on several pages.

    An invoice may name others, such as those it corrects or sums up; so only whole pages count. `chinese` is whether
    the one that was read is a Chinese e-invoice: only such a one goes on on pages with its title.
    """
    numbers = sorted({word.page for word in page.words})
    pages = [(at, _alone(page, at)) for at in numbers] if len(numbers) > 1 else [(at, page) for at in numbers]
    for at, alone in pages:
        if found := _another(alone, at, fields, chinese=chinese, several=len(pages) > 1 or chinese):
            return (found,)
    return _over_pages(pages, fields, chinese=chinese) or (() if chinese else tuple(_rivals(pages, fields)))


def _alone(page: Sheet, at: int) -> Sheet:
    return sheet(tuple(word for word in page.words if word.page == at))


def _rivals(pages: Sequence[tuple[int, Sheet]], fields: Mapping[str, Field]) -> Iterator[Finding]:
    """What is found where one page shows net, tax and gross twice, and each time others."""
    gross = figure_of(fields, "gross_amount")
    if gross is None:
        return
    for at, alone in pages:
        for other in totals.rivals(alone, decimal_mark(alone.text), gross)[:1]:
            shown = {"gross": fields["gross_amount"].value[:60], "other": str(other), "at": str(at)}
            yield Finding.of("several-totals", "exception", shown)


def _over_pages(
    pages: Sequence[tuple[int, Sheet]], fields: Mapping[str, Field], *, chinese: bool
) -> tuple[Finding, ...]:
    """Another invoice whose number stands on one page and whose total on another; on none of them the number that was
    read."""
    number = _number(fields)
    apart = [(at, alone) for at, alone in pages if number and not stands(number, alone.text)]
    others = [(other, at) for at, alone in apart for other in _numbers(alone) if not stands(other, number)]
    whole = sheet(tuple(word for _, alone in apart for word in alone.words))
    if len(apart) > 1 and others and (_other_total(whole, fields) or (chinese and _has_total(whole))):
        return (_several(number, *others[0]),)
    return ()


def _another(alone: Sheet, at: int, fields: Mapping[str, Field], *, chinese: bool, several: bool) -> Finding | None:
    number = _number(fields)
    total = _other_total(alone, fields) if several else None
    title = families.named(alone.text)
    apart = not stands(number, alone.text)
    others = [other for other in _numbers(alone) if number and not stands(other, number)] if title or apart else []
    if title and not chinese:
        # The total may have been read from that very page, but then with a number of its own it is another invoice.
        apart = at != (fields["gross_amount"].page if "gross_amount" in fields else None) or bool(apart and others)
    if number and apart and (title or (others and (total or _has_total(alone)))):
        return _several(number, (others or [title])[0], at)
    if total:
        gross = fields["gross_amount"].value
        return Finding.of("several-totals", "exception", {"gross": gross[:60], "other": total, "at": str(at)})
    return None


def _several(number: str, other: str, at: int) -> Finding:
    return Finding.of("several-invoices", "exception", {"number": number[:60], "other": other[:60], "at": str(at)})


def _number(fields: Mapping[str, Field]) -> str:
    return fields["number"].value if "number" in fields else ""


def _other_total(page: Sheet, fields: Mapping[str, Field]) -> str | None:
    """The total of a page where it is none of the invoice: what its own net and tax give, or what is surely called one
    on a page that does not show the total that was read. What is left of that after a payment shown is none."""
    mark = decimal_mark(page.text)
    known = {abs(figure) for name in MONEY if (figure := figure_of(fields, name)) is not None}
    own = totals.fields(page, mark)
    figure = figure_of(own, "gross_amount")
    if figure is None or not known or abs(figure) in known:
        return None
    shown = {abs(Decimal(amount)) for amount, _, _ in amounts(page.text, mark)}
    left = {abs(figure) + paid for paid in shown} & known
    settled = own["gross_amount"].confidence >= totals.AGREED
    return str(figure) if not left and (settled or (_has_total(page) and not shown & known)) else None


def accounts(page: Sheet) -> tuple[Finding, ...]:
    """What is found where several accounts are printed, anywhere."""
    return several_accounts(ibans(page))


def _numbers(page: Sheet) -> Iterator[str]:
    """The numbers of invoices on a page: behind or under what names one and nothing else; under a bare "Number" where the
    page has the title of an invoice and a total."""
    yield from (found["value"] for rank, found in labels.hits(page, labels.NUMBER) if rank <= labels.STRICT_NUMBERS)
    yield from (word.text for word in below.headed_numbers(page))
    if titles.INVOICE_TITLE.search(page.text) and _has_total(page) and (bare := below.number(page)):
        yield bare.value


def _has_total(page: Sheet) -> bool:
    """Whether an amount stands in the row of a total, or in the next."""
    mark = decimal_mark(page.text)
    found = (match for pattern in labels.GROSS[:STRICT_TOTALS] for match in pattern.finditer(page.small))
    return any(any(amounts("\n".join(page.text[match.end() :].split("\n")[:2]), mark)) for match in found)
