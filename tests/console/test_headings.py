"""Tables have their headings in the reader's language."""

from __future__ import annotations

import pytest

from console import approve, contract, pay, req, req_preview
from console.out import Out

TABLES = (
    approve.COLUMNS, approve.TASKS, contract.COLUMNS, contract.LINES, contract.CHANGES,
    req.COLUMNS, req.ORDERS, req_preview.BUDGET, req_preview.PRICES,
    *(pay.LISTS[name] for name in ("settlement_bills", "certificates", "settlements")),
)  # fmt: skip


@pytest.mark.parametrize("name", sorted({name for table in TABLES for name in table}))
def test_every_column_of_the_daily_work_has_a_chinese_heading(name: str) -> None:
    assert not Out(language="zh").heading(name).isascii()
