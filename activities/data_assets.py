"""The catalogue of data and its quality, for whoever wants to look: the same rows at every door."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from activities.policies import Policies
from adapters.sentences import LANGUAGES, codes, say
from audit.data_quality import SHOWN, failures, quality
from audit.quality.judging import MEASURES, VERSIONS
from events._base import EVENTS
from projections.catalogue import Field, fields, fresh
from projections.figures import FORMULAS
from projections.views import Views
from store.log import EventLog

KINDS = tuple(sorted({name.partition(".")[0] for name in EVENTS}))
"""The kinds of documents whose data is measured."""
CHECKS = tuple(MEASURES)


def catalogue(policies: Policies, views: Views, log: EventLog, models: Iterable[str]) -> dict[str, Any]:
    """These read models (`models`, with their freshness) and every column of them (`rows`), in every language."""
    names, head = tuple(models), log.head()
    shown = fresh(names, policies.data_owners, views.status(), head)
    newest = log.page(head - 1, 1) if head else []
    for row in shown:
        seen = datetime.fromisoformat(row["seen_until"]) if row["seen_until"] else None
        behind = newest[0].recorded_at - seen if newest and seen and row["events_behind"] else timedelta()
        row["seconds_behind"] = None if newest and seen is None else max(behind.total_seconds(), 0.0)
    by_name = {row["model"]: row for row in shown}
    return {"models": shown, "rows": [_field(each, by_name[each.model]) for each in _known(policies, names)]}


def meaning(model: str, column: str) -> dict[str, str]:
    """What a column means: in this read model where that has a meaning of its own, else what its name means everywhere."""
    own = f"views.{model}.{column}"
    return _told(own if own in codes(LANGUAGES[0]) else f"views.{column}")


def _known(policies: Policies, models: Iterable[str]) -> list[Field]:
    return fields(policies.data_owners, policies.data_classes, models)


def _field(field: Field, of: Mapping[str, Any]) -> dict[str, Any]:
    freshness = {name: of[name] for name in ("events_behind", "seconds_behind", "seen_until")}
    formula = FORMULAS.get(f"{field.model}.{field.column}")
    told = {"meaning": meaning(field.model, field.column), "formula": formula}
    return {**vars(field), "sources": list(field.sources), **told, **freshness}


def measured(log: EventLog, policies: Policies, until: int | None, kind: str | None = None) -> dict[str, Any]:
    """How good the data is up to a position (None: all of it), of a kind of document (None: of all).

    `position` is where that was; `definitions` say what each check means, by which formula and version it is computed.
    """
    position = _position(log, until)
    rows = quality(log.events(until=position), policies.data_expected, kind)
    used = {row["check"] for row in rows}
    return {"position": position, "definitions": [_definition(each) for each in MEASURES if each in used], "rows": rows}


def failing(
    log: EventLog, policies: Policies, check: str, until: int | None, kind: str | None = None, limit: int = SHOWN
) -> dict[str, Any]:
    """The events that fail a check, and what is wrong with each; of delays the slowest."""
    position = _position(log, until)
    rows = failures(log.events(until=position), check, policies.data_expected, kind, limit)
    for row in rows:
        row["message"] = _told(f"quality.{check}.fails", field=row["field"], **row["figures"])
    return {"position": position, "definitions": [_definition(check)], "rows": rows}


def _position(log: EventLog, until: int | None) -> int:
    return log.head() if until is None else min(until, log.head())


def _definition(check: str) -> dict[str, Any]:
    told = {"meaning": _told(f"quality.{check}"), "formula": _told(f"quality.{check}.formula")}
    return {"check": check, "measure": MEASURES[check], "version": VERSIONS[check], **told}


def _told(code: str, **figures: object) -> dict[str, str]:
    return {language: say(code, language, **figures) for language in LANGUAGES}
