"""What QR codes of e-invoices say, and their check sums."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bots.reading.fapiao.qr import Qr, crc16, modbus, parse, same_amount

DIGITAL = "01,32,,26502000000820463175,500.00,20260611,,0743"
RAIL = "01,51,,26509183740216593840,23.50,20260315,,271d"
OLD = "01,10,050002100111,70315528,35.00,20210926,48106275939048217365,7E19,"
digits = some.text("0123456789", min_size=8, max_size=8)


def test_a_digital_code_states_what_is_asked_for_and_its_check_sum_is_right() -> None:
    code = parse(DIGITAL)
    assert code == Qr("32", None, "26502000000820463175", "500.00", "2026-06-11", None, None, True)
    assert code.amount_is_net is False


def test_a_rail_code_has_the_other_check_sum() -> None:
    code = parse(RAIL)
    assert code is not None
    assert (code.kind, code.amount, code.crc_right, code.amount_is_net) == ("51", "23.50", True, False)


def test_an_old_code_states_the_amount_without_tax_and_no_check_sum_that_is_known() -> None:
    code = parse(OLD)
    assert code == Qr("10", "050002100111", "70315528", "35.00", "2021-09-26", "48106275939048217365")
    assert code.amount_is_net is True


@pytest.mark.parametrize("kind", ["01", "04", "10", "14", "20"])
def test_old_kinds_state_the_amount_without_tax(kind: str) -> None:
    code = parse(OLD.replace("01,10", f"01,{kind}"))
    assert code is not None
    assert code.amount_is_net is True


@pytest.mark.parametrize("kind", ["31", "32", "51"])
def test_a_wrong_check_sum_is_told_for_digital_kinds(kind: str) -> None:
    code = parse(f"01,{kind},,26502000000820463175,500.01,20260611,,0743")
    assert code is not None
    assert code.crc_right is False


def test_a_code_without_check_sum_is_neither_right_nor_wrong() -> None:
    code = parse("01,31,,26502000000820463175,500.00,20260611,,")
    assert code is not None
    assert code.crc_right is None


def test_blanks_stand_for_absent_parts() -> None:
    code = parse(" 01,20, ,70315528,-35,20210926, ,\n")
    assert code == Qr("20", None, "70315528", "-35", "2021-09-26")


def test_toll_codes_have_a_form_of_their_own() -> None:
    code = parse("050002200112,80516394,28.00,2022-05-19,虚构有限公司")
    assert code == Qr(None, "050002200112", "80516394", "28.00", "2022-05-19", buyer="虚构有限公司")
    assert code.amount_is_net is None
    assert parse("050002200112,80516394,28.00,2022-05-19,") == code._replace(buyer=None)


@pytest.mark.parametrize(
    "payload",
    ["", "https://inv-veri.chinatax.gov.cn/", "02,32,,26502000000820463175,500.00,20260611,,", "01,32,,123,1.00,20260611,,",
     "01,32,,26502000000820463175,1.000,20260611,,", "01,32,,26502000000820463175,1.00,2026611,,",
     "01,10,1,70315528,1,20210926,,",
     "01,10,050002100111,70315528,35.00,20210926,4810,7E19,", "01,32,,26502000000820463175,500.00,20260611,,0743,x"],
)  # fmt: skip
def test_what_is_no_code_of_an_invoice(payload: str) -> None:
    assert parse(payload) is None


def test_check_sums_of_the_catalogue() -> None:
    """CRC-16/UMTS and CRC-16/MODBUS over 123456789, as catalogues of check sums state them."""
    assert crc16(b"123456789") == 0xFEE8
    assert modbus(b"123456789") == 0x4B37
    assert crc16(b"") == 0
    assert modbus(b"") == 0xFFFF


@given(digits, some.integers(0, 7))
def test_one_digit_changed_is_always_found(number: str, place: int) -> None:
    changed = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    assert crc16(number.encode()) != crc16(changed.encode())
    assert modbus(number.encode()) != modbus(changed.encode())


def test_amounts_are_compared_as_figures() -> None:
    assert same_amount("35", "35.00")
    assert not same_amount("35", "35.01")
    assert not same_amount(None, None)
    assert not same_amount("***", "***")
