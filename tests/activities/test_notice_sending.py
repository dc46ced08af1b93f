"""One run of sending: each message recorded by itself, what has to wait together, and never longer than a minute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

import activities.notice_sending as sending
from activities.notice_people import Channels
from activities.notice_sending import LONGEST_RUN, Notices, NotRecordedError
from activities.processes import PROCESSES
from adapters.delivering import NotDeliveredError
from adapters.notice_link import opened
from adapters.notice_words import Words
from aggregates.notice import NOTICE
from aggregates.person import Person
from contracts._base import Request
from contracts.ids import stream_id
from contracts.notice import RecordNotice
from events._base import Event
from events.approval import ApprovalEnded, ApprovalReminded
from processes.notice import Telling, causes_of
from store.keys import Keys
from tests.examples import AP, PR
from tests.processes.test_notice import BOTH, OPENED, recorded
from tests.support.house import NOW

ENDED = (ApprovalEnded(ref=AP, subject=PR, result="approved"),)
BUSY = NotDeliveredError("robot-busy")
BASE = "http://localhost:8080"


@dataclass
class _Channel:
    """A robot of a group, or a mail server: keeps what it is given, or raises why it takes nothing."""

    kind: str = "wecom"
    to: str = "role:manager"
    raises: NotDeliveredError | None = None
    entity: str = "*"
    language: str = "en"
    sender: str = "req2pay@acme.example"
    taken: list[Any] = field(default_factory=list)
    before: Callable[[], object] = lambda: None

    def send(self, said: Any, _at: object = None) -> None:
        self.before()
        self.taken.append(said)
        if self.raises:
            raise self.raises


@dataclass
class _House:
    """Who is told of an approval that asks manager and finance; `kept` are the commands that were sent to be recorded."""

    robots: tuple[_Channel, ...] = ()
    mail: _Channel | None = None
    base_url: str = BASE
    more: tuple[Event, ...] = ()
    outcome: str = "accepted"
    people: tuple[str, ...] = ()
    requests: list[Request] = field(default_factory=list)
    keys: Keys = field(default_factory=Keys)

    def handle(self, request: Request) -> object:
        self.requests.append(request)
        return SimpleNamespace(outcome=self.outcome, code="unknown-document")

    def load(self, _kind: object, stream: UUID) -> object:
        found = next((code for code in self.people if stream_id("person", code) == stream), "")
        return SimpleNamespace(state=Person(code=found, email=f"{found}@acme.example", language="en"))

    def clock(self) -> Any:
        return NOW

    @property
    def states(self) -> Any:
        return self

    @property
    def case(self) -> Telling:
        approval, causes = causes_of(recorded((*OPENED, BOTH, *self.more)))
        told = tuple(replace(each, to=tuple((0, f"@{code}") for code in self.people) or each.to) for each in causes)
        return Telling(approval, told, NOTICE.initial)

    def send(self) -> list[RecordNotice]:
        channels = Channels(cast(Any, self.mail), cast(Any, self.robots), self.base_url)
        Notices(cast(Any, self), channels, lambda _role, _entity: []).send(AP.id, "wf")
        return [cast(RecordNotice, each.command) for each in self.requests]


@pytest.fixture(autouse=True)
def _loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every case is the one of the house that is asked for it."""
    process = PROCESSES["notice"]

    def load(states: Any, _: UUID) -> Telling:
        case: Telling = states.case
        return case

    monkeypatch.setitem(cast(Any, PROCESSES), "notice", replace(process, load=load))


def _told(records: list[RecordNotice]) -> list[tuple[str, list[str]]]:
    return [(each.rest, [f"{one.to} {one.outcome}" for one in each.deliveries]) for each in records]


def test_each_message_is_recorded_by_itself_and_the_last_says_that_it_is_told() -> None:
    house = _House((_Channel(), _Channel(to="role:finance")))
    assert _told(house.send()) == [("more", ["role:manager sent"]), ("done", ["role:finance sent"])]
    keys = [each.deliveries[0].key for each in house.send()[:2]]
    assert [each.key for each in house.requests[:2]] == [f"wf:3:0:{key}" for key in keys]


