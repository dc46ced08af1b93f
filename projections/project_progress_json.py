"""The progress of a project as JSON: the same answer for the command line and for REST."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from bots.earned_value import Forecast, rounded
from bots.numbers import EXACT, plain
from contracts.currency import quantum
from projections.project_progress import Figures, ProjectProgress

Row = dict[str, Any]


def as_json(found: ProjectProgress) -> Row:
    """The answer for the doors: money with its currency, ratios and days as decimal strings."""
    return {
        "entity": found.entity,
        "project": found.project,
        "currency": found.currency,
        "version": found.version,
        "on": found.on.isoformat(),
        "total": _figures_json(found.total),
        "cost_codes": [{"cost_code": name, **_figures_json(each)} for name, each in found.cost_codes.items()],
        "physical_percent": _text(found.physical_percent),
        "earned_days": _text(rounded(found.earned_days, Decimal("0.000001"))),
        "actual_days": _text(Decimal(found.actual_days.numerator)),
        "spi_t": _text(found.spi_t),
        "s_curve": [
            {
                "period": point.period,
                **{name: _money(getattr(point, name), found.currency) for name in ("pv", "ev", "ac")},
            }
            for point in found.curve
        ],
        "other_costs": [_money(amount, currency) for currency, amount in found.other_costs.items()],
        "late": [
            {
                **asdict(each),
                "planned": each.planned.isoformat(),
                "expected": each.expected.isoformat(),
                "days_late": each.days_late,
            }
            for each in found.late
        ],
    }


def _figures_json(figures: Figures) -> Row:
    at, value = figures.standing, figures.value
    money = {name: getattr(at, name) for name in ("bac", "pv", "ev", "ac")} | {"sv": value.sv, "cv": value.cv}
    forecasts = {name: getattr(value, name) for name in ("at_cpi", "at_spi_and_cpi", "at_plan")}
    return {
        **{name: _money(amount, at.currency) for name, amount in money.items()},
        **{name: _text(getattr(value, name)) for name in ("spi", "cpi", "tcpi")},
        **{name: None if each is None else _forecast(each, at.currency) for name, each in forecasts.items()},
    }


def _forecast(forecast: Forecast, currency: str) -> Row:
    return {name: _money(amount, currency) for name, amount in asdict(forecast).items()}


def _money(amount: Decimal | None, currency: str) -> Row | None:
    exact = None if amount is None else amount.quantize(quantum(currency), context=EXACT)
    return None if exact is None else {"amount": f"{exact:f}", "currency": currency}


def _text(figure: Decimal | str | None) -> str | None:
    return plain(figure) if isinstance(figure, Decimal) else figure
