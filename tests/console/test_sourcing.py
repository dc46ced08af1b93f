"""Sourcing through the second door: the sheet on which a supplier quotes, and the comparison on the terminal and in Excel."""

from __future__ import annotations

import io
import json
import time
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from activities.advance import advance
from adapters.quotation_sheet import fields, form
from adapters.workbook import Cell, WorkbookWrongError, rows_of, written
from console.find import document
from contracts.process import Advance, rfq_process
from contracts.quotation import SubmitQuotation
from contracts.rfq import IssuedLine
from tests.console.conftest import Line
from tests.examples import ASKED, RFQ

SUPPLIERS = ("S-STEEL",)


def issued(line: Line, seconds: float, count: int = 1) -> str:
    deadline = datetime.now(UTC) + timedelta(seconds=seconds)
    lines = [
        {"line": n, "description": f"=Item {n}", "quantity": {"amount": n, "unit": "C62"}, "needed_by": "2030-01-01"}
        for n in range(1, count + 1)
    ]
    ask = {"entity": "DE01", "title": "Steel", "currency": "EUR", "suppliers": SUPPLIERS, "lines": lines}
    given = json.dumps({**ask, "deadline": deadline.isoformat()})
    number: str = line("do", "rfq.issue", "--as", "bo", given=given)["document"]["number"]
    return number


def opened(line: Line, number: str) -> None:
    """What the worker would do at the deadline."""
    with line.service() as service:
        process = rfq_process(document(service, number))
        assert advance(service.handler, Advance(process=process, stage="opening")).stage == "award"


def filled(path: Path, price: float) -> None:
    """What a supplier does in Excel."""
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    head = {str(row[0].value): row[0].row for row in sheet.iter_rows() if row[0].value}
    sheet.cell(head["valid_until"], 2, datetime(2030, 1, 1))  # noqa: DTZ001 - as Excel has it
    sheet.cell(head["currency"], 2, "USD")
    sheet.cell(head["discount_percent"], 2, 2.5)
    for row in range(head["line"] + 2, sheet.max_row + 1):
        sheet.cell(row, 5, price)
        sheet.cell(row, 6, 13)
    book.save(path)


def test_from_the_sheet_of_a_supplier_to_the_comparison(line: Line, tmp_path: Path) -> None:
    number, sheet, result = issued(line, 4, count=40), tmp_path / "q.xlsx", tmp_path / "c.xlsx"
    assert line("report", "quotation-sheet", number, "--supplier", "S-STEEL", "--xlsx", str(sheet))["file"] == str(
        sheet
    )
    wrong = ("report", "quotation-sheet", number, "--supplier", "X", "--xlsx", str(sheet))
    assert line(*wrong, status=1)["error"]["code"] == "not-asked"
    filled(sheet, 99.5)
    assert line("do", "quotation.submit", str(sheet), "--as", "bo")["outcome"] == "accepted"
    assert line("report", "comparison", number, status=1)["error"]["code"] == "still-sealed"
    with line.service() as service:
        from aggregates.rfq import RFQ as KIND

        deadline = service.handler.state(KIND, document(service, number).id).deadline
    assert deadline is not None
    time.sleep(max(0.0, (deadline - datetime.now(UTC)).total_seconds()) + 0.01)
    opened(line, number)
    assert line("report", "comparison", number, status=1)["error"]["code"] == "rate-needed"
    rate = ("--rate", "USD:EUR:0.9:2026-11-09:ECB")
    found = line("report", "comparison", number, *rate, "--xlsx", str(result))
    # n pieces at 99.50 USD at 0.9, less 2.5 % at once (better than the terms), each rounded line by line.
    goods = [n * Decimal("89.55") for n in range(1, 41)]
    total = sum(each - (each * 25 / 1000).quantize(Decimal("0.01"), ROUND_HALF_UP) for each in goods)
    assert found["totals"][0]["total"] == {"amount": str(total), "currency": "EUR"}
    shown, _ = line.text("report", "comparison", number, *rate, "--lang", "zh")
    assert f"{total:,}*" in shown
    assert "可比总价" in shown
    assert max(map(len, shown.splitlines())) < 120
    book = load_workbook(io.BytesIO(result.read_bytes()))
    assert book.sheetnames == ["Comparison", "Steps", "Rates"]
    cells = [cell for sheet_ in book for row in sheet_.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.value for cell in cells if cell.data_type == "f"], "no text becomes a formula"
    totals = [row for row in book["Steps"].iter_rows(values_only=True) if row[2] == "comparable total"]
    assert len(totals) == 40
    assert round(sum(Decimal(str(row[3])) for row in totals), 2) == total
    assert line("report", "comparison", "RFQ-2020-000001", status=1)["error"]["code"] == "unknown-number"
    assert line("report", "comparison", number, "--rate", "USD:EUR", status=2)["error"]["code"] == "fields-wrong"


def test_only_a_quotation_comes_on_a_sheet_and_a_broken_one_is_said(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(b"no workbook")
    assert line("do", "rfq.issue", str(file), "--as", "bo", status=2)["error"]["code"] == "no-sheet-for"
    assert line("do", "quotation.submit", str(file), "--as", "bo", status=2)["error"]["code"] == "file-malformed"


ISSUED = IssuedLine(**dict(ASKED), known_on=ASKED.needed_by)


def test_an_empty_form_quotes_nothing_and_what_is_typed_is_exact() -> None:
    empty = fields(form(RFQ, "EUR", [ISSUED], "STAHL"))
    assert empty["contents"]["lines"] == []
    rows = rows_of(form(RFQ, "EUR", [ISSUED], "STAHL"))
    start = next(number for number, row in enumerate(rows) if row and row[0] == "line")
    rows[start + 2] += [None] * 8
    rows[start + 2][4:7] = [Decimal("0.1"), 13, "BX"]
    for row in rows[:start]:
        if row and row[0] in ("valid_until", "tax_included"):
            row[1] = ISSUED.needed_by if row[0] == "valid_until" else "yes"
    found = SubmitQuotation.model_validate(fields(written([("quotation", rows, frozenset())])))
    assert (found.rfq, found.supplier, found.contents.tax_included) == (RFQ.id, "STAHL", True)
    assert (found.contents.lines[0].unit_price, found.contents.lines[0].unit) == (Decimal("0.1"), "BX")


def test_a_line_number_that_is_text_is_still_a_line_and_a_remark_is_none() -> None:
    rows: list[list[Cell]] = [["line", "unit_price"], ["行", "单价"], ["1", 2], [2, 3], ["ex works"], []]
    assert fields(written([("quotation", rows, frozenset())]))["contents"]["lines"] == [
        {"line": "1", "unit_price": 2},
        {"line": 2, "unit_price": 3},
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["rfq", "x"]], "the row of headings"),
        ([["colour", "x"], ["line"]], "A: unknown field 'colour'"),
        ([["line", "price"], [1, 2]], "B2: unknown column 'price'"),
        ([["line", "unit_price"], [1, 2], [None, 3]], "A3: the number of a line is missing"),
        ([["line", "unit_price"], ["1a", 2]], "A2: the number of a line is missing"),
    ],
)
def test_a_wrong_sheet_is_said_with_its_cell(rows: list[list[Cell]], said: str) -> None:
    with pytest.raises(WorkbookWrongError, match=said):
        fields(written([("quotation", rows, frozenset())]))
