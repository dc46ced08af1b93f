"""The rules on what was recorded before, where scenarios do not reach; and Benford's law."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from bots.benford import CRITICAL, deviation, first_digit
from bots.checks import Context, check
from bots.checks.near_duplicates import one_sign_apart
from contracts.reading import KnownInvoice, KnownPrice, Reading
from tests.bots.specimens import LINE, MASTER, TODAY, reading

OURS = {
    "number": "RE-1042", "issue_date": "2026-03-17", "seller_tax_id": "DE136695976", "seller_name": "Muster Stahl GmbH",
    "buyer_tax_id": "DE129274202", "buyer_name": "Bau AG", "iban": "DE89370400440532013000",
}  # fmt: skip
KNOWN = KnownInvoice(
    number="RE-9999", seller_tax_id="DE136695976", issue_date="2026-03-17", gross=Decimal("59.50"), currency="EUR"
)


def _found(known: Mapping[str, object], one: Reading | None = None, **master: object) -> dict[str, str]:
    recorded = (KNOWN.model_copy(update=known),)
    whole = MASTER.model_copy(update={"invoices": recorded, **master})
    judged = check(one or reading(**OURS), Context(TODAY, whole))
    return {finding.code: finding.severity for finding in judged.findings}


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("re1042", "re1043", True), ("re1042", "re1024", True), ("re1042", "re104", True), ("re1042", "re10422", True),
        ("re1042", "re1042", False), ("re1042", "re1033", False), ("re1042", "er1024", False), ("re1042", "re2041", False),
        ("re1042", "re10", False), ("re1042", "xe1043", False), ("ab12", "ab13", True), ("abc", "abd", False),
        ("abcd", "abc", False), ("re1042", "1042re", False), ("abcd", "bacd", True), ("abcd", "cbad", False),
    ],
)  # fmt: skip
def test_numbers_one_sign_apart(one: str, other: str, apart: bool) -> None:
    assert one_sign_apart(one, other) is one_sign_apart(other, one) is apart


@pytest.mark.parametrize(
    ("known", "fields", "found"),
    [
        ({}, {}, {"near-duplicate-amount": "exception"}),
        ({"seller_tax_id": None, "seller_name": "MUSTER stahl gmbh"}, {}, {"near-duplicate-amount": "exception"}),
        ({"seller_tax_id": None, "seller_name": "Other"}, {}, {}),
        ({"seller_tax_id": None}, {}, {}),
        ({"currency": None}, {}, {"near-duplicate-amount": "exception"}),
        ({"currency": "USD"}, {}, {}),
        ({"gross": None}, {}, {}),
        ({"issue_date": None}, {}, {}),
        ({"issue_date": "2026-03-31"}, {}, {"near-duplicate-amount": "exception"}),
        ({"issue_date": "2026-04-01"}, {}, {}),
        ({"issue_date": "2026-03-03"}, {}, {"near-duplicate-amount": "exception"}),
        ({"issue_date": "2026-03-02"}, {}, {}),
        ({"number": "RE-1043"}, {}, {"near-duplicate-amount": "exception", "number-alike": "exception"}),
        ({"number": "RE-1043", "issue_date": "2026-03-18"}, {}, {"near-duplicate-amount": "exception"}),
        ({"number": "RE-1043", "gross": Decimal(1)}, {}, {}),
        ({"number": "REI042", "gross": Decimal(1)}, {}, {"number-alike": "exception"}),
        ({"number": "REI042", "gross": Decimal(1), "issue_date": "2025-03-17"}, {}, {}),
        ({}, {"kind": "381"}, {}),
        ({}, {"net_amount": "0.00", "tax_amount": "0.00", "gross_amount": "0.00"}, {"lines-mismatch": "reject"}),
        (
            {"gross": Decimal(0)},
            {"net_amount": "0", "tax_amount": "0", "gross_amount": "0"},
            {"lines-mismatch": "reject"},
        ),
        ({"file_sha256": "0" * 64}, {}, {"duplicate-file": "reject"}),
    ],
)
def test_near_duplicates(known: dict[str, object], fields: dict[str, str], found: dict[str, str]) -> None:
    told = _found(known, reading(**(OURS | fields)))
    assert {code: one for code, one in told.items() if code != "tax-group-mismatch"} == found


def test_the_number_of_a_tax_bureau_from_a_sure_source_is_only_told() -> None:
    fields = {"number": "26112000000012345678", "currency": "CNY", "seller_tax_id": "", "iban": "", "kind": "31"}
    ours = reading(**(OURS | fields))
    known = {
        "number": "26112000000012345679",
        "currency": "CNY",
        "seller_tax_id": None,
        "seller_name": "Muster Stahl GmbH",
    }
    told = _found(known, ours, currency="CNY")
    assert (told["near-duplicate-amount"], told["number-alike"]) == ("warn", "warn")
    number = ours.fields["number"].model_copy(update={"source": "text"})
    told = _found(known, ours.model_copy(update={"fields": {**ours.fields, "number": number}}), currency="CNY")
    assert (told["near-duplicate-amount"], told["number-alike"]) == ("exception", "exception")


DIGITAL = "26112000000012345678"


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ({"format": "ofd"}, "known-representation"),
        ({"format": "ubl"}, "duplicate-invoice"),
        ({"format": None}, "duplicate-invoice"),
        ({"format": "ofd", "gross": Decimal("59.51")}, "identity-conflict"),
        ({"format": "ofd", "gross": None}, "duplicate-invoice"),
        ({"format": "ofd", "issue_date": "2026-03-16"}, "identity-conflict"),
        ({"format": "ofd", "issue_date": None}, "duplicate-invoice"),
        ({"format": "ofd", "issue_date": "2020-03-17", "gross": Decimal(1)}, "identity-conflict"),
    ],
)
def test_an_invoice_of_the_tax_bureau_comes_again(known: dict[str, object], found: str) -> None:
    fields = {"number": DIGITAL, "currency": "CNY", "seller_tax_id": "", "iban": "", "kind": "31"}
    told = _found(known | {"number": DIGITAL, "currency": "CNY"}, reading(**(OURS | fields)), currency="CNY")
    repeats = {"known-representation", "identity-conflict", "duplicate-invoice"}
    assert {code for code in told if code in repeats} == {found}


def test_other_numbers_of_the_tax_bureau_are_other_invoices_even_with_one_number_of_eight() -> None:
    fields = {"number": "12345678", "code": "011002600111", "currency": "CNY", "kind": "10", "iban": ""}
    known = {"number": "12345678", "code": "011002600112", "gross": Decimal(1), "currency": "CNY"}
    assert "duplicate-invoice" not in _found(known, reading(**(OURS | fields)), currency="CNY")
    same = known | {"code": "011002600111"}
    assert "identity-conflict" in _found(same, reading(**(OURS | fields)), currency="CNY")


@pytest.mark.parametrize(
    ("month", "known_on", "ours_on", "duplicate"),
    [
        (1, "2025-12-31", "2026-01-01", False), (4, "2025-12-31", "2026-01-01", True),
        (4, "2026-03-31", "2026-04-01", False), (4, "2025-04-01", "2026-03-31", True),
    ],
)  # fmt: skip
def test_number_ranges_begin_anew_with_the_fiscal_year(
    month: int, known_on: str, ours_on: str, duplicate: bool
) -> None:
    known = {"number": "RE-1042", "issue_date": known_on, "gross": Decimal(1)}
    told = _found(known, reading(**(OURS | {"issue_date": ours_on})), fiscal_year_from=month)
    assert ("duplicate-invoice" in told) is duplicate


@pytest.mark.parametrize(
    ("words", "due", "accounts", "risky"),
    [
        ("URGENT: pay today", None, ("DE89370400440532013000",), True),
        ("请尽快付款", None, ("DE89370400440532013000",), True),
        ("", "2026-03-19", ("DE89370400440532013000",), True),
        ("", "2026-03-20", ("DE89370400440532013000",), False),
        ("", None, ("DE89370400440532013000",), False),
        ("URGENT", None, (), False),
    ],
)
def test_the_pattern_of_payment_fraud(words: str, due: str | None, accounts: tuple[str, ...], risky: bool) -> None:
    suppliers = (MASTER.suppliers[0].model_copy(update={"new_ibans": accounts}),)
    one = reading(**(OURS | {"remarks": words})).model_copy(update={"due_date": due})
    strangers = {"seller_tax_id": "DE811115368", "number": "X"}
    assert ("payment-fraud-risk" in _found(strangers, one, suppliers=suppliers)) is risky
    assert "payment-fraud-risk" not in _found({}, one, suppliers=suppliers)


def test_an_unknown_sellers_haste_is_the_pattern_too() -> None:
    one = reading(**(OURS | {"remarks": "urgent", "seller_tax_id": "DE811115368", "seller_name": "New"}))
    assert "payment-fraud-risk" in _found({"seller_tax_id": "DE136695976"}, one)


@pytest.mark.parametrize(
    ("on", "price", "known", "unit", "dear"),
    [
        ("2026-03-17", "6.01", 5, None, True), ("2026-03-17", "6.00", 5, None, False), ("2025-03-17", "6.01", 5, "C62", True),
        ("2025-03-16", "6.01", 5, None, False), ("2026-03-18", "6.01", 5, None, False), ("2026-03-17", "6.01", 5, "KGM", False),
    ],
)  # fmt: skip
def test_dearer_than_the_median(on: str, price: str, known: int, unit: str | None, dear: bool) -> None:
    line = LINE.model_copy(update={"description": "Steel Beam", "unit": "C62", "unit_price": price})
    prices = (KnownPrice(description="steel-beam", on=on, unit_price=Decimal(known), unit=unit),) * 3
    one = reading(**OURS).model_copy(update={"lines": (line,)})
    assert ("price-above-median" in _found({}, one, prices=prices)) is dear
    assert "price-above-median" not in _found({}, one, prices=prices[:2])


@pytest.mark.parametrize(
    ("limit", "known", "on", "told"),
    [
        ("60", "54.00", "2026-03-31", True), ("60", "54.00", "2026-04-01", False), ("60", "53.99", "2026-03-17", False),
        ("60", "60.00", "2026-03-17", False), ("59.5", "59.00", "2026-03-17", False), ("66.11", "60", "2026-03-17", True),
        ("66.12", "60", "2026-03-17", False), ("60", "54.00", "2026-03-03", True),
    ],
)  # fmt: skip
def test_split_below_a_limit(limit: str, known: str, on: str, told: bool) -> None:
    found = _found({"gross": Decimal(known), "issue_date": on}, approval_limits=(Decimal(limit),))
    assert ("split-below-limit" in found) is told


def test_numbers_in_a_row_need_two_before_with_the_same_head() -> None:
    def told(*numbers: str) -> bool:
        known = tuple(KNOWN.model_copy(update={"number": number, "gross": Decimal(1)}) for number in numbers)
        master = MASTER.model_copy(update={"invoices": known})
        return any(
            finding.code == "numbers-in-a-row" for finding in check(reading(**OURS), Context(TODAY, master)).findings
        )

    assert told("RE-1041", "RE-1040")
    assert not told("RE-1041", "RE-1039")
    assert not told("XX-1041", "XX-1040")
    assert not told("RE-1043", "RE-1044")
    assert not told("RE-1041", "RE-none")


def test_benford_needs_more_than_500_amounts_and_tells_made_up_ones() -> None:
    natural = [Decimal(2) ** power for power in range(501)]
    assert deviation(natural[:500]) is None
    assert deviation([*natural[:500], Decimal(0)]) is None
    fits = deviation(natural)
    assert fits is not None
    assert fits < 1
    made_up = deviation([Decimal(500 + number % 500) for number in range(501)])
    assert made_up is not None
    assert made_up > 50 * CRITICAL
    assert [first_digit(Decimal(each)) for each in ("0.05", "-12", "0", "9")] == [5, 1, 0, 9]
