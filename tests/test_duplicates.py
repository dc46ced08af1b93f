"""When a number that is used again is the same invoice: always, but for another year with another amount."""

from datetime import date
from decimal import Decimal

import pytest

from bots.checks import Context
from bots.checks.duplicates import not_seen_before
from contracts.reading import Field, KnownInvoice, Master, Reading

KNOWN = KnownInvoice(
    number="A-042", seller_tax_id="DE1", issue_date="2026-01-05", gross=Decimal(100), file_sha256="0" * 64
)
CONTEXT = Context(date(2026, 11, 2), Master(invoices=(KNOWN,)))


@pytest.mark.parametrize(
    ("issued", "gross", "codes"),
    [
        ("2026-01-05", "100", ["duplicate-invoice"]),
        ("2026-03-01", "90", ["duplicate-invoice"]),
        ("2027-01-05", "100.00", ["duplicate-invoice"]),
        ("2029-01-05", "100", ["duplicate-invoice"]),
        ("2027-01-05", "100.01", []),
    ],
)
def test_a_number_used_again(issued: str, gross: str, codes: list[str]) -> None:
    read = {"number": "a 042", "issue_date": issued, "gross_amount": gross, "seller_tax_id": "DE1"}
    fields = {name: Field(value=value, source="xml", confidence=1.0) for name, value in read.items()}
    reading = Reading(file_sha256="1" * 64, format="ubl", fields=fields, bot_version="1")
    assert [found.code for found in not_seen_before(reading, CONTEXT)] == codes
