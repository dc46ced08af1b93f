"""Bank statements as CSV: columns by their headings, Chinese or English, in the order of the days or the other way round."""

import csv
import io
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from adapters.statement_base import BadStatement, Told, account, figure, money, word

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "day": ("交易日期", "记账日期", "交易时间", "日期", "date", "booking date"),
    "debit": ("借方", "借方发生额", "借方金额", "支出", "支出金额", "debit"),
    "credit": ("贷方", "贷方发生额", "贷方金额", "收入", "收入金额", "credit"),
    "amount": ("交易金额", "金额", "发生额", "amount"),
    "balance": ("余额", "账户余额", "交易后余额", "balance"),
    "currency": ("币种", "currency"),
    "account": ("对方账号", "对方帐号", "对方账户", "counterparty account"),
    "name": ("对方户名", "对方名称", "对方单位", "counterparty"),
    "text": ("摘要", "用途", "附言", "备注", "text", "description"),
    "reference": ("业务编号", "客户业务编号", "end-to-end id"),
    "bank_reference": ("流水号", "交易流水号", "凭证号", "bank reference"),
}
"""What a column means -> the headings it is known by."""
DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d", "%Y年%m月%d日", "%d.%m.%Y")
CURRENCIES = {"人民币": "CNY", "RMB": "CNY", "美元": "USD", "欧元": "EUR", "港币": "HKD"}
MAX_ROWS = 2_000
Row = Mapping[str, str]


def statement(data: bytes, our_account: str, currency: str, columns: Mapping[str, str]) -> Told:
    """The statement of a file whose rows carry the balance after them. Raises BadStatement."""
    rows = _rows(data, columns)
    if not rows:
        raise BadStatement("statement-wrong-format", found="no rows")
    amounts = [_amount(number, row) for number, row in rows]
    balances = [figure(row.get("balance"), f"{number}") for number, row in rows]
    rows, amounts, balances = _in_order(rows, amounts, balances)
    day = max(_day(number, row) for number, row in rows)
    in_currency = _currency([row for _, row in rows], currency)
    digest = sha256(data).hexdigest()[:16]
    return {
        "account": our_account,
        "statement": f"csv-{day}-{digest}",
        "closed_on": day,
        "opening": money(balances[0] - amounts[0], in_currency),
        "closing": money(balances[-1], in_currency),
        "entries": [
            _entry(place, number, row, amount, in_currency)
            for place, ((number, row), amount) in enumerate(zip(rows, amounts, strict=True), 1)
        ],
        "format": "csv",
    }


def _rows(data: bytes, columns: Mapping[str, str]) -> list[tuple[int, Row]]:
    """The rows below the heading, each with the number that people see beside it; above it banks write their own name."""
    found: list[tuple[int, Row]] = []
    header: list[str] | None = None
    text = _text(data)
    delimiter = max(",;\t", key=text[:4_000].count)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            if header is None:
                header = _header(cells, columns)
            elif any(cell.strip() for cell in cells):
                if len(cells) < len(header):
                    raise BadStatement("statement-truncated", told=len(header), counted=f"{len(cells)} ({number})")
                found.append((number, {name: cell for name, cell in zip(header, cells, strict=False) if name}))
    except csv.Error as error:
        raise BadStatement("statement-unreadable", why=error) from error
    if header is None:
        raise BadStatement("statement-wrong-format", found="no headings")
    if len(found) > MAX_ROWS:
        raise BadStatement("too-many-rows", limit=MAX_ROWS)
    return found


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadStatement("statement-unreadable", why="encoding")


def _header(cells: Sequence[str], columns: Mapping[str, str]) -> list[str] | None:
    """What each column means ("" for nothing of ours), if this is the heading: a day, a balance, and amounts."""
    known = {_plain(heading): name for name, headings in HEADINGS.items() for heading in headings}
    known |= {_plain(heading): name for name, heading in columns.items() if name in HEADINGS}
    found: list[str] = []
    for cell in cells:
        name = known.get(_plain(cell), "")
        found.append("" if name in found else name)
    has_amount = "amount" in found or {"debit", "credit"} <= set(found)
    return found if {"day", "balance"} <= set(found) and has_amount else None


def _plain(heading: str) -> str:
    """A heading without width, case, blanks and what stands in brackets."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(text.split("(")[0].split())


def _amount(number: int, row: Row) -> Decimal:
    """What a row does to the balance: credit less debit, or the signed amount; nothing at all is no booking."""
    if "debit" in row and "credit" in row:
        sides = [figure(row[side].strip() or "0", f"{number}") for side in ("credit", "debit")]
        amount = sides[0] - sides[1]
    else:
        amount = figure(row.get("amount"), f"{number}")
    if not amount:
        raise BadStatement("statement-no-figure", where=f"{number}", text="0")
    return amount


def _in_order(
    rows: list[tuple[int, Row]], amounts: list[Decimal], balances: list[Decimal]
) -> tuple[list[tuple[int, Row]], list[Decimal], list[Decimal]]:
    """Oldest first: each balance is the one before it and its amount. In neither order so: rows are missing or changed."""
    for turn in (1, -1):
        some, found = amounts[::turn], balances[::turn]
        broken = [i for i in range(1, len(found)) if found[i - 1] + some[i] != found[i]]
        if not broken:
            return rows[::turn], some, found
    raise BadStatement("statement-rows-missing", row=rows[::-1][broken[0]][0])


def _day(number: int, row: Row) -> str:
    told = unicodedata.normalize("NFKC", row.get("day", "")).strip()
    for text in (told, told.split(" ")[0].split("T")[0]):
        for form in DAYS:
            try:
                return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
    raise BadStatement("statement-no-day", row=number, text=told[:40])


def _currency(rows: Sequence[Row], told: str) -> str:
    found = {CURRENCIES.get(text, text) for row in rows if (text := (row.get("currency") or "").strip().upper())}
    if len(found | ({told} if told else set())) != 1:
        raise BadStatement("statement-other-currency", found=", ".join(sorted(found)) or "-", expected=told or "-")
    return next(iter(found), told)


def _entry(place: int, number: int, row: Row, amount: Decimal, currency: str) -> Told:
    told = {
        "end_to_end_id": word(row.get("reference")),
        "account": account(row.get("account")),
        "name": word(row.get("name")),
        "text": word(row.get("text")),
        "bank_reference": word(row.get("bank_reference")),
    }
    return {
        "number": place,
        "booked_on": _day(number, row),
        "direction": "in" if amount > 0 else "out",
        "amount": money(abs(amount), currency),
        **{name: value for name, value in told.items() if value},
    }
