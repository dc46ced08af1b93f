"""批量付款: a Chinese bank's list, in its encoding, harmless in a spreadsheet, and the same bytes for the same events."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.bank_file import bank_file, control, file_name, write
from adapters.batch_csv import COLUMNS, WRITER, batch_csv
from contracts._base import Actor
from contracts.values import BankAccount, Money
from events._base import Meta, Recorded
from events.payment_run import Payment, PaymentRunReleased
from tests.adapters.test_pain001 import ROOT, WHEN, payment, run

OURS = BankAccount(
    holder="某某建设有限公司", number="11001018888000000001", bank="建设银行", clearing_code="105100000017"
)
THEIRS = BankAccount(holder="中铁物资𠮷", number="6222020200112233445", bank="工商银行", clearing_code="102100099996")

META = Meta(actor=Actor(kind="person", id="tess"), channel="cli", command="c", command_id=ROOT)


def cny(amount: str, creditor: BankAccount = THEIRS, **changes: object) -> Payment:
    return payment(1, Money(amount=Decimal(amount), currency="CNY")).model_copy(
        update={"creditor": creditor, **changes}
    )


def listed(*payments: Payment) -> list[list[str]]:
    data = batch_csv(run(*payments, currency="CNY", debtor=OURS), WHEN)
    return list(csv.reader(io.StringIO(data.decode("gb18030"), newline="")))


def test_the_bytes_of_a_known_run() -> None:
    data = batch_csv(run(cny("1234.5"), currency="CNY", debtor=OURS), WHEN)
    assert data.decode("gb18030") == (
        "序号,付款账号,付款户名,收款账号,收款户名,开户行,联行号,金额,币种,用途,期望日期,业务编号\r\n"
        "1,11001018888000000001,某某建设有限公司,6222020200112233445,中铁物资𠮷,工商银行,102100099996,"
        "1234.50,CNY,R-1,2026-12-02,INV-1/1-1\r\n"
    )
    assert control(data) == (1, Decimal("1234.50"))


@pytest.mark.parametrize("hostile", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "a\r\n=1", "=1"])
def test_no_cell_runs_as_a_formula_and_no_text_forges_a_row(hostile: str) -> None:
    account = THEIRS.model_copy(update={"holder": hostile, "bank": hostile})
    rows = listed(cny("1", creditor=account, invoice_number=hostile, end_to_end_id=hostile.strip()))
    assert len(rows) == 2
    assert not [cell for cell in rows[1] if cell[:1] in "=+-@\t\r" and cell]


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=20), st.text(max_size=200))
def test_any_run_gives_its_sum_and_count_and_always_the_same(cents: list[int], text: str) -> None:
    account = THEIRS.model_copy(update={"holder": text})
    payments = [cny(str(Decimal(each) / 100), creditor=account, invoice_number=text) for each in cents]
    whole = run(*payments, currency="CNY", debtor=OURS)
    data = batch_csv(whole, WHEN)
    assert data == write(whole, WHEN, WRITER)
    assert control(data) == (len(cents), sum(map(Decimal, cents)) / 100)


@pytest.mark.parametrize("bad", [b"", b"a,b\r\n", b"\xff\xff", ",".join(COLUMNS).encode("gb18030") + b"\r\n2,\r\n"])
def test_another_file_is_no_list(bad: bytes) -> None:
    with pytest.raises(ValueError, match="no list of payments"):
        control(bad)


def test_a_run_says_itself_which_file_is_written() -> None:
    proposed = run(cny("5"), currency="CNY", debtor=OURS).model_copy(update={"writer": WRITER})
    released = PaymentRunReleased(ref=proposed.ref, released_by="tess", content_hash="0" * 64)
    events = [Recorded(proposed.ref.id, n, WHEN, WHEN, META, e) for n, e in enumerate((proposed, released), 1)]
    file = bank_file(events)
    assert (file.format, file.name) == (WRITER, "ACME-RUN-2026-000001.csv")
    assert file.data == batch_csv(proposed, WHEN)
    assert file_name(run(cny("5"), currency="CNY")).endswith(".xml")
