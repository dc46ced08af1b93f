"""A PDF with a text layer to fields: words once per page, then labels and geometry."""

import re
from collections import Counter
from collections.abc import Callable

from bots.reading import (
    accounts,
    below,
    deductions,
    due,
    labels,
    parties,
    printed_taxes,
    table,
    titles,
    totals,
    triples,
    whole_table,
)
from bots.reading.blocks import said, segment_at
from bots.reading.issue_day import issue_date
from bots.reading.layout import Sheet
from bots.reading.values import Draft, printed
from bots.reading.written import decimal_mark
from contracts.reading import Field, ReadLine

OTHER_INVOICE = re.compile(
    r"(?<!\w)(?:acompte|avance|arrhes|plafond|selon|suite à|concernant|relativ\w+|annul\w+|remplace|avoir (?:sur|pour)"
    r"|anzahlung|abschlag|gemäß|laut|siehe|vgl\.?|storn\w+|gutschrift|korrektur|bezug|ersetzt|zu|zur|bereits|abzgl|abzüglich|vorherige[nr]?|frühere[nr]?|letzte[nr]?|previous|précédente"
    r"|advance|deposit|as per|referring|see|against|credit|replaces|cancels|already|sur|per"
    r"|acconto|anticipo|come da|según|sobre|conforme|volgens|voorschot)(?!\w)",
    re.IGNORECASE,
)
"""Words before the word for an invoice that make it another one, to which this one refers."""
LISTED = re.compile(r"\d{1,2}[.)]")
AMOUNT = re.compile(r"\d+\.\d\d")
NUMBERED = re.compile(rf"(?:{labels.NR}|\W[:：])\W*$", re.IGNORECASE)
PROVEN, SURE, GOOD, LIKELY, GUESS = 0.98, 0.95, 0.9, 0.85, 0.5
"""Proven is what something else on the page confirms: check digits, a sum, the same value in another place."""


def draft(page: Sheet) -> Draft:
    """Everything that labels and geometry give; a field that is not found stays absent."""
    mark = decimal_mark(page.text)
    currency = currency_of(page)
    fields = totals.fields(page, mark)
    number = _number(page)
    optional = {
        "number": number,
        "issue_date": issue_date(page, currency, number.value if number else ""),
        "currency": currency,
        "kind": titles.kind(page, currency),
        "iban": accounts.iban(page),
        "purchase_order": _order(page),
        "original_number": _labelled(page, labels.ORIGINAL),
        **_names(page),
        **parties.fields(page),
    }
    fields |= {name: field for name, field in optional.items() if field}
    net = fields.get("net_amount")
    wanted = net.value if net else None
    lines, sums = _lines(page, mark, wanted), None
    for read in () if lines else (deductions.totals, deductions.behind_lines):
        if not lines and (sums := read(page, mark, wanted)):
            lines = _lines(page, mark, sums.lines)
    if not lines:
        gross = fields.get("gross_amount")
        lines, sums = whole_table.not_the_net(page, mark, wanted, gross.value if gross else None), None
    stated = due.totals(page, mark, fields)
    if sums and lines:
        stated = stated.model_copy(update=sums.model_dump(exclude_none=True))
    return Draft(fields, lines, printed_taxes.taxes(page, mark, fields, lines, sums), stated)


def _lines(page: Sheet, mark: str, wanted: str | None) -> tuple[ReadLine, ...]:
    """The lines that add up to what is wanted: by the headings of their table, else by their figures, else
    as they stand."""
    readers = (table.lines, triples.lines, whole_table.lines)
    return next((found for read in readers if (found := read(page, mark, wanted))), ())


def _field(page: Sheet, found: re.Match[str], confidence: float, value: str | None = None) -> Field:
    return printed(page, found.span("value"), value or found["value"].strip(), confidence)


def _labelled(
    page: Sheet,
    patterns: tuple[re.Pattern[str], ...],
    strict: int = 0,
    other: Callable[[Sheet, re.Match[str]], bool] | None = None,
) -> Field | None:
    """The value behind the best label that is of no `other`; proven when every strict label on the pages has the same
    behind it."""
    found_at = labels.hits(page, patterns)
    hits = [(rank, found) for rank, found in found_at if other is None or not other(page, found)]
    if not hits:
        return None
    rank, found = hits[0]
    values = {one["value"] for other_rank, one in hits if other_rank <= max(strict, rank)}
    sure = SURE if rank == 0 else LIKELY
    if len(values) == 1 and (rank <= strict or page.text.count(found["value"]) > 1):
        sure = PROVEN
    return _field(page, found, sure)


