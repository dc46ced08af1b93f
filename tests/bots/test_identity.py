"""Which invoice a document shows: one key for all its files, another key for another invoice."""

import pytest

from bots.identity import account_digits, figures, fingerprint, identity, known_of, same_figures
from bots.plain_text import plain_name
from contracts.reading import ReadLine
from tests.bots.specimens import LINE, reading

DIGITAL = "26112000000012345678"


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"number": DIGITAL}, f"cn:{DIGITAL}"),
        ({"number": "2611 2000 0000 1234 5678", "code": " "}, f"cn:{DIGITAL}"),
        ({"number": "12345678", "code": "011001900111"}, "cn:011001900111:12345678"),
        ({"number": "12345678", "code": "1100190011"}, "cn:1100190011:12345678"),
        ({"number": "12345678", "code": "01100190011", "seller_tax_id": "X1"}, "X1:2026:12345678"),
        ({"number": "1234567", "code": "011001900111", "seller_tax_id": "X1"}, "X1:2026:1234567"),
        ({"number": DIGITAL + "9", "seller_tax_id": "X1"}, f"X1:2026:{DIGITAL}9"),
        ({"number": "RE00/7", "seller_tax_id": "de 1"}, "DE1:2026:re00-7"),
        ({"number": "7", "seller_name": "A（B） GmbH"}, "abgmbh:2026:7"),
        ({"number": "7"}, None),
        ({"number": "", "seller_tax_id": "DE1"}, None),
        ({"number": "7", "seller_tax_id": "DE1", "issue_date": ""}, None),
    ],
)
def test_the_key(fields: dict[str, str], key: str | None) -> None:
    assert identity(reading(**fields)) == key


def test_another_format_has_the_same_key_and_the_same_figures() -> None:
    xml, page = reading(number=DIGITAL), reading(number=DIGITAL, seller_tax_id="A1", gross_amount="59.5")
    assert identity(xml) == identity(page.model_copy(update={"format": "pdf"}))
    assert same_figures(figures(xml), figures(page))


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"gross_amount": "59.500"}, True),
        ({"gross_amount": "59.51"}, False),
        ({"gross_amount": ""}, False),
        ({"issue_date": "2026-03-18"}, False),
        ({"issue_date": ""}, False),
        ({"currency": "CNY"}, False),
        ({"currency": ""}, True),
        ({"seller_tax_id": "d e1"}, True),
        ({"seller_tax_id": ""}, True),
        ({"seller_tax_id": "DE2"}, False),
        ({"buyer_tax_id": "DE4"}, False),
    ],
)
def test_figures_contradict_each_other_or_not(change: dict[str, str], same: bool) -> None:
    told = {"seller_tax_id": "DE1", "buyer_tax_id": "DE3"}
    one, other = figures(reading(**told)), figures(reading(**(told | change)))
    assert same_figures(one, other) == same_figures(other, one) == same


def test_lines_have_one_print_in_any_order_and_notation() -> None:
    other = LINE.model_copy(update={"quantity": "3", "net_amount": "9.00"})
    one = reading().model_copy(update={"lines": (LINE, other)})
    turned = one.model_copy(update={"lines": (other, LINE.model_copy(update={"net_amount": "50", "description": "x"}))})
    assert fingerprint(one) == fingerprint(turned) == "39458d3cf2b7e678"
    assert fingerprint(reading()) not in (fingerprint(one), None)
    assert fingerprint(one.model_copy(update={"lines": (LINE, ReadLine(quantity="3"))})) is None
    assert fingerprint(one.model_copy(update={"lines": ()})) is None
    assert fingerprint(reading().model_copy(update={"lines": (ReadLine(net_amount="50.00"),)})) is not None


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("中国银行北京支行 6222 0202 0011", "622202020011"),
        ("工行１２３４５６７８９", "123456789"),
        ("工行 12345678", None),
        ("行 123456789 / 1234-567-890", "1234567890"),
        (None, None),
    ],
)
def test_the_account_in_what_is_printed(text: str | None, digits: str | None) -> None:
    assert account_digits(text) == digits


def test_what_is_remembered_of_an_invoice() -> None:
    told = {
        "number": "7", "code": "1", "seller_tax_id": "S", "seller_name": "N", "buyer_tax_id": "B",
        "bank_account": "行 123456789",
    }  # fmt: skip
    known = known_of(reading(**told))
    assert known.model_dump(mode="json") == {
        "number": "7", "code": "1", "seller_tax_id": "S", "seller_name": "N", "buyer_tax_id": "B",
        "issue_date": "2026-03-17", "currency": "EUR", "gross": "59.50", "file_sha256": "0" * 64, "format": "ubl",
        "account": "123456789", "lines": fingerprint(reading()), "remaining": None, "purchase_order": None,
    }  # fmt: skip
    assert known_of(reading(iban="DE02", bank_account="行 123456789")).account == "DE02"
    assert known_of(reading(number="")).number == ""


def test_names_are_folded() -> None:
    assert plain_name("北京（集团） 公司") == plain_name("北京(集团)公司") == "北京集团公司"
