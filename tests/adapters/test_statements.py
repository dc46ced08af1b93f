"""Bank statements read: camt.053 of several versions, Chinese CSV, and every way in which a file is not what it should be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from adapters.statements import MAX_BYTES, StatementError, read
from contracts.bank_statement import ImportBankStatement
from tests.adapters.statement_files import HEADINGS, IBAN, Entry, camt, chinese

CNY = "11001018888000000001"
TWO = (
    '2026-12-02,"1,190.00",,8810.00,622202100101,钢铁公司,货款,F-1',
    "2026-12-03,,0.05,8810.05,,,利息,F-2",
)


def iso(data: bytes) -> ImportBankStatement:
    (found,) = read(data, "ACME", [IBAN, "DE89370400440532013000"])
    return found


def listed(data: bytes, currency: str = "CNY", **columns: str) -> ImportBankStatement:
    (found,) = read(data, "ACME", [CNY], currency, columns)
    return found


def refused(data: bytes, accounts: tuple[str, ...] = (IBAN,), currency: str = "") -> tuple[str, dict[str, str]]:
    with pytest.raises(StatementError) as raised:
        read(data, "ACME", accounts, currency)
    return raised.value.code, dict(raised.value.figures)


@pytest.mark.parametrize("version", ["02", "04", "08", "13"])
def test_a_statement_of_any_version_says_the_same(version: str) -> None:
    found = iso(
        camt(
            Entry("-1190.00", "INV-1/1-1", text="R-1"),
            Entry("1190.00", "INV-1/1-1", reason="AC04"),
            Entry("-7.5", name="", account="", text=""),
            Entry("-99", "later", status="PDNG"),
            version=version,
            count=4,
        )
    )
    assert (found.account, found.statement, found.closed_on) == (IBAN, "2026/44", date(2026, 12, 2))
    assert (str(found.opening), str(found.closing)) == ("5000.00 EUR", "4992.50 EUR")
    assert found.format == f"camt.053.001.{version}"
    out, back, fee = found.entries
    assert (out.direction, out.amount.amount, out.end_to_end_id) == ("out", Decimal("1190.00"), "INV-1/1-1")
    assert (out.name, out.account, out.text) == ("Stahl AG", "DE02500105170137075030", "R-1")
    assert (back.direction, back.returned, back.text) == ("in", True, "AC04")
    assert (fee.end_to_end_id, fee.name, fee.account, fee.returned) == (None, None, None, False)


@pytest.mark.parametrize("version", ["02", "08"])
def test_a_collective_entry_is_taken_apart_where_its_parts_add_up(version: str) -> None:
    parts = (("100.00", "A-1"), ("50.00", "A-2"))
    found = iso(camt(Entry("-150.00", parts=parts), version=version))
    assert [(e.number, e.amount.amount, e.end_to_end_id) for e in found.entries] == [
        (1, Decimal("100.00"), "A-1"),
        (2, Decimal("50.00"), "A-2"),
    ]
    found = iso(camt(Entry("-150.01", parts=parts, batch="ACME-RUN-1"), version=version))
    assert [(e.amount.amount, e.end_to_end_id, e.batch) for e in found.entries] == [
        (Decimal("150.01"), None, "ACME-RUN-1")
    ]


def test_a_balance_may_be_overdrawn_and_a_reference_not_given() -> None:
    found = iso(camt(Entry("-10", "NOTPROVIDED"), opening="-5.00"))
    assert (str(found.opening), str(found.closing)) == ("-5.00 EUR", "-15.00 EUR")
    assert found.entries[0].end_to_end_id is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ((b"camt.053.001.08", b"pain.001.001.09"), "statement-wrong-format"),
        ((b"camt.053.001.08", b"camt.053.001.01"), "statement-wrong-format"),
        ((b"<?xml", b"<!DOCTYPE a [<!ENTITY x 'y'>]><?xml"), "xml-doctype"),
        ((b'UTF-8"?>', b'UTF-8"?><!DOCTYPE a>'), "xml-doctype"),
        ((b"</Document>", b""), "xml-malformed"),
        ((b"OPBD", b"ITBD"), "statement-without-balance"),
        ((b"CLBD", b"CLAV"), "statement-without-balance"),
        ((b"<NbOfNtries>1", b"<NbOfNtries>2"), "statement-truncated"),
        ((b">10.00<", b">10,00<"), "statement-no-figure"),
        ((b"DBIT", b"DEBT"), "statement-no-figure"),
        ((IBAN.encode(), b"DE89370400440532013000"), "statement-of-other-account"),
        ((b"<Id>2026/44</Id>", b""), "statement-wrong-format"),
        ((b"<Dt>2026-12-02</Dt>", b"<Dt>2026-12-32</Dt>"), "statement-unreadable"),
        ((b'Ccy="EUR"', b'Ccy="XQX"'), "statement-unreadable"),
        ((b"<Stmt>", b"<Stmt>text"), "xml-mixed-content"),
    ],
)
def test_what_is_no_whole_statement_of_ours_is_refused(change: tuple[bytes, bytes], code: str) -> None:
    data = camt(Entry("-10.00"), count=1)
    assert change[0] in data
    assert refused(data.replace(*change))[0] == code


def test_a_file_that_is_too_large_or_nothing_is_refused() -> None:
    assert refused(b" " * (MAX_BYTES + 1)) == ("file-too-large", {"size": str(MAX_BYTES + 1), "limit": str(MAX_BYTES)})
    assert refused(b"<" + b"a" * 300)[0] == "xml-malformed"
    assert refused(b"\x00\xff\xfe")[0].startswith("statement-")
    assert refused(b"")[0] == "statement-wrong-format"
    assert refused(chinese(*TWO), (CNY, IBAN)) == ("statement-account-not-named", {"known": f"{CNY}, {IBAN}"})


@pytest.mark.parametrize("rows", [TWO, TWO[::-1]])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_a_chinese_list_is_read_in_either_order(rows: tuple[str, ...], encoding: str) -> None:
    found = listed(
        chinese(*rows, before="中国某银行\r\n账号:1\r\n" if encoding == "gb18030" else "", encoding=encoding)
    )
    assert (str(found.opening), str(found.closing), found.closed_on) == (
        "10000.00 CNY",
        "8810.05 CNY",
        date(2026, 12, 3),
    )
    out, interest = found.entries
    assert (out.direction, str(out.amount), out.account, out.name) == ("out", "1190.00 CNY", "622202100101", "钢铁公司")
    assert (out.text, out.bank_reference, out.booked_on) == ("货款", "F-1", date(2026, 12, 2))
    assert (interest.direction, str(interest.amount), interest.account) == ("in", "0.05 CNY", None)
    assert listed(chinese(*rows, before="x\r\n")).statement != found.statement


def test_columns_are_named_by_whoever_knows_better() -> None:
    data = b"Tag;Wert;Saldo;Wer\n02.12.2026;-5.00;95.00;Bank\n"
    found = listed(data, "EUR", day="Tag", amount="Wert", balance="Saldo", name="wer")
    assert [(e.direction, str(e.amount), e.name) for e in found.entries] == [("out", "5.00 EUR", "Bank")]
    assert str(found.opening) == "100.00 EUR"


def test_a_currency_in_the_file_is_the_accounts_or_refused() -> None:
    with_currency = chinese("2026-12-02,5,,95,人民币", headings="日期,借方,贷方,余额,币种")
    assert listed(with_currency, "").opening.currency == "CNY"
    assert refused(with_currency, (CNY,), "USD") == ("statement-other-currency", {"found": "CNY", "expected": "USD"})
    assert refused(chinese(*TWO), (CNY,))[0] == "statement-other-currency"
    mixed = chinese("2026-12-02,5,,95,CNY", "2026-12-02,5,,90,USD", headings="日期,借方,贷方,余额,币种")
    assert refused(mixed, (CNY,))[1]["found"] == "CNY, USD"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((TWO[0], TWO[1].replace("8810.05", "8810.06")), "statement-rows-missing"),
        ((TWO[0], "2026-12-03,,0.05"), "statement-truncated"),
        ((), "statement-wrong-format"),
        (("2026-13-02,5,,95,,,,",), "statement-no-day"),
        (('2026-12-02,"5,00",,95,,,,',), "statement-no-figure"),
        (("2026-12-02,,,95,,,,",), "statement-no-figure"),
        (("2026-12-02,5,,,,,,",), "statement-no-figure"),
        (("2026-12-02,5.001,,95,,,,",), "statement-unreadable"),
        (('2026-12-02,"5,,95,,,,',), "statement-unreadable"),
    ],
)
def test_a_list_that_is_cut_or_changed_is_refused(rows: tuple[str, ...], code: str) -> None:
    assert refused(chinese(*rows), (CNY,), "CNY")[0] == code


def test_a_list_without_its_columns_is_none() -> None:
    assert refused(chinese(*TWO, headings=HEADINGS.replace("余额", "x")), (CNY,), "CNY")[0] == "statement-wrong-format"
    assert refused(chinese(*TWO, headings=HEADINGS.replace("贷方", "x")), (CNY,), "CNY")[0] == "statement-wrong-format"
