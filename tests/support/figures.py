"""The definition of every shown figure, `python -m tests.support.figures`: docs/figures.md, made of what the code says."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from activities.data_assets import meaning
from adapters.sentences import LANGUAGES, say
from contracts.currency import MINOR_UNITS
from projections.catalogue import Field, fields
from projections.figures import FORMULAS

NUMERIC = ("money", "scaled")
Figure = Fraction | None
Values = Mapping[str, Any]
Rows = Callable[[str], list[dict[str, Any]]]
"""Read model -> its rows, as the doors show them."""


@dataclass
class Formula:
    """A formula that can be computed over a row and the read models around it."""

    text: str
    rows: Rows

    def of(self, row: Values) -> Figure:
        """Its figure for a row; None where one of its figures is none, or it divides by zero."""
        try:
            return self._value(ast.parse(self.text, mode="eval").body, row)
        except (_NoneError, ZeroDivisionError):
            return None

    def _value(self, node: ast.AST, row: Values) -> Fraction:
        match node:
            case ast.Constant(int(number)):
                return Fraction(number)
            case ast.Name(name):
                return _known(number_of(row[name]))
            case ast.BinOp(left, op, right):
                one, other = self._value(left, row), self._value(right, row)
                match op:
                    case ast.Add():
                        return one + other
                    case ast.Sub():
                        return one - other
                    case ast.Mult():
                        return one * other
                    case ast.Div():
                        return one / other
            case ast.Call(ast.Name("round"), [figure, ast.Constant(int(digits))]):
                return _rounded(self._value(figure, row), digits)
            case ast.Call(ast.Name("cents"), [figure]):
                return _rounded(self._value(figure, row), MINOR_UNITS[row["currency"]])
            case ast.Call(ast.Name("sum"), [ast.Attribute(ast.Name(model), column)], keywords):
                return self._sum(model, column, keywords, row)
        raise AssertionError(f"{self.text}: {ast.dump(node)}")

    def _sum(self, model: str, column: str, keywords: list[ast.keyword], row: Values) -> Fraction:
        wanted = {
            str(each.arg): each.value.value if isinstance(each.value, ast.Constant) else row[ast.unparse(each.value)]
            for each in keywords
        }
        found = [other for other in self.rows(model) if all(other[name] == value for name, value in wanted.items())]
        return sum((_known(number_of(other[column])) for other in found), Fraction(0))


class _NoneError(Exception):
    """A figure is not there."""


def _known(figure: Figure) -> Fraction:
    if figure is None:
        raise _NoneError
    return figure


def number_of(shown: Any) -> Figure:
    """A figure as a door shows it (money, decimal string, whole number), exactly."""
    if isinstance(shown, Mapping):
        shown = shown["amount"]
    return None if shown is None else Fraction(shown)


def _rounded(figure: Fraction, digits: int) -> Fraction:
    scaled = abs(figure) * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if figure >= 0 else -whole, 10**digits)


def figures() -> Iterator[Field]:
    """Every shown column that is an amount, a quantity or a ratio."""
    return (field for field in fields({}, {}) if field.kind in NUMERIC)


def page() -> str:
    """docs/figures.md."""
    by_model: dict[str, list[Field]] = {}
    for field in figures():
        by_model.setdefault(field.model, []).append(field)
    return (
        "\n".join([HEAD, *_reports(), *(line for name, own in by_model.items() for line in _model(name, own))]) + "\n"
    )


HEAD = """# Figures 数字口径

Every amount, quantity and ratio that is shown: what it means, how it follows from the figures beside it, and the events
that it is counted from. Written by `make figures` from the code; a test computes each formula over the executable examples.

每个展示的金额、数量和比率：含义、与同行数字的关系、来源事件。本页由 `make figures` 根据代码生成，测试在可执行示例上重算每个公式。

- `sum(m.c, k=j)`: column `c` of read model `m`, added up over the rows whose `k` is this row's `j`.
  读模型 `m` 中 `k` 等于本行 `j` 的各行的 `c` 之和。
- `round(x, n)`: half away from zero, to `n` decimals, once; `cents(x)`: to the currency's smallest unit.
  `round(x, n)` 四舍五入到 `n` 位小数，只舍入一次；`cents(x)` 舍入到币种最小单位。
- What has neither is exact: money in the smallest unit of its currency, all else at six decimals.
  两者皆无的数字是精确的：金额精确到币种最小单位，其余精确到六位小数。
- A figure without a formula is counted as its events say. A division by zero gives no figure.
  没有公式的数字按事件累计；除数为零时没有数字。
"""


def _model(name: str, own: list[Field]) -> Iterator[str]:
    yield f"\n## {name}\n"
    yield "| figure | meaning | 含义 | formula 公式 | events 来源事件 |"
    yield "|---|---|---|---|---|"
    for field in own:
        meant, formula = meaning(name, field.column), FORMULAS.get(f"{name}.{field.column}")
        shown = f"`{formula}`" if formula else ""
        sources = " ".join(f"`{source}`" for source in field.sources)
        yield f"| `{field.column}` | {meant['en']} | {meant['zh']} | {shown} | {sources} |"


def _reports() -> Iterator[str]:
    """Figures of reports are computed from read models when they are asked for: they have no events of their own."""
    for report, (command, models) in REPORTS.items():
        yield f"\n## req2pay {command}\n"
        yield f"From 来源: {', '.join(f'`{model}`' for model in models)}\n"
        yield "| figure | meaning | 含义 | formula 公式 |"
        yield "|---|---|---|---|"
        for name, formula in FORMULAS.items():
            of, _, figure = name.partition(".")
            if of == report:
                meant = {language: say(f"figures.{report}.{figure}", language) for language in LANGUAGES}
                yield f"| `{figure}` | {meant['en']} | {meant['zh']} | `{formula}` |"


REPORTS = {
    "report_cost": ("report cost", ("cost", "cost_documents", "cost_codes", "schedule_tasks")),
    "report_progress": ("report progress", ("schedule_baselines", "schedule_tasks", "planned_values", "earned_values")),
    "report_labour": ("report labour", ("labour_register", "labour_budgets", "earned_values")),
}
"""Report -> its command, and the read models that it is computed from."""


if __name__ == "__main__":
    sys.stdout.write(page())