def _number(page: Sheet) -> Field | None:
    """The number behind its label, else under it; not that of an earlier invoice, nor of a listed one where others are."""
    known = (_labelled(page, labels.NUMBER, labels.STRICT_NUMBERS, other) for other in (is_listed, of_other_invoice))
    field = next(filter(None, known), None) or below.number(page)
    again = field is not None and len(field.value) > 3 and page.text.count(field.value) > 1
    return field.model_copy(update={"confidence": PROVEN}) if field and again and field.confidence < SURE else field


def _order(page: Sheet) -> Field | None:
    """The order behind its label, one that may be the seller's own number where no other is told; else under it."""
    ours = _labelled(page, labels.ORDER, other=lambda _, found: bool(labels.OWN_ORDER.search(found[0])))
    return ours or _labelled(page, labels.ORDER) or below.order(page)


def is_listed(page: Sheet, found: re.Match[str]) -> bool:
    """Whether a number is that of another invoice, or of one in a list, as final invoices list what was billed before:
    "1. Abschlagsrechnung Nr. 17"."""
    before = said(segment_at(page, found.start(), before=True))
    return bool(LISTED.fullmatch(before.strip())) or of_other_invoice(page, found)


def of_other_invoice(page: Sheet, found: re.Match[str]) -> bool:
    """Whether a number is that of an invoice that this one refers to, or an amount behind the bare word for an invoice."""
    before = said(segment_at(page, found.start(), before=True))
    label = page.text[found.start() : found.start("value")]
    amount = AMOUNT.fullmatch(found["value"]) and not NUMBERED.search(label)
    return bool(amount or OTHER_INVOICE.search(before)) or below.headed(page, found.span(), labels.EARLIER)


def currency_of(page: Sheet) -> Field | None:
    """The currency that a label, a code or a symbol names; of several the one of most amounts."""
    if found := labels.CURRENCY.search(page.text):
        return _field(page, found, PROVEN, found["value"].upper())
    read = _first_currency(page)
    return read and (_of_most_amounts(page, read) or read)


def _of_most_amounts(page: Sheet, read: Field) -> Field | None:
    """Another currency than the one that is named first, where more amounts stand in it: rates of exchange, values for
    the customs and accounts name currencies too."""
    named = {*labels.CODES.findall(page.text), *(name for symbol, name in labels.SYMBOLS if symbol in page.text)}
    if len(named) < 2:
        return None
    signs = dict(labels.SYMBOLS) | {"RMB": "CNY"} | ({"¥": "JPY", "￥": "JPY"} if "JPY" in named else {})
    told = [(one[side], one.span(side)) for one in labels.MONEY.finditer(page.text) for side in ("led", "behind")]
    amounts = [(signs.get(sign, sign), span) for sign, span in told if sign]
    counts = Counter(name for name, _ in amounts)
    most, count = max(counts.items(), key=lambda one: one[1], default=("", 0))
    if count < 2 or count <= counts[read.value]:
        return None
    return printed(page, next(span for name, span in amounts if name == most), most, LIKELY)


def _first_currency(page: Sheet) -> Field | None:
    codes = list(labels.CODES.finditer(page.text))
    if codes:
        sure = PROVEN if len({code[0] for code in codes}) == 1 else LIKELY
        return printed(page, codes[0].span(), "CNY" if codes[0][0] == "RMB" else codes[0][0], sure)
    there = [(symbol, name) for symbol, name in labels.SYMBOLS if symbol in page.text]
    if not there:
        return None
    symbol, name = there[0]
    at = page.text.find(symbol)
    sure = PROVEN if symbol in labels.OWN_SYMBOLS and len({one for _, one in there}) == 1 else LIKELY
    return printed(page, (at, at + 1), name, sure)


def _names(page: Sheet) -> dict[str, Field]:
    """Names right behind their label, which leave no doubt."""
    found = {"seller_name": _labelled(page, labels.SELLER_NAME), "buyer_name": _labelled(page, labels.BUYER_NAME)}
    return {name: field for name, field in found.items() if field}
