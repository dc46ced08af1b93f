"""Discounts and charges of a whole printed invoice: what stands between the sum of its lines and its net total."""

import re
from decimal import Decimal

from bots.numbers import exact, plain
from bots.reading import labels
from bots.reading.layout import Sheet, small
from bots.reading.written import amounts
from contracts.reading import Totals

NONE = re.compile(
    r"frei\b|enthalten|(?:inkl\.?|(?:inbegriff|inklusiv|includ|inclus|inclu[iy]|compres|begrep)\w*)(?=\W*\d)"
    r"|(?<!\w)(?:ab|from|over|free|gratis|dès|vanaf)\s|offert|franco|(?:versicherungs|waren)wert|insured value|entfällt|waived",
    re.IGNORECASE,
)
"""Who says so asks for nothing."""
MAX_ROWS = 8  # between the two totals
OFF = re.compile(
    r"rabatt|nachlass|abzug|skonto|gutschein|discount|allowance|rebate|remise|rabais|escompte|korting|sconto|descuento",
    re.IGNORECASE,
)
ON = re.compile(
    r"zuschl[aä]g|fracht|versand|porto|verpackung|transport|liefer|fuhr|maut|surcharge|charge|shipping|freight|postage"
    r"|delivery|handling|insurance|versicherung|frais|livraison|port\b|supplément|verzend|trasporto|spedizione|spese"
    r"|portes|gastos|envío",
    re.IGNORECASE,
)


def totals(page: Sheet, mark: str, net: str | None) -> Totals | None:
    """The sum of the lines, discounts and charges, where every row down to the net total says which of them it is and
    all of them lead from the one sum to the other exactly; None for any other page."""
    wanted = exact(net)
    rows = page.text.splitlines()
    for index, row in enumerate(rows):
        lines = _last(row, mark)
        if wanted is None or lines in (None, wanted) or not any(label.search(small(row)) for label in labels.NET):
            continue
        if found := _between(rows[index + 1 : index + 2 + MAX_ROWS], mark, lines, wanted):
            return found
    return None


def behind_lines(page: Sheet, mark: str, net: str | None) -> Totals | None:
    """The same for a page that states no sum of its lines: the rows right above the net total that each name one discount
    or charge. Whether the lines add up to what this leaves for them is for the caller to see."""
    wanted = exact(net)
    rows = page.text.splitlines()
    for index, row in enumerate(rows):
        if wanted is None or _last(row, mark) != wanted or not any(label.search(small(row)) for label in labels.NET):
            continue
        off = on = Decimal(0)
        for above in reversed(rows[max(index - MAX_ROWS, 0) : index]):
            found = [exact(amount) or Decimal(0) for amount, _, _ in amounts(above, mark)]
            if len(found) != 1 or NONE.search(above) or not (OFF.search(above) or ON.search(above)):
                break
            off, on = (off + abs(found[0]), on) if OFF.search(above) else (off, on + found[0])
        if off or on:
            return Totals(lines=plain(wanted + off - on), allowances=plain(off), charges=plain(on))
    return None


def _between(rows: list[str], mark: str, lines: Decimal, wanted: Decimal) -> Totals | None:
    off = on = Decimal(0)
    for row in rows:
        amount = _last(row, mark)
        if amount == wanted and lines - off + on == wanted:
            return Totals(lines=plain(lines), allowances=plain(off), charges=plain(on))
        if amount is None or NONE.search(row) or not (OFF.search(row) or ON.search(row)):
            return None
        if OFF.search(row):
            off += abs(amount)
        else:
            on += amount
    return None


def _last(row: str, mark: str) -> Decimal | None:
    found = [amount for amount, _, _ in amounts(row, mark)]
    return exact(found[-1]) if found else None
