"""The tail of the log: what it holds is what the log holds, whoever committed it; what it no longer holds it does not guess."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from uuid import UUID

from eventsourcing.persistence import MapperDeserialisationError
from hypothesis import given
from hypothesis import strategies as st

from aggregates.requisition import REQUISITION
from contracts.requisition import SubmitRequisition
from events._base import Recorded
from store.keys import Keys
from store.log import EventLog
from store.tail import Tail
from store.work import Work
from tests.examples import EVENT_EXAMPLES
from tests.support.house import NOW, Company, line
from tests.support.postgres import fresh_database

EVENT = next(iter(EVENT_EXAMPLES.values()))
STREAMS = tuple(UUID(int=number) for number in range(3))


@dataclass
class Written:
    """A log in memory, with gaps between positions as an undone insert leaves them."""

    events: list[Recorded] = field(default_factory=list)
    reads: int = 0

    def write(self, stream: int, gap: int) -> Recorded:
        position = self.head() + gap
        version = 1 + sum(recorded.originator_id == STREAMS[stream] for recorded in self.events)
        recorded = Recorded(STREAMS[stream], version, None, None, None, EVENT, position)  # type: ignore[arg-type]
        self.events.append(recorded)
        return recorded

    def read(self, after: int, limit: int) -> list[Recorded]:
        self.reads += 1
        return [recorded for recorded in self.events if recorded.position > after][:limit]

    def head(self) -> int:
        return self.events[-1].position if self.events else 0


STEP = st.tuples(st.integers(0, 2), st.integers(1, 3), st.sampled_from(["mine", "mine late", "others", "look"]))


@given(st.lists(STEP, max_size=60))
def test_it_holds_what_the_log_holds(steps: list[tuple[int, int, str]]) -> None:
    log = Written()
    tail = Tail(log.read, log.head, size=5)
    seen = dict.fromkeys(STREAMS, (0, 0))
    for stream, gap, who in steps:
        if who != "look":
            before, recorded = log.head(), log.write(stream, gap)
            if who == "mine":
                tail.push([recorded], before)
            continue
        tail.refresh()
        assert tail.position == log.head()
        for known, (version, position) in seen.items():
            all_of = [recorded for recorded in log.events if recorded.originator_id == known]
            found = tail.of(known, version, position)
            if found is not None:
                assert list(found) == all_of[version:]
            seen[known] = (len(all_of), tail.position)
        for after in range(log.head() + 1):
            page = tail.after(after, 3)
            assert page is None or list(page) == log.read(after, 3)
    tail.refresh()
    assert tail.after(max(log.head() - 3, 0), 9) is not None or len(log.events) < 5


def test_what_was_missed_is_not_guessed() -> None:
    log = Written()
    tail = Tail(log.read, log.head, size=2)
    for _ in range(5):
        log.write(0, 1)
    tail.refresh()
    assert tail.after(0, 9) is None
    assert tail.of(STREAMS[0], 1, 1) is None


def test_a_commit_of_another_process_lies_between() -> None:
    log = Written()
    tail = Tail(log.read, log.head)
    theirs, mine = log.write(0, 1), log.write(0, 1)
    tail.push([mine], before=theirs.position)
    assert tail.of(STREAMS[0], 0, 0) == []
    tail.refresh()
    assert tail.of(STREAMS[0], 0, 0) == [theirs, mine]


def test_a_row_that_cannot_be_read_stops_only_those_who_read_it() -> None:
    log = Written()

    def read(after: int, limit: int) -> list[Recorded]:
        if after < 2:
            raise MapperDeserialisationError("of a newer version")
        return log.read(after, limit)

    tail = Tail(read, log.head)
    log.write(0, 1), log.write(1, 1)
    tail.refresh()
    assert (tail.position, tail.after(0, 9), tail.of(STREAMS[0], 0, 0)) == (2, None, None)
    mine = log.write(0, 1)
    tail.refresh()
    assert tail.of(STREAMS[0], 1, 2) == [mine]


def test_those_that_look_often_read_once() -> None:
    log = Written()
    tail = Tail(log.read, log.head)
    for _ in range(20):
        tail.refresh(every=3600)
    assert log.reads == 1


def test_two_processes_of_one_store(company: Company) -> None:
    """What one has folded follows what the other commits."""
    other = EventLog(company.log.url)
    try:
        at = other.tail.position
        company.draft(line())
        assert other.tail.after(at, 500) == []
        other.tail.refresh()
        assert list(other.tail.after(at, 500) or ()) == company.log.page(at)
    finally:
        other.close()


def test_what_was_read_twice_is_guarded_at_its_older_version(company: Company) -> None:
    """A whole stream is read from the log, which may be newer than the tail: the state loaded after it is not."""
    requisition, other = company.draft(line()), EventLog(company.log.url)
    work = Work(
        company.handler.states,
        company.request("rita", SubmitRequisition(requisition=requisition)),
        NOW,
        lambda *_: 1,
        Keys(),
    )
    try:
        Company(other, sent=1_000).submit(requisition)
        assert len(work.recorded(requisition)) == 2
        assert work.load(REQUISITION, requisition).status == "draft"
        assert work.versions[requisition] == 1
    finally:
        other.close()


def test_a_notice_is_looked_after_though_somebody_has_just_looked() -> None:
    """A notice comes once: whoever skipped it would see its event only when the timer behind it runs out."""
    company, other = Company(EventLog(url := fresh_database())).found(), EventLog(url)
    try:
        at = other.tail.position
        company.draft(line())
        other.tail._refreshed = time.monotonic()
        assert list(other._news(at)) == company.log.page(at)
    finally:
        company.log.close()
        other.close()
