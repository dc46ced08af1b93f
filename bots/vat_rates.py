"""The highest rate of value added tax that each country has had since 2011, by the letters of its VAT numbers.

A bound and no list: what a rate was on a day is the seller's to know, but nobody owes more than the highest. Sources: the
European Commission's tables of VAT rates (last changes: EE 24 in July 2025, RO 21 in August 2025 after 24 until 2015,
SK 23 in January 2025, FI 25.5 in September 2024); GB, CH and NO by their own laws.
"""

from decimal import Decimal

HIGHEST = {
    "AT": "20", "BE": "21", "BG": "20", "CHE": "8.1", "CY": "19", "CZ": "21", "DE": "19", "DK": "25", "EE": "24", "EL": "24",
    "ES": "21", "FI": "25.5", "FR": "20", "GB": "20", "HR": "25", "HU": "27", "IE": "23", "IT": "22", "LT": "21", "LU": "17",
    "LV": "21", "MT": "18", "NL": "21", "NO": "25", "PL": "23", "PT": "23", "RO": "24", "SE": "25", "SI": "22", "SK": "23",
}  # fmt: skip
ANYWHERE = Decimal(28)
"""No rate of a country whose numbers are not told apart here was higher, but for luxuries (India 28 %)."""


def highest(tax_id: str | None) -> Decimal:
    """The highest rate that a seller with this VAT number may charge, in percent."""
    number = (tax_id or "").upper()
    return next((Decimal(rate) for prefix, rate in HIGHEST.items() if number.startswith(prefix)), ANYWHERE)
