"""What is known of a document when its approval is opened."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from activities.approval_facts import HIGHEST_LEVEL, _in_tree, _overspent, facts_of, only
from activities.approval_facts import _categories as _categories_of
from aggregates._base import Aggregate
from aggregates.budget_line import BudgetLine, budget_key
from aggregates.category import Category
from aggregates.item import Item
from aggregates.person import PERSON, Person
from contracts.approval import OpenApproval
from contracts.approval_matrix import FIELDS_OF, kinds_of
from contracts.ids import stream_id
from tests.support.house import HASH, WHERE, eur, line, ref


@pytest.mark.parametrize(
    ("words", "word"),
    [((), "(none)"), ((None,), "(none)"), (("A", "A"), "A"), (("A", "B"), "(several)"), (("A", None), "(several)")],
)
def test_lines_have_one_word_or_several(words: tuple[str | None, ...], word: str) -> None:
    assert only(words) == word


def _asked() -> OpenApproval:
    return OpenApproval(subject=ref("lease"), title="Lease", amount=eur(5), requester="rita", content_hash=HASH)


def _of_people(**managers: str) -> Any:
    people = {stream_id("person", name): Person(code=name, manager=manager) for name, manager in managers.items()}

    def load(kind: Aggregate[Any], stream: UUID) -> Any:
        return people.get(stream, kind.initial) if kind is PERSON else kind.initial

    return load


@pytest.mark.parametrize(
    ("managers", "level"),
    [
        ({}, 0),
        ({"rita": "max"}, 1),
        ({"rita": "max", "max": "dora"}, 2),
        ({"rita": "max", "max": "rita"}, HIGHEST_LEVEL),
    ],
)
def test_a_level_is_the_number_of_managers_above_and_a_circle_of_them_ends(
    managers: dict[str, str], level: int
) -> None:
    facts = facts_of(_of_people(**managers), _asked())
    assert facts == {"amount": "5.00 EUR", "department": "(none)", "requester_level": str(level)}


def test_every_field_that_a_matrix_may_test_has_a_type() -> None:
    assert all(kinds_of(matter) for matter in [*FIELDS_OF, "*", "lease"])


def _categories(*lines: str | None) -> dict[str, str]:
    above = {"LAPTOPS": "IT", "SMALL": "LAPTOPS", "IT": None}
    known = {stream_id("category", code): Category(code, code, parent) for code, parent in above.items()}
    return dict(_in_tree(lambda kind, stream: known.get(stream, kind.initial), lines))


@pytest.mark.parametrize(
    ("lines", "word", "told"),
    [
        (("IT",), "IT", None),
        (("IT", "OFFICE"), "(several)", None),
        ((None,), "(none)", None),
        ((), "(none)", None),
        (("LAPTOPS",), "LAPTOPS", "LAPTOPS<IT"),
        (("LAPTOPS", "LAPTOPS"), "LAPTOPS", "LAPTOPS<IT"),
        (("SMALL", "IT", None), "(several)", "SMALL<LAPTOPS<IT IT (none)"),
    ],
)
def test_the_categories_above_are_told_where_there_are_any(
    lines: tuple[str | None, ...], word: str, told: str | None
) -> None:
    assert _categories(*lines) == {"category": word, **({"categories": told} if told else {})}


@pytest.mark.parametrize(("available", "over"), [("-0.01", "yes"), ("0", "no"), ("0.01", "no"), ("1", "no")])
def test_a_budget_is_overspent_below_nothing(available: str, over: str) -> None:
    wanted = stream_id("budget_line", budget_key("ACME", WHERE))
    found = BudgetLine(available=Decimal(available))

    def load(kind: Aggregate[Any], stream: UUID) -> Any:
        return found if stream == wanted else kind.initial

    assert _overspent(load, ref("requisition"), (WHERE,)) == over
    assert _overspent(load, None, (WHERE,)) == "no"


@pytest.mark.parametrize(
    ("own", "of_item", "told"), [("TOOLS", "IT", "TOOLS"), (None, "IT", "IT"), ("TOOLS", None, "TOOLS")]
)
def test_the_category_of_a_line_goes_before_that_of_its_item(own: str | None, of_item: str | None, told: str) -> None:
    asked_for = line().model_copy(update={"category": own, "item": "BEAM"})
    item = stream_id("item", "BEAM")

    def load(kind: Aggregate[Any], stream: UUID) -> Any:
        return Item(category=of_item) if stream == item else kind.initial

    assert _categories_of(load, (asked_for,))["category"] == told
