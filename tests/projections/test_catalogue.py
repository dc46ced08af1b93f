"""The catalogue of data: every column has its meaning in both languages, an owner, a classification and its sources."""

from __future__ import annotations

import pytest

from adapters.sentences import LANGUAGES, say
from projections import PROJECTIONS
from projections.catalogue import fields, fresh
from projections.queries import READ_MODELS
from tests.support.house import policies

CLASSES = policies().data_classes
FIELDS = fields({"*": "controller"}, CLASSES)


def test_every_shown_column_is_an_asset() -> None:
    shown = {(name, column.name) for name, model in READ_MODELS.items() for column in model.columns}
    assert {(field.model, field.column) for field in FIELDS} == shown
    assert len(FIELDS) == len(shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_has_a_meaning(language: str) -> None:
    assert sorted({field.meaning for field in FIELDS if say(field.meaning, language) == field.meaning}) == []


def test_every_column_comes_from_events() -> None:
    names = {event.stored_as for projection in PROJECTIONS for event in projection.handles}
    assert all(field.sources and set(field.sources) <= names for field in FIELDS)


def test_every_column_is_in_one_class() -> None:
    classified = [column for columns in CLASSES.values() for column in columns]
    assert sorted(classified) == sorted({field.column for field in FIELDS})
    by_place = {(field.model, field.column): field.classification for field in FIELDS}
    assert by_place["people", "name"] == "personal"
    assert by_place["projects", "name"] == "internal"
    assert by_place["cases", "requester"] == "personal"
    assert by_place["cost", "currency"] == "public"
    assert {field.classification for field in fields({}, {}, ["cost"])} == {"personal"}


def test_owners_are_roles_and_read_models_that_there_are() -> None:
    owners = policies().data_owners
    assert owners["*"] == "controller"
    assert set(owners) - {"*"} <= set(READ_MODELS)
    assert set(owners.values()) <= {role.role for role in policies().roles}


def test_a_read_model_is_as_fresh_as_its_projection() -> None:
    (cost,) = {field.projection for field in FIELDS if field.model == "cost"}
    rows = fresh(fields({}, {}, ["cost"]), {cost: {"position": 7, "seen_until": 5_000_000}}, head=9)
    assert {(row["events_behind"], row["seen_until"], row["owner"]) for row in rows} == {
        (2, "1970-01-01T00:00:05+00:00", "administrator")
    }
    assert {row["events_behind"] for row in fresh(fields({}, {}, ["cost"]), {}, head=9)} == {9}
