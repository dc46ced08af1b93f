"""Files of master data and drafts, applied: all rows are judged first, and all are applied or none, once for a key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Engine

from activities.importing import Asked, Plan, plan
from adapters.sheets import Sheet
from adapters.tables._base import Table, shown_cells
from adapters.tables.rows import RowError
from contracts._base import Actor, Answer, Grant, Request
from contracts.person import EVERYTHING, Sight
from projections.queries import select
from store.handler import CommandHandler
from store.receipts import receipt_of

PAGE = 500


@dataclass(frozen=True)
class Importer:
    """Who hands in a file, under which key, and of which bytes (by SHA-256)."""

    actor: Actor
    key: str
    sha256: str
    grant: Grant | None = None
    sees: Sight = field(default_factory=lambda: EVERYTHING)
    """What he may see: a row that he may not see counts as new, and tells him nothing."""


@dataclass(frozen=True)
class Imported:
    """What became of a file: its plan with what is wrong, and the answer where it was applied (None: it was not)."""

    plan: Plan
    answer: Answer | None = None

    @property
    def done(self) -> bool:
        """Whether the file is in force: applied, or nothing to do."""
        return self.answer is not None and self.answer.outcome != "refused"

    def figures(self) -> dict[str, int]:
        """How many rows there are, and how many are new, changed and unchanged."""
        new = sum(each.new for each in self.plan.asked)
        changed = len(self.plan.asked) - new
        return {"rows": self.plan.rows, "new": new, "changed": changed, "unchanged": self.plan.unchanged}


def existing(
    engine: Engine, table: Table, sees: Sight = EVERYTHING, filters: Mapping[str, str] | None = None
) -> list[dict[str, str]]:
    """The cells of every row of a table that a reader may see, like these filters. Raises BadQueryError (a ValueError)."""
    found: list[dict[str, str]] = []
    cursor: str | None = None
    while True:
        rows, cursor = select(engine, table.model, {**(filters or {}), **dict(table.only)}, cursor, PAGE, sees=sees)
        found += [shown_cells(table, row) for row in rows]
        if cursor is None:
            return found


def planned(handler: CommandHandler, engine: Engine, table: Table, sheet: Sheet, who: Importer) -> Imported:
    """What a file would do, and what is wrong with it; stores nothing."""
    found = plan(table, sheet, existing(engine, table, who.sees))
    return Imported(found if found.errors else judged(handler, table, found, requests(found, table, who)))


def applied(handler: CommandHandler, table: Table, found: Imported, who: Importer) -> Imported:
    """Apply a planned file without errors, whole or not at all."""
    if found.plan.errors:
        return found
    answer = stored(handler, requests(found.plan, table, who))
    if answer.outcome == "refused":
        # Another delivery of the same file may have come first: then what it made is what was asked for.
        answer = repeated(handler, who) or answer
    return replace(found, answer=answer)


def stored(handler: CommandHandler, asked: Sequence[Request]) -> Answer:
    """All or none; what another import stored meanwhile is left out, not taken for all."""
    answer, rest = handler.handle_batch(asked), asked
    while answer.repeated:
        rest = [request for request in rest if handler.answered(request) is None]
        if not rest:
            break
        answer = handler.handle_batch(rest)
    return answer


def repeated(handler: CommandHandler, who: Importer) -> Answer | None:
    """The answer where the importer's key has changed something already: to the same file, or refused for another."""
    receipt = handler.log.stream(receipt_of(who.actor, f"import:{who.key}"))
    if not receipt:
        return None
    if receipt[0].meta.reason != reason(who):
        return Answer(outcome="refused", code="key-reused", figures={"key": who.key})
    return Answer(outcome="accepted", repeated=True, position=handler.log.head())


def reason(who: Importer) -> str:
    """Why the events of an import happened: the file, by its bytes."""
    return f"sha256:{who.sha256}"


def requests(found: Plan, table: Table, who: Importer) -> list[Request]:
    """The commands of a plan as requests; the first stands under the importer's own key, so that it is found again.

    A draft made twice from the same rows is one: its key is its content.
    """
    keys = [f"import:{who.key}", *(f"import-row:{who.key}:{place}" for place in range(1, len(found.asked)))]
    return [
        Request(
            command=each.command,
            key=f"import:{each.content}" if table.lines else key,
            actor=who.actor,
            grant=who.grant,
            channel="import",
            reason=reason(who),
        )
        for each, key in zip(found.asked, keys, strict=False)
    ]


def judged(handler: CommandHandler, table: Table, found: Plan, asked: Sequence[Request]) -> Plan:
    """The plan with what the documents themselves would refuse, and without drafts that an earlier import made."""
    known = [bool(table.lines) and handler.answered(request) is not None for request in asked]
    kept = tuple(each for each, old in zip(found.asked, known, strict=True) if not old)
    fresh = [request for request, old in zip(asked, known, strict=True) if not old]
    answers = handler.preview_all(fresh) if fresh else []
    errors = [
        _refused(table, found.sheet, each, answer) for each, answer in zip(kept, answers, strict=True) if answer.code
    ]
    errors.sort(key=lambda each: each.row)
    unchanged = found.unchanged + sum(known)
    return Plan(found.sheet, found.rows, unchanged, kept, (*found.errors, *errors))


def _refused(table: Table, sheet: str, asked: Asked, answer: Answer) -> RowError:
    """A refusal belongs to the column that holds its first figure, else to the one that is named like it, else to the row."""
    holds = [name for value in answer.figures.values() for name, cell in asked.cells.items() if value and cell == value]
    alike = [each.name for figure in answer.figures for each in table.all if figure in (each.name, each.path[-1])]
    return RowError(sheet, asked.row, next(iter((*holds, *alike)), ""), answer.code or "", answer.figures)


def error_row(error: RowError, languages: Sequence[str]) -> dict[str, Any]:
    """An error as JSON: where it is, its code and figures, and its sentence by language."""
    place = {"sheet": error.sheet, "row": error.row, "column": error.column}
    message = {language: error.say(language) for language in languages}
    return {**place, "code": error.code, "figures": dict(error.figures), "message": message}
