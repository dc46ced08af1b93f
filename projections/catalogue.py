"""The data-asset catalogue: every column of the public read models, with owner, classification, sources and freshness."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from projections import PROJECTIONS
from projections._base import Projection
from projections.queries import READ_MODELS, ReadModel

Classification = Literal["public", "internal", "personal", "secret"]
Classes = Mapping[Classification, Collection[str]]
OF_PERSONS = frozenset({"code", "name"})
"""Personal in the list of people alone."""
FALLBACK = "administrator"
UNCLASSIFIED: Classification = "personal"
"""What nobody has classified is kept as narrowly as what says something of a person."""
LINEAGE = Path(__file__).with_name("lineage.json")
"""Read model -> column -> the events that write it, as tests/support/lineage.py sees it."""


@dataclass(frozen=True)
class Field:
    """A column as an asset. `kind` is how its values are to be read, `sources` are the events that write it."""

    model: str
    column: str
    kind: str
    owner: str
    classification: Classification
    projection: str
    sources: tuple[str, ...]


def fields(owners: Mapping[str, str], classes: Classes, models: Iterable[str] = READ_MODELS) -> list[Field]:
    """Every column of these read models; `owners` is read model -> role ("*": all others), `classes` class -> columns."""
    return [field for name in models for field in _fields(name, owners, classes)]


def fresh(
    models: Iterable[str], owners: Mapping[str, str], status: Mapping[str, Mapping[str, Any]], head: int
) -> list[dict[str, Any]]:
    """The read models as rows: until which position and instant of the log each shows it, and how many events are left."""
    rows = []
    for name in models:
        projection = projection_of(READ_MODELS[name])
        now = status.get(projection.name, {"position": 0, "seen_until": None})
        seen = now["seen_until"]
        rows.append(
            {
                "model": name,
                "owner": owner_of(name, owners),
                "projection": projection.name,
                "fields": len(READ_MODELS[name].columns),
                "events": len(projection.handles),
                "position": now["position"],
                "events_behind": max(head - now["position"], 0),
                "seen_until": None if seen is None else datetime.fromtimestamp(seen / 1_000_000, UTC).isoformat(),
            }
        )
    return rows


def _fields(name: str, owners: Mapping[str, str], classes: Classes) -> Iterator[Field]:
    model = READ_MODELS[name]
    projection, owner = projection_of(model), owner_of(name, owners)
    for column in model.columns:
        yield Field(
            model=name,
            column=column.name,
            kind=column.info.get("kind", "text"),
            owner=owner,
            classification=_class(name, column.name, classes),
            projection=projection.name,
            sources=tuple(_lineage()[name][column.name]),
        )


@cache
def _lineage() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = json.loads(LINEAGE.read_text("utf8"))
    return found


def owner_of(model: str, owners: Mapping[str, str]) -> str:
    """The role that answers for a read model."""
    return owners.get(model, owners.get("*", FALLBACK))


def _class(model: str, column: str, classes: Classes) -> Classification:
    if model == "people" and column in OF_PERSONS:
        return "personal"
    return next((name for name, columns in classes.items() if column in columns), UNCLASSIFIED)


def projection_of(model: ReadModel) -> Projection:
    """The projection that fills a read model."""
    return next(each for each in PROJECTIONS if each.metadata is model.table.metadata)
