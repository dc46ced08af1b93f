"""Canonical inputs of the bot tests: one invoice, its readings and its master data."""

from datetime import date
from decimal import Decimal

from adapters.samples import InvoiceSpec, Party, SampleLine
from contracts.reading import Entity, Field, Master, Reading, ReadLine, Supplier

TODAY = date(2026, 6, 1)
SELLER = Party("Muster Stahl GmbH", "DE136695976", "Hauptstr. 1, 80333 München", "DE", "DE89370400440532013000")
BUYER = Party("Bau AG", "DE129274202", "Ring 5, 10115 Berlin")
SPEC = InvoiceSpec(
    number="RE-2026-0042",
    issue_date="2026-03-17",
    currency="EUR",
    seller=SELLER,
    buyer=BUYER,
    purchase_order="PO-2026-000017",
    lines=(
        SampleLine("Steel beam HEA 200", Decimal(12), Decimal("1234.50"), Decimal(19), "C62", "10"),
        SampleLine("Bolts", Decimal("2.5"), Decimal("3.3333"), Decimal(7), "KGM", "20"),
    ),
)
CHINESE = SPEC._replace(
    currency="CNY",
    seller=Party("上海钢铁有限公司", "91110000600037341L", "上海市", "CN"),
    buyer=Party("北京采购有限公司", "91350100M000100Y43", "北京市", "CN"),
)
MASTER = Master(
    entities=(Entity(name="Bau AG", tax_ids=("DE129274202",)),),
    suppliers=(Supplier(name="Muster Stahl GmbH", tax_ids=("DE136695976",), ibans=("DE89370400440532013000",)),),
    currency="EUR",
)
LINE = ReadLine(quantity="10", unit_price="5.00", net_amount="50.00")


def reading(**fields: str) -> Reading:
    """A reading of XML with consistent totals, changed by `fields`; an empty value leaves a field out."""
    values = {
        "number": "1", "issue_date": "2026-03-17", "currency": "EUR", "kind": "380",
        "net_amount": "50.00", "tax_amount": "9.50", "gross_amount": "59.50",
    } | fields  # fmt: skip
    stated = {name: Field(value=value, source="xml", confidence=1) for name, value in values.items() if value}
    rules = "en16931-ubl"
    return Reading(
        file_sha256="0" * 64, format="ubl", fields=stated, lines=(LINE,), bot_version="test", official_rules=rules
    )
