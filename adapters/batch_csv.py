"""批量付款: the list of payments that a Chinese bank's counter and portal take, byte for byte a function of the run's events."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation

from adapters.pain001 import ABSENT, check, text, with_money
from adapters.sheets import tame
from contracts.currency import quantum
from events.payment_run import Payment, PaymentRunProposed

WRITER = "cn-batch-csv/1"
ENCODING = "gb18030"
"""What Chinese banks read; it carries every character there is, so that no name is changed."""
COLUMNS = (
    "序号",
    "付款账号",
    "付款户名",
    "收款账号",
    "收款户名",
    "开户行",
    "联行号",
    "金额",
    "币种",
    "用途",
    "期望日期",
    "业务编号",
)
MAX_TEXT = 120
AMOUNT = COLUMNS.index("金额")


def batch_csv(run: PaymentRunProposed, _created_at: datetime) -> bytes:
    """The list of a run: one row a payment, CRLF, no text that a spreadsheet would run.

    Raises ValueError for what no transfer can say: no payments, an amount not above zero, a second currency.
    """
    run = with_money(run)
    check(run)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(run, number, payment) for number, payment in enumerate(run.payments, 1))
    return out.getvalue().encode(ENCODING)


def _row(run: PaymentRunProposed, number: int, payment: Payment) -> Iterator[str]:
    creditor, amount = payment.creditor, payment.amount.amount.quantize(quantum(run.currency))
    yield str(number)
    yield run.debtor.identifier
    yield _text(run.debtor.holder)
    yield creditor.identifier
    yield _text(creditor.holder)
    yield _text(creditor.bank or "")
    yield tame(creditor.clearing_code or creditor.bic or "")
    yield str(amount)
    yield run.currency
    yield _text(payment.invoice_number)
    yield run.execution_date.isoformat()
    yield tame(payment.end_to_end_id)


def _text(original: str) -> str:
    """On one line, and no formula; empty where nothing is known."""
    line = text(original, MAX_TEXT)
    return "" if line == ABSENT and not original.strip() else tame(line)


def control(data: bytes) -> tuple[int, Decimal]:
    """How many transfers a list holds and their sum, counted again. Raises ValueError where it is no such list."""
    try:
        rows = list(csv.reader(io.StringIO(data.decode(ENCODING), newline=""), strict=True))
        numbered = [int(row[0]) for row in rows[1:]]
        amounts = [Decimal(row[AMOUNT]) for row in rows[1:]]
    except (UnicodeDecodeError, csv.Error, IndexError, InvalidOperation) as error:
        raise ValueError(f"no list of payments: {error}") from error
    if not rows or tuple(rows[0]) != COLUMNS or numbered != list(range(1, len(amounts) + 1)):
        raise ValueError("no list of payments: header or numbering differ")
    return len(amounts), sum(amounts, Decimal(0))
