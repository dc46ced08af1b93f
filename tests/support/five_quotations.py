"""A real comparison (比价): forty lines of structural steel and fittings, five suppliers, three currencies, freight and terms.

Prices are made by rule, so that anybody can work out any of them: base price x factor of the supplier, with the exceptions named.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from contracts.comparison import ComparisonPolicy, Rate
from contracts.quotation import QuotationContents
from contracts.rfq import IssuedLine

UNITS = ("C62", "KGM", "MTR", "TNE")
NAMES = ("HEA 200 steel beam, S355J2+N, EN 10025-2", "Bolt set M20x80 10.9 HV, hot-dip galvanised", "钢筋 HRB400 Φ20, 12 m 定尺",
         "Grating 40x30, 1000 mm", "Anchor plate 300x300x20")  # fmt: skip
LINES = tuple(
    IssuedLine.model_validate(
        {
            "line": number,
            "description": f"{NAMES[number % 5]} ({number})",
            "quantity": {"amount": str(10 * number), "unit": UNITS[number % 4]},
            "needed_by": "2026-12-15",
            "known_on": "2026-11-02",
        }
    )
    for number in range(1, 41)
)
RATES = (
    Rate(from_currency="USD", to_currency="EUR", rate=Decimal("0.9215"), on=date(2026, 11, 2), source="ECB"),
    Rate(from_currency="CNY", to_currency="EUR", rate=Decimal("0.1276"), on=date(2026, 11, 2), source="ECB"),
)
POLICY = ComparisonPolicy(annual_rate_percent=Decimal(6))


def _price(number: int, factor: str) -> str:
    """12.40, 14.80, … euros, dearer by the line, times what the supplier makes of it."""
    return f"{(Decimal(10) + Decimal('2.4') * number) * Decimal(factor):.4f}"


def _contents(currency: str, factor: str, **more: Any) -> QuotationContents:
    lines = [
        {"line": number, "unit_price": _price(number, factor), "tax_percent": "19"}
        | more.get("own", {}).get(number, {})
        for number in range(1, 41)
        if number not in more.get("missing", ())
    ]
    fields = {name: value for name, value in more.items() if name not in ("own", "missing")}
    return QuotationContents.model_validate(
        {"currency": currency, "valid_until": "2027-01-31", "lines": lines, **fields}
    )


QUOTATIONS = {
    "S-STEEL": _contents("EUR", "1", freight="1850.00", terms={"days": 30}),
    "S-OFFICE": _contents(
        "EUR", "1.19", tax_included=True, terms={"days": 14, "discount_percent": "3", "discount_days": 10}
    ),
    "S-CONCRETE": _contents("CNY", "7.1", freight="42000.00", terms={"advance_percent": "30", "days": 60}),
    "S-USA": _contents(
        "USD", "1.12", own={7: {"freight": "310.00"}, 9: {"minimum_quantity": "200"}}, terms={"days": 45}
    ),
    "S-SMALL": _contents("EUR", "0.95", missing=(3, 38), own={12: {"unit_price": "99.0000"}}),
}
"""Supplier -> what it offers: the dearest line 12, no lines 3 and 38 (S-SMALL), tax included (S-OFFICE), an advance
(S-CONCRETE), freight of one line and a minimum quantity (S-USA)."""
