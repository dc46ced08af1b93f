"""Whether the page of a hybrid invoice shows what its XML states; people approve what they see."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from bots.invoice_kinds import CORRECTED, CREDITS, SELF_BILLED, is_demand
from bots.numbers import exact, plain
from bots.plain_text import plain_name
from bots.reading import vat
from bots.reading.accounts import ibans
from bots.reading.fapiao.line_sources import differences as differences_of_lines
from bots.reading.layout import Sheet
from bots.reading.pdf import all_dates
from bots.reading.totals import AGREED
from bots.reading.values import Draft
from bots.reading.written import amounts
from contracts.reading import Field, Finding

TRUSTED = 0.85  # what the page says counts against the XML only when a label or the sums carry it
SHORTEST = 7  # figures that a tax number without its country has at least
MONEY = ("net_amount", "tax_amount", "gross_amount")


def differences(stated: dict[str, Field], seen: dict[str, Field], page: Sheet, mark: str) -> Iterator[Finding]:
    """The fields that the page clearly shows otherwise than the XML states.

    A value that stands anywhere on the page is not held against the XML, because labels may mislead the reader;
    but a gross that adds up with net and tax on the page is believed.
    """
    shown = {**seen, **_account(seen, page)}
    figures = {abs(figure) for amount, _, _ in amounts(page.text, mark) if (figure := exact(amount)) is not None}
    visible: dict[str, Callable[[str], bool]] = {
        "number": lambda value: stands(value, page.text),
        "issue_date": lambda value: value in all_dates(page),
        "currency": lambda value: stands(value, page.text),
        "purchase_order": lambda value: stands(value, page.text),
        "iban": lambda value: value in ibans(page),
        "seller_tax_id": lambda value: _id_stands(value, shown["seller_tax_id"].value, page.text),
        "buyer_tax_id": lambda value: _id_stands(value, shown["buyer_tax_id"].value, page.text),
        **{name: lambda value: _amount_stands(value, figures) for name in MONEY},
    }
    for name, is_visible in visible.items():
        ours, theirs = stated.get(name), shown.get(name)
        if not ours or not theirs or theirs.confidence < TRUSTED or _same(ours.value, theirs.value):
            continue
        believed = name == "gross_amount" and theirs.confidence >= AGREED
        if believed or not is_visible(ours.value):
            yield _differs(name, ours.value, theirs.value)


def other_kind(stated: dict[str, Field], seen: dict[str, Field]) -> Iterator[Finding]:
    """The page calls itself a credit note, or what asks for no money, and the XML says that it is owed; or the reverse."""
    ours, theirs = stated.get("kind"), seen.get("kind")
    if not ours or not theirs or theirs.confidence < TRUSTED:
        return
    # A corrected invoice and one that its buyer writes may call themselves a credit note, whichever they are.
    either = ours.value == CORRECTED or ours.value in SELF_BILLED
    if is_demand(ours.value) != is_demand(theirs.value) or (
        not either and _credits(ours.value) != _credits(theirs.value)
    ):
        yield _differs("kind", ours.value, theirs.value)


def _credits(kind: str) -> bool:
    return kind in CREDITS and kind != CORRECTED


def other_payable(stated: Draft, seen: Draft) -> Iterator[Finding]:
    """The page takes an advance off its total, or asks for another amount than its total, and the XML does not. Where no
    advance is read on the page, nothing is said of one in the XML."""
    shown = exact(seen.totals.payable), exact(seen.totals.prepaid)
    gross = stated.fields["gross_amount"].value if "gross_amount" in stated.fields else None
    told = exact(stated.totals.payable or gross), exact(stated.totals.prepaid) or Decimal(0)
    for name, page, xml in zip(("payable", "prepaid"), shown, told, strict=True):
        if page and xml is not None and abs(page) != abs(xml):
            yield _differs(name, plain(xml), plain(page))


def compared(stated: dict[str, Field], page: Sheet) -> tuple[Finding, ...]:
    """What is found when the page shows neither number nor gross of the XML: nothing was compared, then."""
    gross = stated["gross_amount"].value if "gross_amount" in stated else ""
    number = "number" in stated and stands(stated["number"].value, page.text)
    if not (total := _amount_stands(gross, _figures(page))) and not number:
        return (Finding.of("hybrid-not-compared", "exception"),)
    missing = () if total or not gross else (_not_shown("gross_amount", gross),)
    return (*missing, *_day_not_shown(stated, page))


def others(stated: Draft, seen: Draft, page: Sheet) -> Iterator[Finding]:
    """What no label need lead to, since a page that is this invoice shows it: who buys and sells, what is to be paid and
    the lines."""
    text = plain_name(page.text)
    for name in ("seller_name", "buyer_name"):
        ours, theirs = (plain_name(one.fields[name].value if name in one.fields else "") for one in (stated, seen))
        if ours and ours not in text and not (theirs and theirs in ours):
            yield _not_shown(name, stated.fields[name].value)
    due = stated.totals.payable
    if due and not _amount_stands(due, _figures(page)):
        yield _not_shown("payable", due)
    net = stated.fields.get("net_amount")
    yield from differences_of_lines(stated.lines, seen.lines, net.value if net else None)


def _figures(page: Sheet) -> set[Decimal]:
    return {abs(figure) for mark in ",." for amount, _, _ in amounts(page.text, mark) if (figure := exact(amount))}


def _not_shown(name: str, value: str) -> Finding:
    return Finding.of("hybrid-not-shown", "exception", {"field": name, "xml": value[:200]})


def _differs(name: str, xml: str, page: str) -> Finding:
    return Finding.of("hybrid-differs", "exception", {"field": name, "xml": xml[:200], "page": page[:200]})


def _day_not_shown(stated: dict[str, Field], page: Sheet) -> Iterator[Finding]:
    """The day of the XML is nowhere among the days of a page that is plainly this invoice."""
    days = all_dates(page)
    if "issue_date" in stated and days and stated["issue_date"].value not in days:
        yield Finding.of("hybrid-day-not-shown", "exception", {"xml": stated["issue_date"].value[:20]})


def stands(value: str, text: str) -> bool:
    """Whether a value is written in a text as a whole, not as a part of a longer word or number."""
    signs = r"\s*".join(map(re.escape, "".join(value.split())))
    return bool(re.search(rf"(?<![^\W_])(?<!\d[.,]){signs}(?![^\W_])(?![.,]\d)", text, re.IGNORECASE))


def _account(seen: dict[str, Field], page: Sheet) -> dict[str, Field]:
    """The account counts whichever of several on the page it is, but only with right check digits."""
    field = seen.get("iban")
    right = field is not None and field.value in ibans(page)
    return {"iban": field.model_copy(update={"confidence": 1.0})} if field and right else {}


def _id_stands(value: str, seen: str, text: str) -> bool:
    """Whether the number is written, with or without its country; a VAT number and a local one say nothing of
    each other."""
    ours, theirs = vat.plain(value.upper()), vat.plain(seen.upper())
    if ours.isdigit() != theirs.isdigit():
        return True
    written = re.sub(r"[^A-Z0-9\n]", "", text.upper())
    bare = re.sub(r"^[A-Z]+", "", ours)
    return ours in written or (len(bare) >= SHORTEST and bare in written)


def _amount_stands(value: str, figures: set[Decimal]) -> bool:
    stated = exact(value)
    return stated is not None and (abs(stated) in figures or not stated)


def _same(ours: str, theirs: str) -> bool:
    """Equal as text, or as figures whatever the sign: a credit note may be printed with or without."""
    left, right = exact(ours), exact(theirs)
    if left is not None and right is not None and abs(left) == abs(right):
        return True
    return "".join(ours.split()).casefold() == "".join(theirs.split()).casefold()
