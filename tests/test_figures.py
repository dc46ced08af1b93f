"""docs/figures.md says what the code does: every formula is computed again over the rows of the executable examples."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.cost_forecast import CostForecast
from bots.earned_value import Standing, earned_value
from bots.labour_variance import labour_variance
from bots.reading.any_file import read
from console.scenario_world import World
from projections.cost_documents import STAGES
from projections.cost_report import CostSum
from projections.cost_report_json import sum_row
from projections.figures import FORMULAS
from projections.labour_report import CodeVariance, LabourSum
from projections.labour_report_json import sum_row as labour_row
from projections.labour_report_json import variance_row
from projections.project_progress import Figures
from projections.project_progress_json import _figures_json
from projections.queries import READ_MODELS
from relay import wakes
from tests.support.codes import ROOT
from tests.support.figures import REPORTS, Formula, figures, number_of, page
from tests.support.rules import cases

OF_MODELS = sorted(name for name in FORMULAS if name.partition(".")[0] in READ_MODELS)
SHOWING = (
    "from_request_to_payment", "amendment", "award_prices", "contract_orders", "credit", "day_labour", "labour_wages",
    "matching", "measurement", "payment", "receipt", "schedule", "supplier", "settlement", "certificate",
    "funds_plan",
)  # fmt: skip
"""Scenarios whose rows have all figures with a formula."""

AT_ONCE = {"funds.released": "in memory a released run is sent at once"}


@cache
def computed() -> dict[str, list[tuple[Any, Fraction | None]]]:
    """Formula -> (what is shown, what it gives) for every row that the scenarios leave behind."""
    found: dict[str, list[tuple[Any, Fraction | None]]] = defaultdict(list)
    for case in cases():
        if case.file.stem not in SHOWING:
            continue
        world = World(case, wakes, read)
        for step in case.steps:
            world.run(step)
        rows = cache(world.rows)
        for name in OF_MODELS:
            model, _, column = name.partition(".")
            for row in rows(model):
                found[name].append((number_of(row[column]), Formula(FORMULAS[name], rows).of(row)))
        world.close()
    return dict(found)


@pytest.mark.parametrize("name", OF_MODELS)
def test_every_formula_gives_what_is_shown(name: str) -> None:
    pairs = computed()[name]
    assert [(shown, given) for shown, given in pairs if given is not None and shown != given] == []
    assert name in AT_ONCE or any(given for _, given in pairs), "no scenario shows this figure: add one to SHOWING"


MONEY, SOME = (st.decimals(least, 10**7, places=2) for least in (0, Decimal("0.01")))


@settings(deadline=None)
@given(SOME, MONEY, SOME, MONEY)
def test_the_formulas_of_progress(bac: Decimal, pv: Decimal, ev: Decimal, ac: Decimal) -> None:
    standing = Standing(bac, pv, min(ev, bac), ac, "EUR")
    shown = _figures_json(Figures(standing, earned_value(standing)))
    for name in ("at_cpi", "at_spi_and_cpi", "at_plan"):
        shown |= {f"{name}_{part}": figure for part, figure in (shown.pop(name) or {}).items()}
    _holds("report_progress", {**shown, "currency": "EUR"})


@settings(deadline=None)
@given(MONEY, MONEY, st.lists(MONEY, min_size=5, max_size=5))
def test_the_formulas_of_cost(budget: Decimal, at_completion: Decimal, stages: list[Decimal]) -> None:
    forecast = CostForecast(at_completion, budget - at_completion, None)
    left = budget - sum(stages, Decimal(0))
    found = CostSum("G", None, 0, "EUR", dict(zip(STAGES, stages, strict=True)), budget, left, forecast)
    _holds("report_cost", sum_row(found))


@settings(deadline=None)
@given(MONEY, MONEY, MONEY, st.fractions(0, 1000))
def test_the_formulas_of_labour(wages: Decimal, days: Decimal, rate: Decimal, earned: Fraction) -> None:
    variance = labour_variance(wages, days, rate, earned, Decimal("0.01"))
    figures = {"days": days, "budget_rate": rate, "budget_days": days, "earned_days": days}
    _holds("report_labour", variance_row(CodeVariance("C", "EUR", variance=variance, **figures)), "variance")
    sums = LabourSum("G", "EUR", 1, days, days, base=wages, overtime=rate, amount=wages + rate)
    _holds("report_labour", labour_row(sums), "amount")


def _holds(report: str, row: dict[str, Any], *only: str) -> None:
    for name, formula in FORMULAS.items():
        of, _, figure = name.partition(".")
        if of == report and (not only or figure in only):
            shown = row.get(figure)
            if shown not in (None, "unachievable"):
                assert number_of(shown) == Formula(formula, lambda _: []).of(row), name


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "figures.md").read_text("utf8") == page(), "run `make figures`"
    assert not [part for part in ("views.", "figures.report") if part in page()], "a figure has no meaning"


def test_a_formula_is_of_a_figure_that_is_shown() -> None:
    shown = {f"{field.model}.{field.column}" for field in figures()}
    assert {name for name in OF_MODELS if name not in shown} == set()
    assert {name.partition(".")[0] for name in FORMULAS} - set(READ_MODELS) == set(REPORTS)
