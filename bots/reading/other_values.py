"""Totals and orders that the pages name beside those that were read: which of them counts is for a person to say."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import accumulate

from bots.numbers import exact, total
from bots.reading import in_words, labels
from bots.reading.finished import DOUBT
from bots.reading.layout import Sheet
from bots.reading.values import Draft
from bots.reading.written import amounts, decimal_mark
from contracts.reading import Field, Finding, ReadLine, TaxGroup

NAMED = labels.GROSS[:3]
"""Labels that call an amount the total, whatever stands between them and it."""
BARE = labels.GROSS[3]
NOTHING = re.compile(
    r"(?:[\s:：.=€$£¥()*–-]|\b(?:[A-Z]{3}|zł|in|en|euros?|brutto|gross|t\.?t\.?c\.?|inkl\.?|incl\.?|mwst\.?|ust\.?|vat|tva|iva|btw|betrag|amount"
    r"|\d{1,2}(?:[.,]\d{1,2})?\s?%)(?!\w))*",
    re.IGNORECASE,
)
"""What may stand between a bare "Total" and its amount: of what else it would be the total is no total of the invoice."""
FAR = 45
"""Characters that may stand between a label and its amount."""
LESS = re.compile(r"skonto|discount|escompte|sconto|descuento|korting|rabatt|remise|折扣", re.IGNORECASE)
PERCENT = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?)\s?%")
CENT = Decimal("0.01")
OWN_ORDER = re.compile(r"auftrag|^(?:customer |cust\.? )?order(?!\w)|^ordernummer", re.IGNORECASE)
"""Words for an order that may be the seller's own number of it."""


def found(page: Sheet, draft: Draft) -> tuple[Finding, ...]:
    """What of it is found."""
    return (*totals(page, draft), *in_words.differs(page, draft), *orders(page, draft))


def totals(page: Sheet, draft: Draft) -> Iterator[Finding]:
    """What is found where an amount in the row of a total is none of the invoice: neither one of its sums nor what is left
    of its total after a discount, nor a part of it that makes the whole with the others."""
    gross = _figure(draft.fields, "gross_amount")
    if gross is None or draft.fields["gross_amount"].confidence < DOUBT:
        return  # a guess is for a person anyway
    known = _known(draft)
    others = [one for one in _named(page) if abs(one[0]) not in known and not _is_discounted(one, abs(gross))]
    parts = [abs(amount) for amount, _, _ in others]
    if others and not {*accumulate(parts), total(parts)} & known:
        amount, _, at = others[0]
        number, _ = page.place(at, at + 1)
        shown = {"gross": draft.fields["gross_amount"].value[:60], "other": str(amount), "at": str(number)}
        yield Finding.of("several-totals", "exception", shown)


def _figure(fields: Mapping[str, Field], name: str) -> Decimal | None:
    return exact(fields[name].value) if name in fields else None


def _known(draft: Draft) -> set[Decimal]:
    """The amounts of the invoice, without their signs."""
    found = [
        exact(draft.fields[name].value) for name in ("net_amount", "tax_amount", "gross_amount") if name in draft.fields
    ]
    found += [exact(value) for _, value in draft.totals]
    found += [figure for group in draft.taxes for figure in _of_group(group)]
    found += [figure for line in draft.lines for figure in _of_line(line)]
    return {abs(one) for one in found if one is not None}


def _of_group(group: TaxGroup) -> list[Decimal | None]:
    base, tax = exact(group.base or group.items), exact(group.tax)
    return [base, tax, None if base is None or tax is None else base + tax]


def _of_line(line: ReadLine) -> list[Decimal | None]:
    return [exact(line.net_amount)]


def _named(page: Sheet) -> Iterator[tuple[Decimal, str, int]]:
    """The amounts that are called a total in their row, with that row and their place."""
    mark = decimal_mark(page.text)
    seen = set[int]()
    for pattern in (*NAMED, BARE):
        for label in pattern.finditer(page.small):
            end = page.text.index("\n", label.end())
            start = page.text.rfind("\n", 0, label.start()) + 1
            for amount, at, _ in amounts(page.text[label.end() : end], mark):
                between = page.text[label.end() : label.end() + at]
                if label.end() + at in seen or (pattern is BARE and not NOTHING.fullmatch(between)) or at > FAR:
                    break
                seen.add(label.end() + at)
                yield Decimal(amount), page.text[start:end], label.end() + at
                break


def _is_discounted(one: tuple[Decimal, str, int], gross: Decimal) -> bool:
    """Whether it is what a discount leaves of the total, or takes off."""
    amount, row, _ = one
    if LESS.search(row) and abs(amount) < gross:
        return True
    rates = [Decimal(rate.replace(",", ".")) for rate in PERCENT.findall(row)]
    return any(abs(100 * abs(amount) - gross * share) <= 100 * CENT for rate in rates for share in (rate, 100 - rate))


def orders(page: Sheet, draft: Draft) -> Iterator[Finding]:
    """What is found where the pages name another order than the one that was read. An order between the first amount and
    the net total is one of a line; the seller's own number of an order is none of ours."""
    read = draft.fields.get("purchase_order")
    if read is None:
        return
    mark = decimal_mark(page.text)
    first = next((at for _, at, _ in amounts(page.text, mark)), len(page.text))
    last = _start_of(page, draft.fields.get("net_amount") or draft.fields.get("gross_amount"))
    own = _is_own(page, read)
    for _, found in labels.hits(page, labels.ORDER):
        other = found["value"]
        within = first < found.start() < last
        if not within and (own or not OWN_ORDER.search(found[0])) and not _are_one(read.value, other):
            number, _ = page.place(*found.span("value"))
            shown = {"order": read.value[:60], "other": other[:60], "at": str(number)}
            yield Finding.of("several-orders", "exception", shown)
            return


def _is_own(page: Sheet, read: Field) -> bool:
    """Whether every label of the order that was read may be one of the seller's own number."""
    hits = [found for _, found in labels.hits(page, labels.ORDER) if found["value"] == read.value]
    return bool(hits) and all(OWN_ORDER.search(found[0]) for found in hits)


def _are_one(one: str, other: str) -> bool:
    """Whether they are one number: with its prefix or without, with the number of a position or without."""
    left, right = (re.sub(r"[\W_]", "", value).upper() for value in (one, other))
    return left in right or right in left


def _start_of(page: Sheet, field: Field | None) -> int:
    """The first character of what stands where a field was read."""
    if field is None or field.box is None:
        return len(page.text)
    x0, top, _, _ = field.box
    place = (field.page, round(x0, 1), round(top, 1))
    words = zip(page.words, page.starts, strict=True)
    return next(
        (at for word, at in words if (word.page, round(word.x0, 1), round(word.top, 1)) == place), len(page.text)
    )
