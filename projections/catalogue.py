"""The data-asset catalogue: every column of the public read models, with owner, classification, sources and freshness."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
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


@dataclass(frozen=True)
class Field:
    """A column as an asset. `meaning` is the key of its sentence; `kind` is how its values are to be read."""

    model: str
    column: str
    kind: str
    meaning: str
    owner: str
    classification: Classification
    projection: str
    sources: tuple[str, ...]


def fields(owners: Mapping[str, str], classes: Classes, models: Iterable[str] = READ_MODELS) -> list[Field]:
    """Every column of these read models; `owners` is read model -> role ("*": all others), `classes` class -> columns."""
    return [field for name in models for field in _fields(name, owners, classes)]


def fresh(found: Iterable[Field], status: Mapping[str, Mapping[str, Any]], head: int) -> list[dict[str, Any]]:
    """The fields as rows, each with how many events of the log its read model does not show yet, and until when it saw."""
    rows = []
    for field in found:
        now = status.get(field.projection, {"position": 0, "seen_until": None})
        seen = now["seen_until"]
        until = None if seen is None else datetime.fromtimestamp(seen / 1_000_000, UTC).isoformat()
        freshness = {"events_behind": max(head - now["position"], 0), "seen_until": until}
        rows.append({**vars(field), "sources": list(field.sources), **freshness})
    return rows


def _fields(name: str, owners: Mapping[str, str], classes: Classes) -> Iterator[Field]:
    model = READ_MODELS[name]
    projection, owner = projection_of(model), owners.get(name, owners.get("*", FALLBACK))
    sources = tuple(sorted(event.stored_as for event in projection.handles))
    for column in model.columns:
        yield Field(
            model=name,
            column=column.name,
            kind=column.info.get("kind", "text"),
            meaning=f"views.{column.name}",
            owner=owner,
            classification=_class(name, column.name, classes),
            projection=projection.name,
            sources=sources,
        )


def _class(model: str, column: str, classes: Classes) -> Classification:
    if model == "people" and column in OF_PERSONS:
        return "personal"
    return next((name for name, columns in classes.items() if column in columns), UNCLASSIFIED)


def projection_of(model: ReadModel) -> Projection:
    """The projection that fills a read model."""
    return next(each for each in PROJECTIONS if each.metadata is model.table.metadata)
