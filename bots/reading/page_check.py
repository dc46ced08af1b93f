"""Whether the page of a hybrid invoice shows what its XML states; people approve what they see."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from bots.invoice_kinds import CORRECTED, CREDITS, SELF_BILLED, is_demand
from bots.numbers import exact, plain
from bots.plain_text import plain_name
from bots.reading import vat
from bots.reading.accounts import ibans
from bots.reading.days import all_dates
from bots.reading.due import PAYABLE
from bots.reading.fapiao.line_sources import differences as differences_of_lines
from bots.reading.fapiao.line_sources import other_goods
from bots.reading.layout import Sheet
from bots.reading.totals import AGREED
from bots.reading.values import Draft
from bots.reading.written import amounts
from contracts.reading import Field, Finding

TRUSTED = 0.85  # what the page says counts against the XML only when a label or the sums carry it
SHORTEST = 7  # figures that a tax number without its country has at least
MARKS, LONG = re.compile("[-/]"), 8
"""What parts a number, and how many signs the first part has at least that says which contract it is about."""
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
    """What the page leaves to pay, its total less an advance where it does not say, is not what the XML asks for."""
    asked, prepaid = exact(seen.totals.payable), exact(seen.totals.prepaid) or Decimal(0)
    gross = stated.fields["gross_amount"].value if "gross_amount" in stated.fields else None
    whole, told = exact(gross), exact(stated.totals.payable or gross)
    if asked is None or whole is None or told is None:
        return
    left = abs(asked) if abs(asked) != abs(whole) else abs(whole) - abs(prepaid)
    if left != abs(told):
        yield _differs("payable", plain(told), plain(left))


def compared(stated: dict[str, Field], page: Sheet) -> tuple[Finding, ...]:
    """What is found when the page shows neither number nor gross of the XML: nothing was compared, then; else which of
    number, gross and day it shows nowhere."""
    gross = stated["gross_amount"].value if "gross_amount" in stated else ""
    number, total = (
        "number" in stated and stands(stated["number"].value, page.text),
        _amount_stands(gross, _figures(page)),
    )
    if not number and not total:
        return (Finding.of("hybrid-not-compared", "exception"),)
    absent = () if total or not gross else (_not_shown("gross_amount", gross),)
    return (*absent, *_number_not_shown(stated, page), *_day_not_shown(stated, page))


def _number_not_shown(stated: dict[str, Field], page: Sheet) -> Iterator[Finding]:
    """The number of the XML is nowhere on the page, nor is what it begins with a whole number there: insurers print that
    of the contract alone."""
    number = stated["number"].value if "number" in stated else ""
    starts = [number[: mark.start()] for mark in MARKS.finditer(number) if mark.start() >= LONG]
    alone = any(re.search(rf"(?<![\w./-]){re.escape(start)}(?![./-]?\w)", page.text) for start in starts)
    if number and not alone and not stands(number, page.text):
        yield _not_shown("number", number)


def others(stated: Draft, seen: Draft, page: Sheet) -> Iterator[Finding]:
    """What no label need lead to, since a page that is this invoice shows it: who buys and sells, what is to be paid and
    the lines."""
    text = plain_name(page.text)
    for name in ("seller_name", "buyer_name"):
        ours, theirs = (plain_name(one.fields[name].value if name in one.fields else "") for one in (stated, seen))
        if ours and ours not in text and not (theirs and theirs in ours):
            yield _not_shown(name, stated.fields[name].value)
    due = stated.totals.payable
    asked = {figure for found in PAYABLE.finditer(page.text) for figure in _last(page.text[found.end() :])}
    if due and asked and not seen.totals.payable and not _amount_stands(due, asked):
        yield _differs("payable", due, plain(max(asked)))
    elif due and not _amount_stands(due, _figures(page)):
        yield _not_shown("payable", due)
    net = stated.fields.get("net_amount")
    yield from differences_of_lines(stated.lines, seen.lines, net.value if net else None)
    if len(stated.lines) == len(seen.lines):  # else the page may sum up, and an annex may list
        yield from other_goods(stated.lines, text)


def _last(rest: str) -> set[Decimal]:
    """The last figure of the row, which is what it asks for."""
    found = [exact(amount) for mark in ",." for amount, _, _ in amounts(rest.split("\n", maxsplit=1)[0], mark)]
    return {abs(one) for one in found if one is not None}


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
    signs = "".join(value.split())
    if _is_plain(signs.lower(), text.lower()):
        return True
    spaced = r"\s*".join(map(re.escape, signs))
    return bool(re.search(rf"(?<![^\W_])(?<!\d[.,]){spaced}(?![^\W_])(?![.,]\d)", text, re.IGNORECASE))


def _is_plain(signs: str, text: str) -> bool:
    """Whether signs stand between spaces somewhere: nearly every value does, and no pattern needs to be made for it."""
    return bool(signs) and f" {signs} " in f" {text} ".replace("\n", " ")


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
