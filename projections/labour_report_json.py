"""Day labour of a project as JSON: the same answer for the command line and for REST."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine

from bots.numbers import plain
from projections.labour_report import By, CodeVariance, LabourSum, labour_sums, labour_variances

Row = dict[str, Any]


def labour_report(engine: Engine, entity: str, project: str, by: By, period: str | None, now: datetime) -> Row:
    """Sums, in a month or ever, and variances to date."""
    sums = labour_sums(engine, entity, project, by, period)
    variances = labour_variances(engine, entity, project, now)
    about = {"entity": entity, "project": project, "by": by, "period": period}
    return {**about, "rows": [sum_row(each) for each in sums], "variances": [variance_row(each) for each in variances]}


def sum_row(found: LabourSum) -> Row:
    """One sum, its figures as decimal strings."""
    return _plain(asdict(found))


def variance_row(found: CodeVariance) -> Row:
    """One variance: `rate_variance` + `days_variance` = `variance`, where the earned days are known."""
    row = asdict(found)
    parts = row.pop("variance")
    figures = {"rate_variance": parts["rate"], "days_variance": parts["days"], "variance": parts["total"]}
    return _plain({**row, **figures})


def _plain(row: Row) -> Row:
    return {name: plain(value) if isinstance(value, Decimal) else value for name, value in row.items()}
