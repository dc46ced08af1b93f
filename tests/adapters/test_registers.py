"""Registers outside, over real HTTP: what they are asked, what each answer means, and that silence is no word."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from adapters import posting
from adapters.abnormal_vouchers import listed, listed_in_file
from adapters.registers import UNAVAILABLE, NotAnswered, RegisterEndpoint, ask_register
from adapters.tax_bureau import verify
from adapters.vies import known_seller
from contracts.tax_verification import RegisterQuery
from tests.support.register_server import Registers, registers

DIGITAL = RegisterQuery(
    number="26112000000012345678", issued=date(2026, 10, 20), net=Decimal("100.00"), gross=Decimal("113.00"),
    seller_tax_id="91110000600037341L", seller_name="水泵（北京）有限公司", buyer_tax_id="91310000MA1FL0B123",
    buyer_name="Bau AG",
)  # fmt: skip
SELLER, BUYER = (
    {"name": "水泵(北京)有限公司", "tax_id": "91110000600037341l"},
    {"name": "Bau AG", "tax_id": "91310000MA1FL0B123"},
)
NORMAL = {"result": "normal", "seller": SELLER, "buyer": BUYER}
OLD = DIGITAL.model_copy(update={"number": "12345678", "code": "011001900111", "check": "567890"})
EU = DIGITAL.model_copy(update={"seller_tax_id": "DE136695976"})


@pytest.fixture(scope="module")
def server() -> Iterator[Registers]:
    with registers() as told:
        yield told


def _at(server: Registers, path: str, status: int, answer: object) -> RegisterEndpoint:
    server.answers[path], server.delay = (status, answer), 0.0
    server.asked.clear()
    return RegisterEndpoint(url=f"{server.url}{path}", key=SecretStr("s3cret"))


@pytest.mark.parametrize("result", ["normal", "void", "red", "abnormal", "not-found", "unavailable"])
def test_the_bureau_says_what_an_invoice_is(server: Registers, result: str) -> None:
    told = NORMAL | {"result": result}
    answer = verify(_at(server, "/v", 200, told), DIGITAL)
    assert answer == (result, json.dumps(told).encode())
    asked = {"number": DIGITAL.number, "date": "2026-10-20", "amount": "113.00"}
    assert server.asked == [("/v", asked, "Bearer s3cret")]


@pytest.mark.parametrize(
    ("told", "result"),
    [
        ({"seller": None}, "unavailable"), ({"buyer": None}, "unavailable"), ({"buyer": {}}, "unavailable"),
        ({"buyer": "Bau AG"}, "unavailable"), ({"buyer": {"name": 1, "tax_id": ["91310000MA1FL0B123"]}}, "unavailable"),
        ({"buyer": {"tax_id": ""}}, "unavailable"), ({"buyer": {"name": "Bau AG"}}, "normal"),
        ({"buyer": {"tax_id": "91310000MA1FL0B123"}}, "normal"), ({"seller": {"tax_id": "91110000600037341L"}}, "normal"),
        ({"buyer": BUYER | {"name": "Other AG"}}, "other-parties"), ({"buyer": BUYER | {"tax_id": "1"}}, "other-parties"),
        ({"seller": SELLER | {"name": "x"}}, "other-parties"), ({"seller": {"tax_id": "1"}, "buyer": None}, "other-parties"),
        ({"result": "red", "buyer": None}, "red"), ({"result": "not-found", "seller": None, "buyer": None}, "not-found"),
    ],
)  # fmt: skip
def test_a_normal_invoice_is_that_of_its_seller_and_buyer(
    server: Registers, told: dict[str, object], result: str
) -> None:
    answer = verify(_at(server, "/v", 200, NORMAL | told), DIGITAL)
    assert answer == (result, json.dumps(NORMAL | told).encode())


@pytest.mark.parametrize(
    "lacks", [{"buyer_tax_id": None, "buyer_name": None}, {"seller_tax_id": None, "seller_name": None}]
)
def test_an_invoice_without_a_party_is_never_confirmed(server: Registers, lacks: dict[str, None]) -> None:
    assert verify(_at(server, "/v", 200, NORMAL), DIGITAL.model_copy(update=lacks)).result == "unavailable"


def test_older_invoices_are_asked_for_with_code_check_and_the_amount_without_tax(server: Registers) -> None:
    verify(_at(server, "/v", 200, NORMAL | {"number": "12345678", "code": "011001900111"}), OLD)
    asked = {
        "number": "12345678", "code": "011001900111", "date": "2026-10-20", "amount": "100.00", "check": "567890",
    }  # fmt: skip
    assert server.asked == [("/v", asked, "Bearer s3cret")]


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, NORMAL | {"result": "fine"}), (200, NORMAL | {"result": "other-parties"}),
        (200, {}), (200, {"result": ["normal"]}), (200, b"normal"), (200, b"[]"), (200, b""),
        (200, b"\xff"), (200, b"[" * 50_000), (500, {"result": "normal"}), (201, {"result": "normal"}),
        (302, {"result": "normal"}), (200, {"result": "normal", "number": "1"}),
        (200, {"result": "normal", "number": "12345678", "code": "1"}),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_none(server: Registers, status: int, answer: object) -> None:
    with pytest.raises(NotAnswered) as told:
        verify(_at(server, "/v", status, answer), OLD)
    assert "s3cret" not in str(told.value)
    assert server.url not in str(told.value)


def test_a_late_answer_and_a_closed_door_are_none(server: Registers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "SECONDS", 0.2)
    endpoint = _at(server, "/v", 200, {"result": "normal"})
    server.delay = 0.6
    with pytest.raises(NotAnswered):
        verify(endpoint, DIGITAL)
    server.delay = 0.0
    with pytest.raises(NotAnswered):
        verify(RegisterEndpoint(url="http://127.0.0.1:1/"), DIGITAL)


def test_a_key_is_sent_only_where_there_is_one(server: Registers) -> None:
    verify(_at(server, "/v", 200, {"result": "normal"}).model_copy(update={"key": None}), DIGITAL)
    assert server.asked[0][2] is None


@pytest.mark.parametrize(("on_list", "result"), [(True, "abnormal"), (False, "normal")])
def test_a_list_of_abnormal_vouchers_is_asked(server: Registers, on_list: bool, result: str) -> None:
    assert listed(_at(server, "/l", 200, {"listed": on_list}), OLD).result == result
    assert server.asked[0][1] == {"number": "12345678", "code": "011001900111", "seller": "91110000600037341L"}


@pytest.mark.parametrize("answer", [{}, {"listed": None}, {"listed": "no"}, {"listed": 0}])
def test_a_list_that_says_nothing_is_no_answer(server: Registers, answer: object) -> None:
    with pytest.raises(NotAnswered):
        listed(_at(server, "/l", 200, answer), OLD)


@pytest.mark.parametrize(
    ("lines", "query", "result"),
    [
        ("26112000000012345678\n", DIGITAL, "abnormal"),
        ("\ufeff2611 2000 0000 1234 5678", DIGITAL, "abnormal"),
        ("x\n91110000600037341L", DIGITAL, "abnormal"),
        ("26112000000012345679", DIGITAL, "normal"),
        ("011001900111 12345678", OLD, "abnormal"),
        ("12345678", OLD, "normal"),
    ],
)
def test_a_list_in_a_file(tmp_path: Path, lines: str, query: RegisterQuery, result: str) -> None:
    path = tmp_path / "list.txt"
    path.write_text(lines, encoding="utf-8")
    answer = listed_in_file(path, query)
    assert answer.result == result
    assert answer.evidence.startswith(hashlib.sha256(path.read_bytes()).hexdigest().encode())


@pytest.mark.parametrize("data", [None, b"", b"\n \n", b"\xff\xfe"])
def test_a_list_that_is_not_there_is_no_answer(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "list.txt"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(NotAnswered):
        listed_in_file(path, DIGITAL)


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        ({"valid": True, "userError": "VALID"}, "normal"),
        ({"valid": True}, "normal"),
        ({"valid": False, "userError": "INVALID"}, "not-found"),
        ({"valid": False, "userError": "MS_UNAVAILABLE"}, "unavailable"),
        ({"valid": False, "actionSucceed": False}, "unavailable"),
    ],
)
def test_vies_knows_a_seller_or_not(server: Registers, answer: object, result: str) -> None:
    found = known_seller(_at(server, "/check", 200, answer), EU)
    assert found.result == result
    assert found.evidence
    assert server.asked[0][1] == {"countryCode": "DE", "vatNumber": "136695976"}


def test_vies_calls_greece_el_and_needs_a_word(server: Registers) -> None:
    endpoint = _at(server, "/check", 200, {"valid": True})
    known_seller(endpoint, EU.model_copy(update={"seller_tax_id": "GR094259216"}))
    assert server.asked[0][1] == {"countryCode": "EL", "vatNumber": "094259216"}
    with pytest.raises(NotAnswered):
        known_seller(_at(server, "/check", 200, {"valid": "yes"}), EU)


def test_a_register_that_nobody_configured_is_unavailable() -> None:
    assert ask_register({}, "tax-bureau", DIGITAL) == UNAVAILABLE == ("unavailable", b"")
    answer = UNAVAILABLE._replace(result="red")
    assert ask_register({"vies": lambda _: answer}, "vies", DIGITAL) == answer


@pytest.mark.parametrize("url", ["http://example.com/", "https://u:p@example.com/", "ftp://localhost/"])
def test_addresses_are_safe(url: str) -> None:
    with pytest.raises(ValidationError):
        RegisterEndpoint(url=url)
