"""The side effect that tells people: who a cause concerns at this moment, one message after the other, each recorded."""

import logging
import time
from dataclasses import dataclass, field
from uuid import UUID

from activities.notice_about import about
from activities.notice_people import Addressed, Channels, Holders, People
from activities.processes import PROCESSES
from adapters.delivering import NotDeliveredError
from adapters.mail import composed
from adapters.notice_link import Link, signed
from adapters.notice_words import About, Words, words
from contracts._base import SYSTEM, Request
from contracts.ids import stream_id
from contracts.notice import Delivery, RecordNotice, Rest
from contracts.values import Ref
from processes.notice import Cause, Telling
from store.handler import CommandHandler

LONGEST_RUN = 60.0
"""Seconds after which a sending begins anew, so that the activity never lasts until its time-out."""
LOG = logging.getLogger("req2pay.notices")


class NotRecordedError(Exception):
    """What was sent could not be recorded: the sending is tried again, under the same keys."""


@dataclass(frozen=True)
class Notices:
    """Sends what is due; may run any number of times."""

    handler: CommandHandler
    channels: Channels
    holders: Holders

    def send(self, document: UUID, workflow_id: str) -> None:
        """Send what is due now of an approval or invoice. Raises NotRecordedError."""
        begun, down = time.monotonic(), dict[str, NotDeliveredError]()
        case: Telling = PROCESSES["notice"].load(self.handler.states, document)
        for cause in case.due(self.handler.clock()):
            if time.monotonic() - begun < LONGEST_RUN:
                _Pass(self, case, cause, workflow_id, down, begun).run()


@dataclass
class _Pass:
    """One try of one cause. `down` are the channels that did not answer a moment ago."""

    notices: Notices
    case: Telling
    cause: Cause
    workflow_id: str
    down: dict[str, NotDeliveredError]
    begun: float
    later: list[Delivery] = field(default_factory=list)

    @property
    def _ref(self) -> Ref:
        assert self.case.about.ref is not None
        return self.case.about.ref

    def run(self) -> None:
        left = self._left()
        for number, addressed in enumerate(left, 1):
            if time.monotonic() - self.begun > LONGEST_RUN:
                return  # the rest follows at once, in the next run
            delivery = self._delivered(addressed)
            if delivery.outcome == "later":
                self.later.append(delivery)
            else:
                # Each by itself: what a crash repeats is one message, under the same key.
                last = number == len(left) and not self.later
                self._record((delivery,), "done" if last else "more")
        if self.later:
            self._record(tuple(self.later), "later")
        elif not left:
            self._record((), "done")

    def _left(self) -> list[Addressed]:
        settled = self.case.notice.told(self.cause.number).settled
        now, states = self.notices.handler.clock(), self.notices.handler.states
        people = People(states, self.notices.channels, self.notices.holders, now.date())
        found = {(each.to, each.channel): each for each in people.addressed(self.case, self.cause)}
        return [each for key, each in found.items() if key not in settled]

    def _delivered(self, addressed: Addressed) -> Delivery:
        robot, person = addressed.robot, addressed.person
        key = stream_id("notice", f"{self._ref.id}:{self.cause.number}:{addressed.to}:{addressed.channel}")
        told = {"to": addressed.to, "channel": addressed.channel, "key": key}
        line = f"{robot.kind}:{robot.to}:{robot.entity}" if robot else "mail"
        try:
            if line in self.down:
                raise self.down[line]
            said = self._words(addressed)
            now = self.notices.handler.clock()
            if robot:
                robot.send(said, now)
            else:
                mail = self.notices.channels.mail
                assert mail is not None
                assert person is not None
                mail.send(composed(said, key, mail.sender, person.email or "", now))
        except NotDeliveredError as problem:
            if problem.channel_down:
                self.down[line] = problem
            LOG.warning("notice %s to %s by %s: %s", key, addressed.to, addressed.channel, problem)
            outcome = "refused" if problem.for_good else "later"
            return Delivery(**told, outcome=outcome, code=problem.code, detail=problem.detail or None)
        return Delivery(**told, outcome="sent")

    def _words(self, addressed: Addressed) -> Words:
        robot = addressed.robot
        language = addressed.person.language if addressed.person else robot.language if robot else ""
        link = self._link(addressed) if self.cause.matter != "ended" else None
        return words(self._about(addressed.step, language), language, link)

    def _link(self, addressed: Addressed) -> str | None:
        channels = self.notices.channels
        if not channels.base_url:
            return None
        expires = self.notices.handler.clock() + channels.link_lives
        token = signed(self.notices.handler.keys, Link(self._ref.id, addressed.step, addressed.to, expires))
        return f"{channels.base_url.rstrip('/')}/notices/{token}"

    def _about(self, step: int, language: str) -> About:
        return about(self.notices.handler.states, self.case.about, step, self.cause.matter, language)

    def _record(self, deliveries: tuple[Delivery, ...], rest: Rest) -> None:
        record = RecordNotice(
            approval=self._ref.id,
            cause=self.cause.number,
            matter=self.cause.matter,
            deliveries=deliveries,
            rest=rest,
        )
        tries = self.case.notice.told(self.cause.number).tries
        which = deliveries[0].key if deliveries and rest != "later" else rest
        key = f"{self.workflow_id}:{self.cause.number}:{tries}:{which}"
        request = Request(command=record, key=key, actor=SYSTEM, channel="workflow", workflow_id=self.workflow_id)
        answer = self.notices.handler.handle(request)
        if answer.outcome == "refused":
            raise NotRecordedError(answer.code or "")
