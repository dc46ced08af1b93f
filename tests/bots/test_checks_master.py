"""The rules on master data: to us, from a supplier we know, to their account, for the first time."""

import pytest

from bots.checks import Context, check
from contracts.reading import Entity, KnownInvoice, Master, Reading, Supplier
from tests.bots.specimens import MASTER, TODAY, reading

PARTIES = {
    "buyer_name": "Bau AG", "buyer_tax_id": "DE129274202", "seller_name": "Muster Stahl GmbH",
    "seller_tax_id": "DE136695976", "iban": "DE89370400440532013000",
}  # fmt: skip


def _found(one: Reading, master: Master) -> dict[str, str]:
    return {finding.code: finding.severity for finding in check(one, Context(TODAY, master)).findings}


def test_master_data_that_fits_is_silent() -> None:
    assert _found(reading(**PARTIES), MASTER) == {}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"buyer_tax_id": "DE999999999", "buyer_name": "Other"}, {"buyer-not-us": "reject", "vat-invalid": "warn"}),
        ({"buyer_tax_id": "", "buyer_name": "BAU  AG"}, {}),
        ({"buyer_tax_id": "", "buyer_name": ""}, {"buyer-not-us": "reject"}),
        ({"buyer_tax_id": "DE136695976"}, {"buyer-not-us": "reject"}),
        ({"seller_tax_id": "", "seller_name": "Nobody"}, {"supplier-unknown": "exception"}),
        ({"iban": "DE02120300000000202051"}, {"iban-differs": "exception"}),
        ({"iban": ""}, {}),
        ({"currency": "USD"}, {"currency-unexpected": "exception"}),
    ],
)
def test_master_data(change: dict[str, str], expected: dict[str, str]) -> None:
    assert _found(reading(**(PARTIES | change)), MASTER) == expected


def test_a_supplier_who_is_not_approved() -> None:
    blocked = tuple(supplier.model_copy(update={"status": "blocked"}) for supplier in MASTER.suppliers)
    one = MASTER.model_copy(update={"suppliers": blocked})
    assert _found(reading(**PARTIES), one) == {"supplier-not-approved": "exception"}


def test_names_are_compared_without_width_of_brackets() -> None:
    one = Master(entities=(Entity(name="北京（集团）公司"),), suppliers=(Supplier(name="A"),))
    assert _found(reading(buyer_name="北京(集团)公司", seller_name="a"), one) == {}


@pytest.mark.parametrize(
    ("number", "known", "expected"),
    [
        ("RE-42", {"number": "RE-42"}, {"duplicate-invoice": "reject"}),
        ("00RE 42", {"number": "re/42"}, {"duplicate-invoice": "reject"}),
        ("RE-42", {"number": "RE-43"}, {}),
        ("RE-42", {"number": "RE-42", "seller_tax_id": "DE811115368"}, {}),
        ("42", {"number": "42", "issue_date": "2025-01-01", "gross": "10.00"}, {}),
        ("42", {"number": "42", "issue_date": "2025-01-01", "gross": "59.50"}, {"duplicate-invoice": "reject"}),
        ("42", {"number": "7", "file_sha256": "0" * 64}, {"duplicate-file": "reject"}),
    ],
)
def test_duplicates(number: str, known: dict[str, str], expected: dict[str, str]) -> None:
    one = MASTER.model_copy(update={"invoices": (KnownInvoice.model_validate(known),)})
    assert _found(reading(**PARTIES, number=number), one) == expected
