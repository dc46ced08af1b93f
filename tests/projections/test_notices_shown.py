"""What the read model tells of notices: who was not reached, and what a sweep has to wake."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from contracts.approval import Vote
from events.approval import ApprovalOpened
from projections.notices import undelivered, untold
from tests.web.notified import notified


def test_a_sweep_wakes_what_is_tried_again_and_after_a_loss_all_of_the_last_day(tmp_path: Path) -> None:
    down = [True]
    with notified(tmp_path, lambda verb, _: "421 later" if verb == "MAIL" and down[0] else None) as house:
        house.submitted()
        waits = house.newest(ApprovalOpened).ref.id
        down[0] = False
        house.submitted()
        told = house.newest(ApprovalOpened).ref.id
        house.show()
        day = house.house.now - timedelta(days=1)
        assert untold(house.views, day, all_of_then=False) == [waits]
        assert sorted(untold(house.views, day, all_of_then=True)) == sorted([waits, told])
        assert untold(house.views, house.house.now + timedelta(seconds=1), all_of_then=True) == []
        house.later(minutes=1)
        house.show()
        assert untold(house.views, day, all_of_then=False) == []


def test_who_was_not_reached_is_counted_by_reason(tmp_path: Path) -> None:
    with notified(tmp_path, lambda verb, _: "421 later" if verb == "MAIL" else None) as house:
        house.address("mona", None)
        house.submitted()
        house.show()
        week = house.house.now - timedelta(days=7)
        assert undelivered(house.views, week) == {"no-address": 1}
        house.send("mona", Vote(approval=house.newest(ApprovalOpened).ref.id, verdict="approve"))
        house.later(hours=20)
        house.show()
        assert undelivered(house.views, week) == {"mail-unreachable": 1, "no-address": 1}
        assert undelivered(house.views, house.house.now) == {}
        (row,) = house.rows(outcome="parked")
        assert (row["approval"], row["entity"], row["subject_kind"], row["matter"], row["sent_to"]) == (
            "AP-2026-000001", "ACME", "requisition", "ended", "rita",
        )  # fmt: skip
