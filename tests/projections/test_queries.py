"""What the doors read: pages, filters, whose rows, and JSON without floats."""

from __future__ import annotations

import json

import pytest

from contracts.values import Ref
from projections.queries import READ_MODELS, select
from projections.views import Views
from tests.projections.conftest import Show
from tests.projections.story import Case, Story


def test_every_read_model_is_json_without_floats(story: Story, show: Show) -> None:
    Case(story, "1").whole()

    def no_float(text: str) -> None:
        raise AssertionError(text)

    for name in READ_MODELS:
        json.loads(json.dumps(show(name)), parse_float=no_float)


@pytest.mark.parametrize("name", ["cases", "progress", "cost_moves", "votes"])
def test_pages_meet_without_gap_or_overlap(story: Story, show: Show, views: Views, name: str) -> None:
    for number in range(3):
        Case(story, str(number)).whole()
    everything, paged, cursor = show(name), [], None
    while True:
        rows, cursor = select(views.engine, name, cursor=cursor, limit=2)
        paged += rows
        if cursor is None:
            break
        assert len(rows) == 2
    assert len(everything) >= 3
    assert paged == everything


@pytest.mark.parametrize("name", sorted(READ_MODELS))
def test_no_two_rows_share_a_place_so_no_page_loses_one(name: str) -> None:
    model = READ_MODELS[name]
    key = {column.name for column in model.table.primary_key}
    assert key <= set(model.order) or model.order == ("position",)


def test_unknown_filters_and_foreign_cursors_are_refused(story: Story, show: Show, views: Views) -> None:
    show("cases")
    with pytest.raises(ValueError, match=r"unknown-filter .*'colour'.*'id, number, entity"):
        select(views.engine, "cases", {"colour": "red"})
    with pytest.raises(ValueError, match="not-a-cursor"):
        select(views.engine, "cases", cursor="!!")
    with pytest.raises(ValueError, match="cursor-of-another-list"):
        select(views.engine, "cases", cursor=_cursor(story, show, views))
    with pytest.raises(ValueError, match="not-a-whole-number"):
        select(views.engine, "cases", {"round": "many"})
    with pytest.raises(KeyError):
        select(views.engine, "secrets")


def _cursor(story: Story, show: Show, views: Views) -> str:
    Case(story, "1").whole()
    show("progress")
    cursor = select(views.engine, "progress", limit=1)[1]
    assert cursor is not None
    return cursor


def test_rows_are_filtered_by_entity_and_project(story: Story, show: Show, views: Views) -> None:
    case = Case(story, "1")
    case.pr = Ref(kind="requisition", id=case.pr.id, number="PR-9", entity="OTHER")
    case.draft()
    Case(story, "2").draft()
    assert len(show("cases")) == 2

    def seen(name: str = "cases", **places: set[str] | None) -> list[str]:
        sees = {e.replace("all", "*"): None if p is None else frozenset(p) for e, p in places.items()}
        return sorted(row["entity"] for row in select(views.engine, name, sees=sees)[0])

    assert seen(all=None) == ["ACME", "OTHER"]
    assert seen(ACME=None) == ["ACME"]
    assert seen() == []
    assert seen(ACME=None, OTHER={"P1"}) == seen(all={"P1"}) == ["ACME", "OTHER"]
    assert seen(ACME={"P1"}, OTHER={"P2"}) == ["ACME"]
    assert seen(all={"P", "P11"}) == []
    Case(story, "3").whole()
    assert show("funds")
    assert seen("funds", ACME={"P1"}) == [], "what belongs to no project is shown to whom all projects are shown"
    assert seen("funds", ACME=None) == ["ACME"]
    assert select(views.engine, "roles", sees={})[0] == []


def test_flags_and_lists_can_be_filtered(story: Story, show: Show) -> None:
    Case(story, "1").whole()
    assert len(show("cases", all_received="true", projects="P1", stage="closed")) == 1
    assert show("cases", all_received="false") == show("cases", projects="P") == []


def test_filters_offer_no_hidden_column_and_no_amount() -> None:
    for name, model in READ_MODELS.items():
        shown = {column.name for column in model.columns}
        assert set(model.filters) <= shown, name
        assert not set(model.filters) & {"total", "amount", "budget", "findings"}, name
        assert all(model.table.c[column].info.get("kind") != "money" for column in model.order), name
