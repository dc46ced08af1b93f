"""The cost of a project as JSON: the same answer for the command line and for REST."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine

from projections.cost_report import By, CostSum, cost_sums

Row = dict[str, Any]


def cost_report(engine: Engine, entity: str, project: str, by: By, now: datetime) -> Row:
    """Where the budget of a project stands and how it will end; amounts as decimal strings in the row's currency."""
    rows = [sum_row(each) for each in cost_sums(engine, entity, project, by, now)]
    return {"entity": entity, "project": project, "by": by, "on": now.date().isoformat(), "rows": rows}


def sum_row(found: CostSum) -> Row:
    """One sum; a figure that its group does not have is null."""
    end = found.forecast
    figures = {"budget": found.budget, **found.stages, "available": found.available}
    forecast = {"at_completion": end.at_completion if end else None, "left": end.left if end else None}
    crosses = end.crosses_on.isoformat() if end and end.crosses_on else None
    about = {"group": found.group, "name": found.name, "level": found.level, "currency": found.currency}
    return {**about, **_texts(figures), **_texts(forecast), "crosses_on": crosses}


def _texts(figures: dict[str, Decimal | None]) -> dict[str, str | None]:
    return {name: None if amount is None else f"{amount:f}" for name, amount in figures.items()}
