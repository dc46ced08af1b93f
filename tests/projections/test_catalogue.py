"""The catalogue of data: every column has its meaning in both languages, an owner, a classification and its sources."""

from __future__ import annotations

import pytest

from activities.data_assets import meaning
from adapters.sentences import LANGUAGES, codes
from projections.catalogue import LINEAGE, fields, fresh
from projections.queries import READ_MODELS
from tests.support.house import policies
from tests.support.lineage import text

CLASSES = policies().data_classes
FIELDS = fields({"*": "controller"}, CLASSES)
KINDS = {(field.model, field.column): field.kind for field in FIELDS}


def test_every_shown_column_is_an_asset() -> None:
    shown = {(name, column.name) for name, model in READ_MODELS.items() for column in model.columns}
    assert {(field.model, field.column) for field in FIELDS} == shown
    assert len(FIELDS) == len(shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_has_a_meaning(language: str) -> None:
    told = {(field.model, field.column): meaning(field.model, field.column)[language] for field in FIELDS}
    assert sorted(place for place, sentence in told.items() if sentence.startswith("views.")) == []
    own = {tuple(code.split(".")[1:]) for code in codes(language) if code.startswith("views.") and code.count(".") == 2}
    assert own <= set(told), "a meaning of one read model alone is of a column that it has"
    assert told["awards", "minimum"] != told["rfqs", "minimum"]


def test_one_name_with_two_kinds_of_values_has_two_meanings() -> None:
    for column in sorted({column for _, column in KINDS}):
        told: dict[str, set[str]] = {}
        for (model, name), kind in KINDS.items():
            if name == column:
                told.setdefault(meaning(model, name)["en"], set()).add(kind)
        assert all(len(kinds) == 1 for kinds in told.values()), (column, told)


def test_every_column_names_the_events_that_write_it() -> None:
    """A column that no event writes is always empty: either its handler forgets it, or nobody needs it."""
    assert LINEAGE.read_text("utf8") == text(), "python -m tests.support.lineage writes it anew"
    assert [(field.model, field.column) for field in FIELDS if not field.sources] == []
    by_place = {(field.model, field.column): field.sources for field in FIELDS}
    assert by_place["payables", "settled_at"] == ("payable.settled.v1",)
    assert "payable.settled.v1" not in by_place["payables", "due_date"]


def test_every_column_is_in_one_class() -> None:
    classified = [column for columns in CLASSES.values() for column in columns]
    assert sorted(classified) == sorted({field.column for field in FIELDS})
    by_place = {(field.model, field.column): field.classification for field in FIELDS}
    assert by_place["people", "name"] == "personal"
    assert by_place["projects", "name"] == "internal"
    assert by_place["cases", "requester"] == "personal"
    assert by_place["cost", "currency"] == "public"
    assert {field.classification for field in fields({}, {}, ["cost"])} == {"personal"}


def test_every_read_model_has_an_owner_of_its_own_and_owners_are_roles() -> None:
    owners = policies().data_owners
    assert owners["*"] == "controller"
    assert set(owners) - {"*"} == set(READ_MODELS)
    assert set(owners.values()) <= {role.role for role in policies().roles}


def test_a_read_model_is_as_fresh_as_its_projection() -> None:
    (cost,) = {field.projection for field in FIELDS if field.model == "cost"}
    (row,) = fresh(["cost"], {}, {cost: {"position": 7, "seen_until": 5_000_000}}, head=9)
    assert (row["position"], row["events_behind"], row["seen_until"], row["owner"]) == (
        7, 2, "1970-01-01T00:00:05+00:00", "administrator",
    )  # fmt: skip
    (never,) = fresh(["cost"], {}, {}, head=9)
    assert (never["position"], never["events_behind"], never["seen_until"]) == (0, 9, None)
