"""Amounts that stand behind the word for a total and are of something else: quantities, parts of it, orders of which this
is one invoice, fees of those who pay too late, bounds from which something is free."""

import re
from decimal import Decimal

from bots.reading.layout import Sheet

# For text in small letters.
MEASURE = re.compile(
    r"[\d.,' \u2009\u2002]+(?:kg|tonnen|t|g|l|liter|m|m²|m³|m2|m3|km|h|hrs?|hours?|std\.?|stunden|stk\.?|stück|pcs|pieces?"
    r"|kolli|colli|tage?|days?|jours?|heures?|giorni|ore|días|horas|uur|stuks|szt\.?)(?!\w)"
)
PART = re.compile(
    r"enthaltene[nrsm]?\s|(?<!\w)(?:davon|darin|dont|di\scui|waarvan|of\swhich|included\sin)\s|lohn-?(?:anteil|kosten|leistung)|arbeitskosten"
)
WHOLE_OF_MORE = re.compile(
    r"auftragss|auftragswert|vertrags|contract\s(?:value|sum)|order\svalue|marché|umsatz|cumul|kumul|aller\srechnungen|all\sinvoices"
)
FROM = re.compile(r"(?<!\w)(?:ab\seine[mr]|(?:from|over|above)\sa|à\spartir\sd['’eu]+n?|vanaf\seen)\s")
FEE = re.compile(
    r"gebühr|mahnkosten|(?<!\w)(?:fees?|charges?|penalty)(?!\w)|indemnité|pénalité|penale|spese\sdi|recargo|toeslag"
)
TOTAL = re.compile(r"total|summe|betrag|gesamt")


def is_of_else(page: Sheet, amount: Decimal, at: int, gross: Decimal) -> bool:
    """Whether its row says that it is a quantity, a part of the total, of an order or of several invoices, a fee of those
    who do not pay, or a bound."""
    before, row = _row(page, at)
    return bool(
        is_within(page, amount, at, gross)
        or FROM.search(before)
        or (amount < gross and FEE.search(row) and not TOTAL.search(row))
        or (amount > gross and WHOLE_OF_MORE.search(before))
    )


def is_within(page: Sheet, amount: Decimal, at: int, gross: Decimal) -> bool:
    """Whether it changes nothing of the total: a quantity, or a part of it that is told."""
    return bool(MEASURE.match(page.small, at) or (amount < gross and PART.search(_row(page, at)[0])))


def _row(page: Sheet, at: int) -> tuple[str, str]:
    """What stands before an amount in its row, and the whole row."""
    start, end = page.row(at)
    return page.small[start:at], page.small[start:end]
