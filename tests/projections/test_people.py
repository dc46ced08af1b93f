"""People as they are shown: revised grants replace the one of their first day, and who has left has no task."""

from __future__ import annotations

from datetime import date

from events.person import PersonRegistered, PersonRevised, RoleGranted, RoleRevised
from projections.inbox_reading import inbox_of
from projections.master_data import MASTER_DATA
from projections.rebuild import compare
from projections.views import Views
from store.log import EventLog
from tests.projections.conftest import Show
from tests.projections.story import BUDGET, Story
from tests.projections.test_cases import after

TODAY = date(2026, 11, 3)


def test_a_revised_grant_replaces_the_one_of_its_first_day(
    story: Story, show: Show, log: EventLog, views: Views
) -> None:
    begins, ends = date(2026, 1, 1), date(2026, 12, 31)
    held = {"person": "mona", "role": "manager", "entity": "ACME"}
    story.tell(
        (BUDGET, RoleGranted(**held)),
        (BUDGET, RoleGranted(**held, valid_from=begins)),
        (BUDGET, RoleRevised(**held, valid_until=ends, projects=("P1",))),
    )
    rows = [(row["valid_from"], row["valid_until"], row["projects"]) for row in show("people_roles")]
    assert rows == [("2026-01-01", None, []), (None, "2026-12-31", ["P1"])]
    story.tell((BUDGET, RoleRevised(**held, valid_from=begins, valid_until=ends)))
    rows = [(row["valid_from"], row["valid_until"], row["projects"]) for row in show("people_roles")]
    assert rows == [(None, "2026-12-31", ["P1"]), ("2026-01-01", "2026-12-31", [])]
    assert compare(MASTER_DATA, log, views).differing == 0


def test_who_has_left_or_not_yet_come_has_no_task(story: Story, show: Show, views: Views) -> None:
    story.tell(
        (BUDGET, PersonRegistered(person="mona", name="Mona", valid_from=TODAY)),
        (BUDGET, RoleGranted(person="mona", role="manager", entity="*")),
    )
    after(story, "open_approval")
    show("inbox")
    assert inbox_of(views.engine, "mona", date(2026, 11, 2)) == []
    assert len(inbox_of(views.engine, "mona", TODAY)) == 1
    story.tell((BUDGET, PersonRevised(person="mona", name="Mona", valid_until=TODAY)))
    show("inbox")
    assert len(inbox_of(views.engine, "mona", TODAY)) == 1
    assert inbox_of(views.engine, "mona", date(2026, 11, 4)) == []
