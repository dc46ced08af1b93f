"""The line table of a printed invoice: columns by their headings, kept only when the lines add up to the net total."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from bots.numbers import CENT, exact, product, total
from bots.reading.blocks import said, segments_of
from bots.reading.layout import Sheet, Word, grouped
from bots.reading.written import figure
from contracts.reading import ReadLine

HEADINGS = {
    "description": r"description|beschreibung|bezeichnung|artikelbezeichnung|artikel|leistung|product|produkt|item"
    r"|désignation|libellé|descrizione|descripción|concepto|omschrijving|nazwa|项目名称|货物.*",
    "quantity": r"quantity|qty\.?|menge|anzahl|quantité|qté|qte|quantità|q\.?tà|cantidad|aantal|ilość|amount(?=$)|数量",
    "unit": r"unit|einheit|unité|单位",
    "unit_price": r"unitprice|price|einzelpreis|preis|nettopreis|stückpreis|ep|prix|p\.?u\.?|prezzo|precio|prijs"
    r"|stukprijs|cena|单价",
    "tax_rate": r"vat|tax|mwst|mwst\.|ust|ust\.|mwst-%|tva|iva|btw|taxrate|税率.*",
    "tax_amount": r"taxamount|steuerbetrag|税额",
    "net_amount": r"net|total|summe|betrag|netto|nettobetrag|gesamtpreis|nettowert|netamount|linetotal|montant|gesamt|gp"
    r"|importo|importe|totale|bedrag|totaal|wartość|金额",
    "order_line": r"po-?line|orderline|bestellposition|订单行",
}
HEADING = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in HEADINGS.items()), re.IGNORECASE)
FIGURES, DIGIT = 3, re.compile(r"\d")
"""Words of a line that have a figure, at least: its quantity, price and amount."""
POSITION = re.compile(r"\d{1,4}\.?")
"""The number of a line, left of its description."""
NEEDED = {"description", "quantity", "unit_price", "net_amount"}
Columns = dict[str, tuple[float, float]]


def lines(page: Sheet, mark: str, net: str | None) -> tuple[ReadLine, ...]:
    """The lines, or none when the table cannot be trusted: quantity × price and the sum of all must hold to a cent."""
    start, columns = header(page)
    if columns is None or exact(net) is None:
        return ()
    found = [line for row in page.rows[start + 1 :] if (line := _line(row, columns, mark))]
    nets = [exact(line.net_amount) or Decimal(0) for line in found]
    return tuple(found) if found and total(nets) == exact(net) else ()


@lru_cache(maxsize=4)  # each way to read the lines asks for it
def header(page: Sheet) -> tuple[int, Columns | None]:
    """The row of the headings, and where its columns stand; None where no row names all that a line needs."""
    for index, row in enumerate(page.rows):
        columns: Columns = {}
        for word in row:
            name = _heading(word.text)
            if name == "quantity" and name in columns:
                name = "net_amount"  # "Amount" is either
            if name and name not in columns:
                columns[name] = (word.x0, word.x1)
        if columns.keys() >= NEEDED:
            return index, columns
    return 0, None


def _heading(text: str) -> str | None:
    found = HEADING.fullmatch(text)
    return found.lastgroup if found else None


def _line(row: tuple[Word, ...], columns: Columns, mark: str) -> ReadLine | None:
    if sum(bool(DIGIT.search(word.text)) for word in row) < FIGURES:
        return None
    cells: dict[str, list[Word]] = {}
    for word in row:
        if word.x1 < columns["description"][0] and POSITION.fullmatch(word.text):
            continue
        cells.setdefault(nearest(word, columns), []).append(word)
    values = {name: " ".join(word.text for word in grouped(words)) for name, words in cells.items()}
    figures = {
        name: figure(values.get(name, ""), mark) for name in ("quantity", "unit_price", "net_amount", "tax_amount")
    }
    quantity, price, net = (exact(figures[name]) for name in ("quantity", "unit_price", "net_amount"))
    if quantity is None or price is None or net is None or abs(product(quantity, price) - net) > CENT:
        return None
    return ReadLine(
        description=values.get("description"),
        unit=values.get("unit"),
        tax_rate=figure(values.get("tax_rate", "").replace("%", ""), mark),
        order_line=values.get("order_line"),
        **figures,
    )


def nearest(word: Word, columns: Columns) -> str:
    """The column that a word stands in or beside."""
    return min(columns, key=lambda name: _distance(word, columns[name]))


def described(row: Sequence[Word], columns: Columns) -> frozenset[Word]:
    """The words of a row that stand together with those under the heading of the description: no figure of them counts."""
    parts = (part for part in segments_of(tuple(row)) if nearest(part[0], columns) == "description")
    return frozenset(word for part in parts for word in part if any(map(str.isalpha, said(part))))


def _distance(word: Word, column: tuple[float, float]) -> float:
    """How far a word is from a column: nothing when they overlap, else the least distance of their edges."""
    if word.x0 < column[1] and word.x1 > column[0]:
        return -min(word.x1, column[1]) + max(word.x0, column[0])
    return min(abs(word.x0 - column[0]), abs(word.x1 - column[1]), abs(word.x0 - column[1]), abs(word.x1 - column[0]))