def test_what_has_to_wait_is_recorded_together_after_all_others() -> None:
    robots = (_Channel(raises=BUSY), _Channel(to="role:finance"))
    house = _House(robots)
    assert _told(house.send()) == [("more", ["role:finance sent"]), ("later", ["role:manager later"])]
    assert house.requests[-1].key == "wf:3:0:later"
    robots = (_Channel(), _Channel(to="role:finance", raises=BUSY))
    assert _told(_House(robots).send()) == [("more", ["role:manager sent"]), ("later", ["role:finance later"])]


def test_where_nobody_is_to_be_told_it_is_done() -> None:
    house = _House()
    assert _told(house.send()) == [("done", [])]
    assert [each.key for each in house.requests] == ["wf:3:0:done"]


def test_why_a_message_was_not_taken_is_kept_as_far_as_it_is_known() -> None:
    robots = (
        _Channel(raises=NotDeliveredError("robot-refused", "93000", for_good=True)),
        _Channel(to="role:finance", raises=NotDeliveredError("robot-refused", for_good=True)),
    )
    first, second = (each.deliveries[0] for each in _House(robots).send())
    assert (first.outcome, first.code, first.detail) == ("refused", "robot-refused", "93000")
    assert (second.outcome, second.code, second.detail) == ("refused", "robot-refused", None)


def test_a_mail_server_that_is_down_is_not_asked_again_for_the_next_one() -> None:
    for down, tries in ((True, 1), (False, 2)):
        mail = _Channel(raises=NotDeliveredError("mail-unreachable", channel_down=down))
        told = _told(_House(mail=mail, people=("max", "fin"), more=ENDED).send())
        assert told[-1] == ("later", ["max later", "fin later"])
        assert len(mail.taken) == tries


def test_a_task_has_a_link_for_a_week_and_what_has_ended_none() -> None:
    def link(house: _House) -> str | None:
        house.send()
        return cast(Words, house.robots[0].taken[0]).link

    house = _House((_Channel(),))
    found = link(house)
    assert found is not None
    assert found.startswith(f"{BASE}/notices/")
    seen = opened(house.keys, found.rpartition("/")[2], NOW)
    assert (seen.approval, seen.step, seen.to) == (AP.id, 0, "role:manager")
    assert seen.expires_at == NOW + timedelta(days=7)
    assert link(_House((_Channel(),), base_url="")) is None
    assert link(_House((_Channel(to="role:@rita"),), more=ENDED)) is None


def test_what_could_not_be_recorded_is_tried_again() -> None:
    with pytest.raises(NotRecordedError, match="unknown-document"):
        _House((_Channel(),), outcome="refused").send()
    assert _House((_Channel(),), outcome="ignored").send()


@pytest.mark.parametrize(("seconds", "told"), [(LONGEST_RUN, 2), (LONGEST_RUN + 1, 1)])
def test_after_a_minute_the_rest_waits_for_the_next_run(
    seconds: float, told: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_000.0]

    def pass_time() -> None:
        now[0] += seconds

    monkeypatch.setattr(sending, "time", SimpleNamespace(monotonic=lambda: now[0]))
    robots = (_Channel(before=pass_time), _Channel(to="role:finance"))
    records = _House(robots).send()
    assert [each.rest for each in records] == ["more", "done"][:told]


@pytest.mark.parametrize(("seconds", "causes"), [(LONGEST_RUN - 1, 2), (LONGEST_RUN, 1)])
def test_no_cause_is_begun_once_a_minute_has_passed(
    seconds: float, causes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_000.0]

    def pass_time() -> None:
        now[0] += seconds

    monkeypatch.setattr(sending, "time", SimpleNamespace(monotonic=lambda: now[0]))
    house = _House((_Channel(before=pass_time),), more=(ApprovalReminded(ref=AP, subject=PR, step=0),))
    assert [each.cause for each in house.send()] == [3, 4][:causes]
