"""A month sheet of day labour as a foreman keeps it: merged title, full-width signs, totals and signatures at the end."""

from __future__ import annotations

import io
from calendar import monthrange
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

Rows = Sequence[tuple[str, str, Mapping[int, Any], Any, Any]]
"""Name or code, trade, marks by day, total of days, total of overtime."""


def month_book(
    *sheets: tuple[str, str, Rows], changes: Mapping[str, Any] | None = None, month: str = "2026-11"
) -> bytes:
    """A workbook of sheets (site, project, rows); `changes` are cells of the first one that somebody wrote over."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for site, project, rows in sheets:
        _sheet(book.create_sheet(f"{site} {month}"), site, project, rows, month)
    for cell, value in (changes or {}).items():
        book.worksheets[0][cell] = value
    book.create_sheet("Sheet3")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(sheet: Any, site: str, project: str, rows: Rows, month: str) -> None:
    year, _, number = month.partition("-")
    days = monthrange(int(year), int(number))[1]
    last = 3 + days + 4
    sheet.append([f"{year}年{int(number)}月　点工考勤表"])
    sheet.append([f"项目：{project}　　工地：{site}", *[None] * 14, "班组：A组", *[None] * 5, "班组长：王　五"])
    sheet.append(
        ["序号", "姓 名", "工　种", "出勤日期", *[None] * (days - 1), "合计（工日）", "加班（小时）", "签字", "备注"]
    )
    sheet.append([None, None, None, *range(1, days + 1)])
    sheet.append([None, None, None, *("一二三四五六日"[(day - 1) % 7] for day in range(1, days + 1))])
    for place, (name, trade, marks, total, overtime) in enumerate(rows, 1):
        sheet.append([place, name, trade, *(marks.get(day) for day in range(1, days + 1)), total, overtime, name])
    sheet.append([len(rows) + 1])
    sums: list[Any] = [sum(float(str(row[at]).removesuffix("小时") or 0) for row in rows) for at in (3, 4)]
    sheet.append(["合　计", None, None, *[None] * days, *sums])
    sheet.append(["说明：√ 全天，半 半天，× 缺勤"])
    sheet.append(["班组长（签字）：", *[None] * 9, "项目负责人：李四", *[None] * 9, "2026年12月1日"])
    for first, end in ((1, 1), (len(rows) + 8, len(rows) + 8)):
        sheet.merge_cells(start_row=first, end_row=end, start_column=1, end_column=last)
    sheet.merge_cells(start_row=3, end_row=3, start_column=4, end_column=3 + days)
    for column in (1, 2, 3):
        sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
