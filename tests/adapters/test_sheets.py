"""Workbooks that are small as files and large as tables are answered soon, and nothing of them is cut without a word."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from adapters.sheets import SheetError, read_all, write_xlsx


def workbook(rows: str, text: str) -> bytes:
    """A workbook whose sheet says this; `@` stands for the text."""
    packed = io.BytesIO(write_xlsx("S", ["a"], []))
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sheet1.xml"):
                data = f"<worksheet {space}><sheetData>{rows.replace('@', text)}</sheetData></worksheet>".encode()
            target.writestr(name, data)
    return out.getvalue()


def row(number: int, cells: int = 1) -> str:
    return f'<row r="{number}">' + '<c t="inlineStr"><is><t>@</t></is></c>' * cells + "</row>"


def test_the_last_row_of_excel_is_read_and_one_beyond_is_refused() -> None:
    (found,) = read_all(workbook(row(1) + row(1_048_576), "x"), "m.xlsx")
    assert found[1] == ((1, ("x",)), (1_048_576, ("x",)))
    for beyond in (1_048_577, 2_000_000_000):
        began = time.monotonic()
        with pytest.raises(SheetError, match="too-many-rows") as refused:
            read_all(workbook(row(1) + row(beyond), "x"), "m.xlsx")
        assert refused.value.figures == {"limit": "1048576"}
        assert time.monotonic() - began < 30


def test_a_cell_holds_what_excel_holds_and_a_longer_one_is_refused() -> None:
    (found,) = read_all(workbook(row(1), "x" * 32_767), "m.xlsx")
    assert len(found[1][0][1][0]) == 32_767
    with pytest.raises(SheetError, match="cell-too-long") as refused:
        read_all(workbook(row(1) + row(7), "x" * 32_768), "m.xlsx")
    assert refused.value.figures == {"row": "1", "limit": "32767"}


def test_a_text_that_is_named_again_and_again_is_bounded() -> None:
    rows = "".join(row(number, 100) for number in range(1, 8))
    with pytest.raises(SheetError, match="workbook-too-large"):
        read_all(workbook(rows, "x" * 32_000), "m.xlsx")
    assert len(read_all(workbook(row(1, 100), "x" * 32_000), "m.xlsx")[0][1][0][1]) == 100
