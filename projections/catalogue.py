"""The data-asset catalogue: every column of the public read models, with owner, classification, sources and freshness."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Column

from projections import PROJECTIONS
from projections._base import Projection
from projections.queries import READ_MODELS, ReadModel

Classification = Literal["public", "internal", "personal", "secret"]
PUBLIC = frozenset(
    {"country", "currency", "from_currency", "language", "rate", "rate_date", "time_zone", "to_currency", "unit"}
)
"""What everybody may know, within the company or outside."""
PERSONAL = frozenset(
    {
        "actor", "added_by", "approved_by", "author", "baselined_by", "buyer", "certified_by", "decided_by", "drafter",
        "dropped_by", "email", "escalated_to", "head", "maker", "manager", "measured_by", "not_for", "owner", "person",
        "phone", "proposed_by", "raised_by", "recorded_by", "released_by", "requester", "signer", "spoke_with",
        "verified_by", "with_whom", "withdrawn_by",
    }
)  # fmt: skip
"""What says something of a natural person; `code` and `name` do in the list of people alone."""
SECRET = frozenset({"account", "accounts", "call_back_phone", "holder", "iban"})
"""What a forger of payments would need."""
FALLBACK = "administrator"


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


def fields(owners: Mapping[str, str], models: Iterable[str] = READ_MODELS) -> list[Field]:
    """Every column of these read models; `owners` is read model -> role ("*": all others)."""
    return [_field(name, column, owners) for name in models for column in READ_MODELS[name].columns]


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


def _field(name: str, column: Column[Any], owners: Mapping[str, str]) -> Field:
    projection = projection_of(READ_MODELS[name])
    return Field(
        model=name,
        column=column.name,
        kind=column.info.get("kind", "text"),
        meaning=f"views.{column.name}",
        owner=owners.get(name, owners.get("*", FALLBACK)),
        classification=classification(name, column.name),
        projection=projection.name,
        sources=tuple(sorted(event.stored_as for event in projection.handles)),
    )


def classification(model: str, column: str) -> Classification:
    """Who may know a column: what is secret in one read model is so in all, for nobody looks it up by its list."""
    if column in SECRET:
        return "secret"
    if column in PERSONAL or (model == "people" and column in ("code", "name", "department")):
        return "personal"
    return "public" if column in PUBLIC else "internal"


def projection_of(model: ReadModel) -> Projection:
    """The projection that fills a read model."""
    return next(each for each in PROJECTIONS if each.metadata is model.table.metadata)
