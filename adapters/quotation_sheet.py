"""The sheet on which a supplier quotes: made from the RFQ, filled in Excel, read back as the fields of a quotation."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from adapters.workbook import Cell, WorkbookWrongError, rows_of, written
from contracts.rfq import IssuedLine
from contracts.values import Ref

HEADER: Mapping[str, str] = {
    "rfq": "询价单",
    "number": "编号",
    "supplier": "供应商",
    "currency": "币种",
    "valid_until": "有效期至",
    "tax_included": "含税 (yes/no)",
    "tax_recoverable": "可抵扣 (yes/no)",
    "freight": "运费",
    "days": "付款天数",
    "discount_days": "折扣天数",
    "discount_percent": "折扣 %",
    "advance_percent": "预付 %",
}
LINES: Mapping[str, str] = {
    "line": "行",
    "description": "名称",
    "quantity": "数量",
    "asked_unit": "单位",
    "unit_price": "单价",
    "tax_percent": "税率 %",
    "unit": "报价单位",
    "units": "每报价单位数量",
    "minimum_quantity": "最小起订量",
    "lead_days": "交货天数",
    "freight": "行运费",
    "packaging": "包装",
}
TERMS = ("days", "discount_days", "discount_percent", "advance_percent")
ASKED = ("description", "quantity", "asked_unit")
"""Columns that only tell what is asked for."""


def form(rfq: Ref, currency: str, lines: Sequence[IssuedLine], supplier: str) -> bytes:
    """The empty sheet for a supplier."""
    known: dict[str, Cell] = {"rfq": str(rfq.id), "number": rfq.number, "supplier": supplier, "currency": currency}
    head: list[list[Cell]] = [[name, known.get(name), label] for name, label in HEADER.items()]
    titles: list[list[Cell]] = [[], list(LINES), list(LINES.values())]
    asked: list[list[Cell]] = [
        [line.line, line.description, line.quantity.amount, line.quantity.unit] for line in lines
    ]
    return written([("quotation", [*head, *titles, *asked], frozenset({len(head) + 1}))])


def fields(data: bytes) -> dict[str, Any]:
    """The fields of `quotation.submit` from a filled sheet; lines without a price are not quoted.

    Raises WorkbookWrongError naming the cell; the contract checks the values themselves.
    """
    rows = rows_of(data)
    start = next((number for number, row in enumerate(rows) if row and row[0] == "line"), None)
    if start is None:
        raise WorkbookWrongError("the row of headings that begins with 'line' is missing")
    head = {str(row[0]): row[1] if len(row) > 1 else None for row in rows[:start] if row and row[0]}
    if unknown := sorted(set(head) - set(HEADER)):
        raise WorkbookWrongError(f"unknown field {unknown[0]!r}", "A")
    titles = [str(title or "") for title in rows[start]]
    below = [
        (number, row) for number, row in enumerate(rows[start + 1 :], start + 2) if row and row[0] != LINES["line"]
    ]
    lines = [_line(titles, row, number) for number, row in below if _numbered(row) or _priced(titles, row)]
    contents = {
        "currency": head.get("currency"),
        "lines": [line for line in lines if "unit_price" in line],
        "terms": _given(head, TERMS),
        **_given(head, ("valid_until", "tax_included", "tax_recoverable", "freight")),
    }
    return {"rfq": head.get("rfq"), "supplier": head.get("supplier"), "contents": contents}


def _line(titles: Sequence[str], row: Sequence[Cell], number: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if not _numbered(row):
        # Left out, a line would look as if it were not quoted.
        raise WorkbookWrongError("the number of a line is missing", f"A{number}")
    for column, (title, value) in enumerate(zip(titles, row, strict=False)):
        if value is None or title in ASKED or not title:
            continue
        if title not in LINES:
            raise WorkbookWrongError(f"unknown column {title!r}", f"{chr(65 + column)}{number}")
        found[title] = _plain(value)
    return found


def _numbered(row: Sequence[Cell]) -> bool:
    return str(row[0]).isdecimal()


def _priced(titles: Sequence[str], row: Sequence[Cell]) -> bool:
    """Whether a price stands in a row, whatever its first cell says."""
    return any(title == "unit_price" and value is not None for title, value in zip(titles, row, strict=False))


def _given(head: Mapping[str, Cell], names: Sequence[str]) -> dict[str, Any]:
    return {name: _plain(head[name]) for name in names if head.get(name) is not None}


def _plain(value: Cell) -> Any:
    return str(value) if isinstance(value, Decimal | date) else value
