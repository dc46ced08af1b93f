"""What a page asks to be paid beside its total: advances that come off it, and the amount that is left to pay."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from bots.numbers import plain
from bots.reading.layout import Sheet
from bots.reading.values import figure_of
from bots.reading.written import amounts
from contracts.reading import Field, Totals

PREPAID = re.compile(
    r"(?<!\w)(?:(?:geleistete[nr]?\s?|erhaltene[nr]?\s?)?(?:anzahlung|abschlagszahlung|vorauszahlung|teilzahlung)(?:en)?"
    r"|(?:bereits|schon)\s(?:ge|be|er)(?:zahlt|halten)\w*|zahlungseingang|geleistete\szahlung(?:en)?"
    r"|pre-?paid|pre-?payments?|advances?(?:\s(?:paid|payments?))?|(?:less\s)?deposits?(?:\spaid)?|down\spayments?|part\spayments?"
    r"|(?:amount|already|less)\spaid|paid\sto\sdate|payments?\s(?:received|made)"
    r"|acomptes?|arrhes|avances?|déjà\s(?:payé|versé|réglé)e?|(?:montant|total)\s(?:payé|versé|réglé)"
    r"|anticip[oi]s?|pagos?\s(?:a\scuenta|anticipado|recibido)s?|ya\spagado|entrega\sa\scuenta"
    r"|accont[oi]|già\s(?:pagato|versato|corrisposto)|versato"
    r"|(?:aan|vooruit)betaling(?:en)?|voorschot(?:ten)?|reeds\s(?:betaald|voldaan|ontvangen)"
    r"|已付(?:款|金额)?|已收(?:款|金额)?|预付(?:款)?|预收(?:款)?|定金|订金)(?!rechnung)",
    re.IGNORECASE,
)
PAYABLE = re.compile(
    r"(?<!\w)(?:zahlbetrag|zahlungsbetrag|überweisungsbetrag|zu\süberweisen(?:der\sbetrag)?|restbetrag|restzahlung|restforderung|offener\sbetrag|noch\s(?:offen|zu\s(?:be)?zahlen)"
    r"|verbleib(?:t|ender\sbetrag)|zu\szahlen(?:der\sbetrag)?"
    r"|amount\s(?:due|payable|outstanding|to\spay)|balance(?:\s(?:due|payable|to\spay))|total\sdue|due\spayable"
    r"|residual|remaining\s(?:amount|balance)|outstanding(?:\s(?:amount|balance))"
    r"|(?:net|reste|restant|solde|montant)\s(?:à\spayer|dû)|total\sa\spagar|importe\sa\spagar|pendiente(?:\sde\spago)?|resto\sa\spagar"
    r"|(?:totale|netto|saldo|importo)\s(?:da|a)\spagare|importo\sdovuto|residuo"
    r"|(?:nog\s)?te\s(?:betalen|voldoen)(?:\sbedrag)?|openstaand(?:\sbedrag)?|resterend(?:\sbedrag)?|restant\ste\sbetalen"
    r"|(?:尚|剩)余?应付|应付(?:金额|余额|款)|待付|尚欠|未付)",
    re.IGNORECASE,
)
EARLY = (
    r"skonto|discount|escompte|sconto|descuento|korting|折扣|bei\szahlung\s(?:bis|innerhalb|binnen|vor)|if\s(?:paid|you\spay)"
    r"|si\s(?:payée?|réglée?|paiement|règlement|se\spaga)|se\spagat[ao]|bij\sbetaling\s(?:binnen|voor)"
)
"""Says that less is owed by those who pay early."""
DISCOUNT = re.compile(rf"{EARLY}|\d\s?%", re.IGNORECASE)
"""Rows that tell what is left after a discount for early payment: that is no other amount to pay, but an offer."""


class Row(NamedTuple):
    """A printed row and its amounts."""

    text: str
    figures: tuple[Decimal, ...]


def totals(page: Sheet, mark: str, fields: dict[str, Field]) -> Totals:
    """What was prepaid and what is left to pay, where the page tells another amount than its total.

    Where both fit, the rest is owed; where they do not, or a row takes something off the total that no word tells, what
    is found contradicts the sum and a person decides.
    """
    gross = figure_of(fields, "gross_amount")
    if gross is None:
        return Totals()
    rows = list(_rows(page, mark))
    after = _after(rows, abs(gross))
    advances = [row.figures[-1] for row in after if _is_advance(row)]
    asked = [figure for row in rows for figure in _asked(row) if figure != abs(gross)]
    prepaid = sum(map(abs, advances), Decimal(0)) or _paid_by(asked, after, abs(gross))
    left = next((figure for figure in asked if figure != abs(gross) - prepaid), asked[0] if asked else None)
    if left is None and not prepaid:
        left = _left_over(after, abs(gross))
    if left is None and not prepaid:
        return Totals()
    due = left if left is not None else abs(gross)
    sign = -1 if gross < 0 else 1
    return Totals(prepaid=plain(sign * prepaid) if prepaid else "0", payable=plain(sign * due))


def _rows(page: Sheet, mark: str) -> Iterator[Row]:
    """All rows with their amounts; a row of labels without any has those of the row below it."""
    before = ""
    for text in page.text.splitlines():
        figures = tuple(Decimal(figure) for figure, _, _ in amounts(f"{text}\n", mark))
        if figures or not text.strip():
            label = before if figures and not _has_label(text) else ""
            yield Row(f"{label} {text}".strip(), figures)
            before = ""
        else:
            before = text


def _has_label(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{4,}", text))


def _after(rows: list[Row], gross: Decimal) -> list[Row]:
    """The rows behind the last that ends in the total."""
    ends = [index for index, row in enumerate(rows) if row.figures and abs(row.figures[-1]) == gross]
    return rows[ends[-1] + 1 :] if ends else []


def _is_advance(row: Row) -> bool:
    told = bool(row.figures and PREPAID.search(row.text))
    return told and not (PAYABLE.search(row.text) or DISCOUNT.search(row.text))


def _asked(row: Row) -> Iterator[Decimal]:
    if row.figures and PAYABLE.search(row.text) and not DISCOUNT.search(row.text):
        yield abs(row.figures[-1])


def _paid_by(asked: list[Decimal], after: list[Row], gross: Decimal) -> Decimal:
    """A payment that is listed behind the total, in whatever words, and leaves exactly what is asked for; else zero."""
    listed = [abs(figure) for row in after if not DISCOUNT.search(row.text) for figure in row.figures]
    return next((paid for paid in listed for left in asked if paid and left and paid + left == gross), Decimal(0))


def _left_over(after: list[Row], gross: Decimal) -> Decimal | None:
    """The second of two amounts in a row that make the total together: something came off it, whatever it is called."""
    plainly = [row for row in after if row.figures and not DISCOUNT.search(row.text)]
    last = [abs(row.figures[-1]) for row in plainly]
    pairs = pairwise(last)
    return next((second for first, second in pairs if first and second and first + second == gross), None)
