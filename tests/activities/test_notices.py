"""Who is told what, when and how often: the whole house under a virtual clock, with a real mail server of our own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from adapters.chat_cards import Robot
from aggregates.approval_matrix import APPROVAL_MATRIX
from aggregates.notice import MOST_TRIES, NOTICE
from contracts._base import Answer, Request
from contracts.approval import Vote
from contracts.approval_matrix import Matrix, Row
from contracts.approval_verbs import UrgeApproval
from contracts.ids import stream_id
from contracts.matrix_version import CheckApprovalMatrix, DraftApprovalMatrix, PublishApprovalMatrix
from contracts.notice import RecordNotice, notice_stream
from contracts.person import AppointSubstitute, GrantRole, RevokeRole
from contracts.process import notice_process
from contracts.requisition import WithdrawRequisition
from contracts.route import Step
from events.approval import ApprovalOpened
from events.notice import NoticeParked, NoticeTried
from processes.notice import RETRY_AFTER
from relay import tells
from tests.support.notice_catcher import card_catcher
from tests.web.notified import Notified, notified


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Notified]:
    with notified(tmp_path) as built:
        yield built


def approval(house: Notified) -> UUID:
    found: UUID = house.newest(ApprovalOpened).ref.id
    return found


def test_whoever_is_asked_is_told_in_his_language_and_the_requester_when_it_ends(house: Notified) -> None:
    ref = house.submitted()
    assert house.told() == [("mona", f"请审批：采购申请 {ref}，1000.00 EUR：Beams 钢梁")]
    house.send("mona", Vote(approval=approval(house), verdict="approve"))
    assert house.told() == [("rita", f"Approved: Requisition {ref}, 1000.00 EUR: Beams 钢梁")]
    assert [(row["sent_to"], row["matter"], row["outcome"], row["tries"]) for row in house.rows()] == [
        ("mona", "asked", "sent", 1),
        ("rita", "ended", "sent", 1),
    ]


def test_a_late_step_reminds_and_escalates(house: Notified) -> None:
    house.send("ada", GrantRole(person="chief", role="director"))
    ref = house.submitted()
    house.told()
    house.later(hours=23)
    assert house.told() == []
    house.later(hours=1)
    assert house.told() == [("mona", f"提醒，请审批：采购申请 {ref}，1000.00 EUR：Beams 钢梁")]
    house.later(hours=48)
    assert house.told() == [("chief", f"Escalated to you, please decide: Requisition {ref}, 1000.00 EUR: Beams 钢梁")]
    house.later(hours=200)
    assert house.told() == []


def test_nobody_is_told_what_he_did_himself(house: Notified) -> None:
    ref = house.submitted()
    house.told()
    house.send("rita", WithdrawRequisition(requisition=ref.id, why="changed plans"))
    assert house.told() == []
    assert house.rows(matter="ended") == []
    assert house.newest(NoticeTried).rest == "done"


def test_the_requester_is_never_asked_even_where_he_holds_the_role(house: Notified) -> None:
    house.submitted(who="boss")
    assert [to for to, _ in house.told()] == ["mona"]


def test_roles_are_resolved_at_the_moment_of_the_message(tmp_path: Path) -> None:
    down = [True]
    with notified(tmp_path, lambda verb, _: "421 later" if verb == "MAIL" and down[0] else None) as house:
        house.submitted()
        house.send("ada", RevokeRole(person="mona", role="manager", entity="ACME"))
        down[0] = False
        house.later(minutes=2)
        assert house.told() == []
        assert house.newest(NoticeTried).rest == "done"


def test_a_server_that_is_down_is_tried_again_later_and_the_approval_does_not_wait(tmp_path: Path) -> None:
    down = [True]
    with notified(tmp_path, lambda verb, _: "421 later" if verb == "MAIL" and down[0] else None) as house:
        house.submitted()
        assert [(row["outcome"], row["code"], row["tries"]) for row in house.rows()] == [
            ("later", "mail-unreachable", 1)
        ]
        house.later(minutes=1)
        assert [row["tries"] for row in house.rows()] == [2]
        down[0] = False
        house.later(minutes=4, seconds=59)
        assert house.told() == []
        house.later(seconds=1)
        assert [to for to, _ in house.told()] == ["mona"]
        assert [(row["outcome"], row["tries"]) for row in house.rows()] == [("sent", 3)]


def test_what_was_decided_meanwhile_is_not_asked_any_more(tmp_path: Path) -> None:
    down = [True]
    with notified(tmp_path, lambda verb, _: "421 later" if verb == "MAIL" and down[0] else None) as house:
        ref = house.submitted()
        house.send("mona", Vote(approval=approval(house), verdict="approve"))
        down[0] = False
        house.later(hours=1)
        assert house.told() == [("rita", f"Approved: Requisition {ref}, 1000.00 EUR: Beams 钢梁")]


def test_after_the_last_try_it_is_parked_where_a_person_sees_it(tmp_path: Path) -> None:
    with notified(tmp_path, lambda verb, _: "421 later" if verb == "MAIL" else None) as house:
        house.submitted()
        for _ in range(20):
            house.later(hours=1)
        parked = house.newest(NoticeParked)
        assert [(each.to, each.code) for each in parked.undelivered] == [("mona", "mail-unreachable")]
        (row,) = house.rows(matter="asked")
        assert (row["outcome"], row["tries"]) == ("parked", MOST_TRIES)
        tries = sum(line.startswith("MAIL") for line in house.catcher.said)
        house.later(hours=3)
        assert sum(line.startswith("MAIL") for line in house.catcher.said) == tries
    assert len(RETRY_AFTER) == MOST_TRIES - 1
    assert sum(RETRY_AFTER, timedelta()) < timedelta(days=1)


def test_an_address_that_is_refused_or_missing_is_told_at_once_and_keeps_nobody_else_waiting(tmp_path: Path) -> None:
    def refuse(verb: str, argument: str) -> str | None:
        return "550 no such person" if verb == "RCPT" and "mona" in argument else None

    with notified(tmp_path, refuse) as house:
        house.submitted(who="boss")
        assert [(row["sent_to"], row["outcome"], row["code"], row["detail"]) for row in house.rows()] == [
            ("mona", "refused", "mail-refused", "550")
        ]
        house.address("mona", None)
        house.submitted()
        assert ("mona", "no-address") in [(row["sent_to"], row["code"]) for row in house.rows(outcome="refused")]


def test_killed_between_sending_and_recording_it_is_sent_again_under_the_same_name(house: Notified) -> None:
    handle = house.house.handler.handle

    def killed(request: Request) -> Answer:
        if isinstance(request.command, RecordNotice):
            raise KeyboardInterrupt
        return handle(request)

    house.house.handler.handle = killed  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        house.submitted()
    house.house.handler.handle = handle  # type: ignore[method-assign]
    for _ in range(2):
        house.house.run(notice_process(house.newest(ApprovalOpened).ref))
        first, second = house.catcher.mails
        assert first["Message-ID"] == second["Message-ID"]
        assert [row["outcome"] for row in house.rows()] == ["sent"]


def test_an_acknowledgement_that_was_lost_repeats_the_message_under_its_name(tmp_path: Path) -> None:
    lost = [True]
    with notified(tmp_path, lambda verb, _: "lost" if verb == "KEPT" and lost.pop() else None) as house:
        house.submitted()
        lost.append(False)
        house.later(minutes=1)
        first, second = house.catcher.mails
        assert first["Message-ID"] == second["Message-ID"]


def test_a_restored_or_healed_store_tells_no_old_stories(house: Notified) -> None:
    house.submitted()
    house.told()
    ref = house.newest(ApprovalOpened).ref
    everything = list(house.house.log.events())
    told = house.house.handler.state(NOTICE, notice_stream(ref.id)).causes
    house.house.now += timedelta(days=1, seconds=1)
    assert [process for recorded in everything for process in tells(recorded, house.house.now)] == []
    house.house.run(notice_process(ref))
    assert house.told() == []
    assert house.house.handler.state(NOTICE, notice_stream(ref.id)).causes == told


def test_groups_get_cards_by_their_role_and_people_by_their_robots(tmp_path: Path) -> None:
    with card_catcher() as group, card_catcher({"code": 0}) as own, card_catcher() as foreign:
        robots = (
            Robot("wecom", "role:manager", group.url),
            Robot("feishu", "mona", own.url, "secret"),
            Robot("dingtalk", "role:manager", foreign.url, entity="SUB"),
        )
        with notified(tmp_path, robots=robots) as house:
            house.submitted()
            channels = sorted((row["sent_to"], row["channel"], row["outcome"]) for row in house.rows())
            log = b"".join(recorded.event.model_dump_json().encode() for recorded in house.house.log.events())
    assert channels == [("mona", "feishu", "sent"), ("mona", "mail", "sent"), ("role:manager", "wecom", "sent")]
    assert foreign.cards == []
    assert b"hush" not in log
    assert b"/robot/" not in log
    assert "@acme.example" not in repr(channels)


def test_a_slow_robot_is_tried_again_and_the_others_are_not_told_twice(tmp_path: Path) -> None:
    with ExitStack() as stack:
        group = stack.enter_context(card_catcher({"errcode": 45009}))
        house = stack.enter_context(notified(tmp_path, robots=(Robot("wecom", "role:manager", group.url),)))
        house.submitted()
        assert [to for to, _ in house.told()] == ["mona"]
        group.answer = {"errcode": 0}
        house.later(minutes=1)
        assert house.told() == []
        assert sorted(row["outcome"] for row in house.rows()) == ["sent", "sent"]
    assert len(group.cards) == 2


def test_the_requester_urges_and_substitutes_are_asked_too(house: Notified) -> None:
    today = house.house.now.date()
    for person, substitute in (("mona", "boss"), ("boss", "chief")):
        appoint = AppointSubstitute(person=person, substitute=substitute, valid_from=today, valid_until=today)
        house.send("ada", appoint)
    house.send("ada", GrantRole(person="rita", role="manager", entity="ACME"))
    ref = house.submitted()
    assert sorted(to for to, _ in house.told()) == ["boss", "chief", "mona"]
    house.send("rita", UrgeApproval(approval=approval(house), comment="the crane waits"))
    told = dict(house.told())
    assert told["mona"] == f"申请人催办，请审批：采购申请 {ref}，1000.00 EUR：Beams 钢梁"
    assert sorted(told) == ["boss", "chief", "mona"]
    house.later(days=1)
    assert [to for to, _ in house.told()] == ["mona"]


def test_who_may_not_decide_is_not_asked_to_nor_anybody_in_his_place(house: Notified) -> None:
    today = house.house.now.date()
    appoint = AppointSubstitute(person="mona", substitute="boss", valid_from=today, valid_until=today)
    house.send("ada", appoint)
    house.send("ada", GrantRole(person="boss", role="manager", entity="ACME"))
    house.send("system", GrantRole(person="mona", role="administrator", entity="*"))
    house.submitted()
    assert [to for to, _ in house.told()] == ["boss"]
    house.send("ada", RevokeRole(person="boss", role="manager", entity="ACME"))
    house.submitted()
    assert house.told() == []


def _routed(house: Notified, steps: tuple[Step, ...]) -> None:
    matrix = Matrix(currencies=("EUR",), rows=(Row(row="all", steps=steps),))
    house.send("ada", DraftApprovalMatrix(matter="requisition", matrix=matrix, why="known"))
    house.send("ada", CheckApprovalMatrix(matter="requisition", version=1))
    seen = house.house.handler.state(APPROVAL_MATRIX, stream_id("approval_matrix", "requisition")).versions[1]
    today = house.house.now.date()
    publish = PublishApprovalMatrix(
        matter="requisition", version=1, content_hash=seen.content_hash, effective_from=today
    )
    house.send("adam", publish)


def test_a_substitute_who_decided_before_is_not_asked_again_in_the_place_of_another(house: Notified) -> None:
    today = house.house.now.date()
    steps = (Step(name="One", roles=("boss",)), Step(name="Two", persons=("mona",)))
    house.send("ada", GrantRole(person="mona", role="manager", entity="SUB"))
    _routed(house, steps)
    house.send("ada", AppointSubstitute(person="mona", substitute="boss", valid_from=today, valid_until=today))
    house.submitted()
    house.told()
    house.send("boss", Vote(approval=approval(house), verdict="approve"))
    assert [to for to, _ in house.told()] == ["mona"]


def test_copies_are_shown_and_ask_nothing(house: Notified) -> None:
    steps = (
        Step(name="To know", kind="copy", roles=("receiver",), persons=("sam",)),
        Step(name="Manager", name_zh="经理", roles=("boss",)),
    )
    _routed(house, steps)
    ref = house.submitted()
    told = dict(house.told())
    assert sorted(told) == ["boss", "chief", "gus", "sam"]
    assert told["gus"] == f"For your information: Requisition {ref}, 1000.00 EUR: Beams 钢梁"
