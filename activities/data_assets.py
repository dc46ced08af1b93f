"""The catalogue of data and its quality, for whoever wants to look: the same rows at every door."""

from collections.abc import Iterable
from typing import Any

from activities.policies import Policies
from adapters.sentences import LANGUAGES, say
from audit.data_quality import quality
from projections.catalogue import fields, fresh
from projections.views import Views
from store.log import EventLog


def catalogue(policies: Policies, views: Views, log: EventLog, models: Iterable[str]) -> list[dict[str, Any]]:
    """Every column of these read models as a row, its meaning in every language."""
    rows = fresh(fields(policies.data_owners, policies.data_classes, models), views.status(), log.head())
    for row in rows:
        row["meaning"] = {language: say(row["meaning"], language) for language in LANGUAGES}
    return rows


def measured(log: EventLog, until: int | None) -> dict[str, Any]:
    """How good the data is up to a position (None: all of it); `position` is where that was."""
    head = log.head()
    position = head if until is None else min(until, head)
    return {"position": position, "rows": quality(log.events(until=position))}
