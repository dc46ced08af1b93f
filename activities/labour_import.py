"""Month sheets of foremen, planned: a sheet of day labour for each site and day, in the name of whoever hands them in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Engine

from activities.importing import Asked, Plan
from activities.imports import Imported, Importer, existing, requests
from activities.labour_names import Roster
from adapters.fields import wrong_field
from adapters.labour_marks import plain
from adapters.labour_month import Month, WorkerRow
from adapters.tables import TABLES
from adapters.tables._base import Table
from adapters.tables.rows import RowError
from contracts._base import Answer
from contracts.labour_sheet import SubmitLabourSheet
from projections.queries import select
from store.handler import CommandHandler

LABOUR_MONTH = Table("labour_month", "labour_sheets", (), contract="labour_sheet.submit")
"""What is reported of the import; its columns are no table's."""


@dataclass(frozen=True)
class Where:
    """The legal entity, and what stands for what a sheet does not say itself."""

    entity: str
    project: str = ""
    site: str = ""
    cost_code: str = ""


@dataclass(frozen=True)
class _Day:
    """The sheet of a site and day, and where its lines stand in the file."""

    month: Month
    day: int
    rows: dict[str, int] = field(default_factory=dict)
    lines: list[dict[str, object]] = field(default_factory=list)

    def wrong(self, code: str, *, worker: str = "", **figures: str) -> RowError:
        """An error of this day: in the row of the worker it is about, else beside the day's heading."""
        told = {**figures, "worker": worker} if worker else figures
        return RowError(
            self.month.sheet, self.rows.get(worker, self.month.row), self.month.letters[self.day], code, told
        )


def planned_months(
    handler: CommandHandler, engine: Engine, months: Sequence[Month], where: Where, who: Importer
) -> Imported:
    """What the months would make, and all that is wrong with them; stores nothing."""
    planner = _Planner(engine, where, who)
    for month in months:
        planner.month(month)
    name, rows = ", ".join(month.sheet for month in months), sum(len(month.workers) for month in months)
    found = Plan(name, rows, 0, tuple(planner.asked), tuple(planner.errors))
    return Imported(found if found.errors or not found.asked else _judged(handler, found, planner.days, who))


def _judged(handler: CommandHandler, found: Plan, days: Sequence[_Day], who: Importer) -> Plan:
    answers = handler.preview_all(requests(found, LABOUR_MONTH, who))
    errors = (_refused(day, answer) for day, answer in zip(days, answers, strict=True) if answer.code)
    return replace(found, errors=tuple(errors))


def _refused(day: _Day, answer: Answer) -> RowError:
    return day.wrong(answer.code or "", **{name: str(value) for name, value in answer.figures.items()})


class _Planner:
    """Gathers the sheets and the errors of a file."""

    def __init__(self, engine: Engine, where: Where, who: Importer) -> None:
        self.where = where
        workers = existing(engine, TABLES["labour_workers"], who.sees, {"entity": where.entity})
        self.roster = Roster(workers)
        self.projects = dict(self._projects(engine, who))
        self.asked: list[Asked] = []
        self.days: list[_Day] = []
        self.errors: list[RowError] = []

    def _projects(self, engine: Engine, who: Importer) -> Iterator[tuple[str, str]]:
        """By code, and by the name that people write; a code that is also a name is the code."""
        rows, _ = select(engine, "projects", {"entity": self.where.entity}, None, 1_000, sees=who.sees)
        yield from ((plain(row["name"]), row["code"]) for row in rows)
        yield from ((plain(row["code"]), row["code"]) for row in rows)

    def month(self, month: Month) -> None:
        """Plan the days of a month sheet."""
        self.errors += month.errors
        title = month.title
        project, site = self.where.project or title.project, self.where.site or title.site
        missing = [name for name, told in (("month", title.month), ("project", project), ("site", site)) if not told]
        if not self._headed(month, missing, project):
            return
        days: dict[int, _Day] = {}
        for row in month.workers:
            self._worker(month, row, days)
        for number in sorted(days):
            self._submit(days[number], self.projects[plain(project)], site)

    def _headed(self, month: Month, missing: list[str], project: str) -> bool:
        if month.letters and missing:
            self.errors += [RowError(month.sheet, month.row, "A", f"row-{name}-missing") for name in missing]
        elif month.letters and plain(project) not in self.projects:
            figures = {"project": project, "entity": self.where.entity}
            self.errors.append(RowError(month.sheet, month.row, "A", "unknown-project", figures))
        return bool(month.letters) and not missing and plain(project) in self.projects

    def _worker(self, month: Month, row: WorkerRow, days: dict[int, _Day]) -> None:
        found = self.roster.find(month, row)
        cost_code = row.cost_code or month.title.cost_code or self.where.cost_code
        if isinstance(found, RowError):
            return self.errors.append(found)
        if not cost_code:
            return self.errors.append(RowError(month.sheet, row.row, "A", "row-cost-code-missing"))
        for number, mark in row.marks.items():
            day = days.setdefault(number, _Day(month, number))
            line = {"worker": found, "cost_code": cost_code, "presence": mark.presence}
            if any(each["worker"] == found and each["cost_code"] == cost_code for each in day.lines):
                return self.errors.append(
                    RowError(month.sheet, row.row, "A", "row-doubled", {"row": str(day.rows[found])})
                )
            day.rows.setdefault(found, row.row)
            day.lines.append({**line, "overtime_hours": mark.overtime_hours})
        return None

    def _submit(self, day: _Day, project: str, site: str) -> None:
        """A day on which nobody was present needs no sheet."""
        if all(line["presence"] == "absent" for line in day.lines):
            return
        where = {"entity": self.where.entity, "project": project, "site": site}
        asked = {**where, "day": f"{day.month.title.month}-{day.day:02}", "lines": day.lines}
        try:
            command = SubmitLabourSheet.model_validate(asked)
        except ValidationError as error:
            wrong = [each for each in error.errors(include_url=False) if each["loc"] != ("lines",)]
            found = (_malformed(day, each) for each in wrong or error.errors(include_url=False))
            # What is wrong with the title is wrong on every day, and said once.
            self.errors += [each for each in found if each not in self.errors]
            return
        self.asked.append(Asked(day.month.row, command, True, ""))
        self.days.append(day)


def _malformed(day: _Day, error: Mapping[str, Any]) -> RowError:
    field, *rest = error["loc"]
    told = replace(wrong_field(error), field=str(error["loc"][-1]))
    if field != "lines":
        return RowError(day.month.sheet, day.month.row, "A", "cell-wrong", {"value": str(error["input"])}, told)
    worker, value = (str(day.lines[rest[0]]["worker"]), str(error["input"])) if rest else ("", "")
    return replace(day.wrong("cell-wrong", worker=worker, value=value), wrong=told)
