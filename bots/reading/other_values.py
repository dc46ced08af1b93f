"""What the pages name beside that which was read: which of them counts is for a person to say."""

import re
from collections.abc import Iterator

from bots.numbers import exact
from bots.reading import in_words, labels, other_totals
from bots.reading.layout import Sheet
from bots.reading.pdf import is_listed
from bots.reading.values import Draft, figure_of
from bots.reading.written import amounts, decimal_mark
from contracts.reading import Field, Finding

# For text in small letters.
NO_TAX = re.compile(
    r"steuerschuldnerschaft\s(?:des|geht)|reverse[\s-]charge|steuerfreie\s(?:innergemeinschaftliche\s)?(?:lieferung|leistung|ausfuhr)"
    r"|keine\s(?:umsatzsteuer|mwst|mehrwertsteuer)|(?:vat|tax)\sexempt|exempt\s(?:from|of)\s(?:vat|tax)|zero[\s-]rated"
    r"|tva\snon\sapplicable|autoliquidation|exonér\w+\sde\s(?:la\s)?tva|inversione\scontabile|non\simponibile|esente\s(?:da\s)?iva"
    r"|inversión\sdel\ssujeto|exent[oa]\sde\siva|btw\sverlegd|vrijgesteld\svan\sbtw|odwrotne\sobciążenie|zwolnion\w+\sz\svat",
)
SCALED = re.compile(
    r"(?<!\w)(?:TEUR|T€|k€|in\sTsd\.?|in\sTausend|in\sthousands?|en\smilliers|in\smigliaia|en\smiles)(?!\w)"
)
STATED = re.compile(
    r"(?:beträge|preise|amounts|prices|montants|prix|importi|prezzi|importes|precios|bedragen|prijzen|zahlbar|payable)\s(?:\w+\s){0,2}?in\s"
    rf"(?P<value>{labels.CODES.pattern})",
    re.IGNORECASE,
)
UNSURE = re.compile(
    r"(?<!\w)(?:falls|sofern|wenn|bei|if|where|when|for|si|se|en\scas|ggf\.?|gegebenenfalls|if\sapplicable|entfällt|nein|nicht|not|niet|sans\sobjet)(?!\w)|:\s*(?:non|no|nee)\W*$",
    re.IGNORECASE,
)
NONE_OF_IT = re.compile(r"(?:(?!ust|mwst|steuer|tax|vat|tva|iva|btw|taux)[^\d\n]){0,40}0[.,]00(?!\d|\s?%)")
"""An amount of nothing right behind: there is no such supply."""
OWN = tuple(one for one in labels.SYMBOLS if one[0] in (*labels.OWN_SYMBOLS, "$"))
STRICT = range(1, 7)
"""Which of labels.NUMBER can only name the number of this invoice."""


def found(page: Sheet, draft: Draft) -> tuple[Finding, ...]:
    """What of it is found."""
    told = (other_totals.found, in_words.differs, orders, numbers, currencies, untaxed)
    return tuple(finding for one in told for finding in one(page, draft))


def numbers(page: Sheet, draft: Draft) -> Iterator[Finding]:
    """What is found where what can only be the number of this invoice stands there twice, and differs."""
    read = draft.fields.get("number")
    for one in (one for rank, one in labels.hits(page, labels.NUMBER) if read and rank in STRICT):
        if read and not _are_one(read.value, one["value"]) and not is_listed(page, one):
            at, _ = page.place(*one.span("value"))
            shown = {"number": read.value[:60], "other": one["value"][:60], "at": str(at)}
            yield Finding.of("several-numbers", "exception", shown)
            return


def currencies(page: Sheet, draft: Draft) -> Iterator[Finding]:
    """What is found where the row of the total names another currency, or the page says that all amounts are in another, or
    in thousands."""
    currency, gross = draft.fields.get("currency"), draft.fields.get("gross_amount")
    if currency is None or gross is None:
        return
    start = _start_of(page, gross)
    row = page.text[slice(*page.row(start))] if start < len(page.text) else ""
    dollars = currency.value.endswith("D")  # Canada and others write the same sign
    beside = set(labels.CODES.findall(row)) | {
        name for symbol, name in OWN if symbol in row and not (dollars and symbol == "$")
    }
    said = [(one["value"], one.start()) for one in STATED.finditer(page.text)]
    others = [(name, start) for name in sorted(beside)] if currency.value not in beside else []
    others += [(code, at) for code, at in said if code != currency.value]
    others += [(one[0], one.start()) for one in SCALED.finditer(page.text)]
    for other, at in others[:1]:
        number, _ = page.place(at, at + 1)
        yield Finding.of(
            "currency-unclear", "exception", {"currency": currency.value, "other": other, "at": str(number)}
        )


def untaxed(page: Sheet, draft: Draft) -> Iterator[Finding]:
    """What is found where the page says that no tax is owed, without condition, and taxes everything all the same."""
    tax, net = (figure_of(draft.fields, name) for name in ("tax_amount", "net_amount"))
    bases = [exact(group.base) for group in draft.taxes]
    partly = any(one is not None and net is not None and abs(one) < abs(net) for one in bases)
    for one in NO_TAX.finditer(page.small) if tax and not partly else ():
        row = page.text[slice(*page.row(*one.span()))]
        if not (UNSURE.search(row) or NONE_OF_IT.match(page.small, one.end())):
            yield Finding.of("tax-said-none", "exception", {"text": row.strip()[:80], "tax": str(tax)})
            return


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
        if not within and (own or not labels.OWN_ORDER.search(found[0])) and not _are_one(read.value, other):
            number, _ = page.place(*found.span("value"))
            shown = {"order": read.value[:60], "other": other[:60], "at": str(number)}
            yield Finding.of("several-orders", "exception", shown)
            return


def _is_own(page: Sheet, read: Field) -> bool:
    """Whether every label of the order that was read may be one of the seller's own number."""
    hits = [found for _, found in labels.hits(page, labels.ORDER) if found["value"] == read.value]
    return bool(hits) and all(labels.OWN_ORDER.search(found[0]) for found in hits)


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
