"""Amounts that the pages call a total, or ask for, beside those that were read: which of them counts is for a person to say."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate

from bots.numbers import CENT, exact, total
from bots.reading import labels
from bots.reading.amounts_of_else import is_of_else, is_within
from bots.reading.due import EARLY
from bots.reading.finished import DOUBT
from bots.reading.layout import Sheet
from bots.reading.values import Draft, figure_of
from bots.reading.written import amounts, decimal_mark
from contracts.reading import Finding, TaxGroup

NAMED = (
    *labels.GROSS[:3],
    labels.NET[0],
    labels.TAX[0],
    re.compile(
        r"(?:end|gesamt|rechnungs|zahl)-\s?(?:summe|betrag)|(?:korrigierter|neuer|richtiger) (?:\w+)?betrag"
        r"|corrected (?:amount|total)|new total|montant corrigé|importo corretto|importe corregido",
    ),
    re.compile(
        r"überweis(?:en|ung|ungsbetrag)(?!\w)|(?:please|kindly) (?:pay|remit|transfer)|veuillez (?:payer|régler|virer|verser)"
        r"|prega di (?:pagare|versare)|(?:rogamos|ruega) (?:transferir|abonar|pagar)|gelieve|proszę o (?:zapłatę|wpłatę)",
    ),
)
"""Labels that call an amount a total, or ask for it, whatever stands between them and it."""
BARE = (labels.GROSS[3], re.compile(r"(?<![\w-])summe(?!\w)"))
NOTHING = re.compile(
    r"(?:[\s:：.=€$£¥()*–-]|\b(?:(?-i:[A-Z]{3})|eur|zł|in|en|euros?|brutto|gross|t\.?t\.?c\.?|inkl\.?|incl\.?|mwst\.?|ust\.?|vat|tva|iva|btw|betrag|amount"
    r"|\d{1,2}(?:[.,]\d{1,2})?\s?%)(?!\w))*",
    re.IGNORECASE,
)
"""What may stand between a bare "Total" and its amount: of what else it would be the total is no total of the invoice."""
FAR = 45
"""Characters that may stand between a label and its amount."""
LESS = re.compile(rf"{EARLY}|rabatt|remise", re.IGNORECASE)
PERCENT = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?)\s?%")
WHOLE = re.compile(
    r"(?<![\d.,/-])(?:(?:EUR|€|USD|\$|£|GBP|CHF)\s?(?P<led>\d{1,3}(?:[.,' ]?\d{3})*)|(?P<figure>\d{1,3}(?:[.,' ]?\d{3})*)"
    r"(?:[.,][-–—]+|(?=\s?(?:EUR|€|USD|\$|£|GBP|CHF)(?!\w))))(?![\d.,])"
)
"""Amounts without cents: "9999 EUR", "9.999,-"."""
WORD, END = re.compile(r"[^\W\d_]{4,}"), re.compile(r"\W*\n")
BELOW, HIGH = 18.0, 3
"""Points that rows of one block lie apart at most, and rows that are looked at."""


def found(page: Sheet, draft: Draft) -> Iterator[Finding]:
    """What is found where an amount in the row of a total, or right below the total in its column, is none of the invoice:
    neither one of its sums nor what is left of its total after a discount, nor a part that makes the whole with others."""
    read = draft.fields.get("gross_amount")
    gross = exact(read.value) if read else None
    if read is None or gross is None or read.confidence < DOUBT:
        return  # a guess is for a person anyway
    known = _known(draft)
    others = [one for one in _named(page) if abs(one[0]) not in known and not _is_discounted(one, abs(gross))]
    others = [one for one in others if not is_of_else(page, *one[::2], abs(gross))]
    parts = [abs(amount) for amount, _, _ in others]
    if others and not {*accumulate(parts), total(parts)} & known:
        yield _told("several-totals", page, read.value, others[0])
        return
    behind = [one for one in _behind(page, draft) if abs(one[0]) not in known and not _is_discounted(one, abs(gross))]
    behind = [one for one in behind if not is_within(page, *one[::2], abs(gross))]
    if behind:
        yield _told("amount-behind-total", page, read.value, behind[0])


def _told(code: str, page: Sheet, gross: str, one: tuple[Decimal, str, int]) -> Finding:
    number, _ = page.place(one[2], one[2] + 1)
    shown = {"gross": gross[:60], "other": str(one[0]), "at": str(number)}
    if code == "several-totals":
        return Finding.of("several-totals", "exception", shown)
    return Finding.of("amount-behind-total", "exception", {**shown, "text": one[1].strip()[:80]})


def _known(draft: Draft) -> set[Decimal]:
    """The amounts of the invoice, without their signs."""
    figures = [figure_of(draft.fields, name) for name in ("net_amount", "tax_amount", "gross_amount")]
    figures += [exact(value) for _, value in draft.totals]
    figures += [one for group in draft.taxes for one in _of_group(group)]
    figures += [exact(line.net_amount) for line in draft.lines]
    return {Decimal(0), *(abs(one) for one in figures if one is not None)}


def _of_group(group: TaxGroup) -> list[Decimal | None]:
    base, tax = exact(group.base or group.items), exact(group.tax)
    return [base, tax, None if base is None or tax is None else base + tax]


def _named(page: Sheet) -> Iterator[tuple[Decimal, str, int]]:
    """The amounts that are called a total in their row, with that row and their place: behind the label, else before it,
    else under it."""
    mark = decimal_mark(page.text)
    seen = set[int]()
    for pattern in (*NAMED, *BARE):
        for label in pattern.finditer(page.small):
            start, end = page.row(*label.span())
            nearest = next(_written(page.text[label.end() : end], mark), None)
            if nearest is None:
                found_at = _before(page, start, label, mark) or _under(page, label, mark)
            else:
                amount, at = nearest
                near = at <= FAR and (
                    pattern not in BARE or NOTHING.fullmatch(page.text[label.end() : label.end() + at])
                )
                found_at = (amount, label.end() + at) if near else None
            if found_at and found_at[1] not in seen:
                seen.add(found_at[1])
                yield found_at[0], page.text[start:end], found_at[1]


def _written(text: str, mark: str) -> Iterator[tuple[Decimal, int]]:
    """The amounts of a text in order, in whichever way they are written."""
    told = [(Decimal(amount), at) for amount, at, _ in amounts(f"{text}\n", mark)]
    if not told:
        told = [(Decimal(amount), at) for amount, at, _ in amounts(f"{text}\n", "." if mark == "," else ",")]
    if not told:
        told = [(Decimal(re.sub(r"\D", "", one["led"] or one["figure"])), one.start()) for one in WHOLE.finditer(text)]
    yield from told


def _before(page: Sheet, start: int, label: re.Match[str], mark: str) -> tuple[Decimal, int] | None:
    """The amount right before a label that ends its row, where nothing else stands before it."""
    text = page.text[start : label.start()]
    told = list(_written(text, mark))
    alone = len(told) == 1 and not WORD.search(text) and END.match(page.text, label.end())
    return (told[0][0], start + told[0][1]) if alone else None


def _under(page: Sheet, label: re.Match[str], mark: str) -> tuple[Decimal, int] | None:
    """The amount alone in its row right under a label that is alone in its own."""
    start, end = page.row(*label.span())
    row, below = page.text[start:end], page.text[slice(*page.row(end + 1))]
    told = list(_written(below, mark))
    plain = not WORD.search(below) and len(told) == 1
    alone = row.strip(" :.").casefold() == label[0].casefold()
    return (told[0][0], end + 1 + told[0][1]) if alone and plain else None


def _behind(page: Sheet, draft: Draft) -> Iterator[tuple[Decimal, str, int]]:
    """The amounts in the column of the total, in rows that follow it closely."""
    box, number = draft.fields["gross_amount"].box, draft.fields["gross_amount"].page
    if box is None:
        return
    mark, bottom, rows = decimal_mark(page.text), box[1], 0
    at = 0
    for row in page.rows:
        starts, at = page.starts[at : at + len(row)], at + len(row)
        top = row[0].top
        if row[0].page != number or not bottom + 1 < top:
            continue
        if top - bottom > BELOW or rows == HIGH:
            return
        bottom, rows = top, rows + 1
        end = starts[-1] + len(row[-1].text)
        for amount, begin, to in amounts(page.text[starts[0] : end] + "\n", mark):
            word = page.span(starts[0] + begin, starts[0] + to)[-1]
            if word.x0 < box[2] and word.x1 > box[0]:
                yield Decimal(amount), page.text[starts[0] : end], starts[0] + begin


def _is_discounted(one: tuple[Decimal, str, int], gross: Decimal) -> bool:
    """Whether it is what a discount leaves of the total, or takes off."""
    amount, row, _ = one
    if amount < 0:
        return False
    if LESS.search(row) and amount < gross:
        return True
    rates = [Decimal(rate.replace(",", ".")) for rate in PERCENT.findall(row)]
    return any(abs(100 * amount - gross * share) <= 100 * CENT for rate in rates for share in (rate, 100 - rate))
