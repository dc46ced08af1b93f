"""The catalogue of data: every column has its meaning in both languages, an owner, a classification and its sources."""

from __future__ import annotations

import pytest

from adapters.sentences import LANGUAGES, say
from projections import PROJECTIONS
from projections.catalogue import PERSONAL, PUBLIC, SECRET, fields, fresh
from projections.queries import READ_MODELS
from tests.support.house import policies

FIELDS = fields({"*": "controller"})


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


def test_classes_name_columns_that_there_are_and_no_column_twice() -> None:
    columns = {field.column for field in FIELDS}
    assert columns >= PUBLIC | PERSONAL | SECRET
    assert not PUBLIC & PERSONAL
    assert not (PUBLIC | PERSONAL) & SECRET
    by_place = {(field.model, field.column): field.classification for field in FIELDS}
    assert by_place["people", "name"] == "personal"
    assert by_place["projects", "name"] == "internal"
    assert by_place["payments", "iban"] == "secret"
    assert by_place["cost", "currency"] == "public"


def test_owners_are_roles_and_read_models_that_there_are() -> None:
    owners = policies().data_owners
    assert owners["*"] == "controller"
    assert set(owners) - {"*"} <= set(READ_MODELS)
    assert set(owners.values()) <= {role.role for role in policies().roles}


def test_a_read_model_is_as_fresh_as_its_projection() -> None:
    (cost,) = {field.projection for field in FIELDS if field.model == "cost"}
    rows = fresh(fields({}, ["cost"]), {cost: {"position": 7, "seen_until": 5_000_000}}, head=9)
    assert {(row["events_behind"], row["seen_until"], row["owner"]) for row in rows} == {
        (2, "1970-01-01T00:00:05+00:00", "administrator")
    }
    assert {row["events_behind"] for row in fresh(fields({}, ["cost"]), {}, head=9)} == {9}
