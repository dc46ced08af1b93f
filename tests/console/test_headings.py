"""Tables have their headings in the reader's language."""

from __future__ import annotations

import ast
import importlib
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

import console
from console import approve, contract, demo_centres, pay, pay_funds, report_cost, req, req_preview, showcase
from console.out import Out

TABLES = (
    approve.COLUMNS, approve.TASKS, contract.COLUMNS, contract.LINES, contract.CHANGES,
    req.COLUMNS, req.ORDERS, req_preview.BUDGET, req_preview.PRICES, showcase.BUDGET,
    report_cost.BUDGETED, report_cost.BY_MONTH, report_cost.BY_SUPPLIER,
    *demo_centres.CENTRES.values(), *pay.LISTS.values(), pay_funds.WEEKS, pay_funds.ITEMS,
    *pay_funds.PLANS.values(), *pay_funds.CREDITS.values(),
)  # fmt: skip
PLACES = {"out.table": 0, "show": 3}
"""What prints a table, and which argument its columns are."""
ELSEWHERE = {"compared", "data", "demo_centres", "pay", "pay_funds", "report_cost", "rows", "showcase"}
"""Modules whose tables have columns that are chosen while they run."""


def _columns(module: Path) -> Iterator[tuple[str, ...] | None]:
    """The columns of each table that a module prints; None where the text alone does not tell them."""
    known = vars(importlib.import_module(f"console.{module.stem}"))
    for function in ast.walk(ast.parse(module.read_text())):
        if isinstance(function, ast.FunctionDef):
            local = {
                node.targets[0].id: node.value
                for node in ast.walk(function)
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
            }
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and (at := PLACES.get(ast.unparse(call.func), 99)) < len(call.args):
                    given = call.args[at]
                    yield _value(local.get(given.id, given) if isinstance(given, ast.Name) else given, known)


def _value(node: ast.expr, known: dict[str, object]) -> tuple[str, ...] | None:
    try:
        found = eval(compile(ast.Expression(node), "columns", "eval"), {**known})
    except NameError:
        return None
    return tuple(found)


MODULES = sorted(Path(console.__file__).parent.glob("*.py"))
PRINTED = {module.stem: list(_columns(module)) for module in MODULES}
NAMES = {name for columns in (*TABLES, *itertools.chain(*PRINTED.values())) for name in columns or ()}


def test_the_columns_of_all_other_tables_stand_in_their_module() -> None:
    assert {name for name, found in PRINTED.items() if None in found} <= ELSEWHERE
    assert len(NAMES) > 150


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_column_has_a_heading_in_both_languages(name: str) -> None:
    for language in ("en", "zh"):
        assert Out(language=language).sentence(f"column-{name}") != f"cli.column-{name}"


def test_headings_begin_alike() -> None:
    assert [name for name in sorted(NAMES) if Out().heading(name)[:1].islower()] == []
