"""The one way to run a command: receipt, decisions and everything read, in one guarded transaction, retried with jitter."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any, Literal, Protocol, TypeVar
from uuid import UUID

from eventsourcing.persistence import ConnectionUnavailableError

from aggregates._base import Aggregate, Refusal
from contracts._base import Answer, Command, Request
from contracts.values import Ref, TooLarge
from events._base import Meta, Recorded
from events.receipt import CommandReceipt
from store.keys import Keys
from store.log import Conflict, EventLog
from store.numbers import Numbers
from store.receipts import payload_hash, receipt, receipt_id
from store.states import States
from store.work import Refused, Work

S = TypeVar("S")
Requests = tuple[Request, ...]
Outcome = Literal["accepted", "refused", "ignored"]
ATTEMPTS = 50


class Unstable(Exception):
    """A command met a conflict fifty times in a row, no connection was free, or what it must know is behind; nothing was
    stored, it may be sent again."""


class Handling(Protocol):
    """Which documents a command loads, and whose decisions join in its transaction; gives the document it is about."""

    def __call__(self, work: Work, command: Any) -> Ref | None:
        """Decide `command` within `work`."""


class CommandHandler:
    """People, bots, API, CLI and processes all send their commands here."""

    def __init__(
        self,
        log: EventLog,
        handlings: Mapping[type[Command], Handling],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        before_commit: Callable[[], None] = lambda: None,
        keys: Keys | None = None,
    ) -> None:
        self.log = log
        self.keys = keys or Keys()
        self._states = States(log)
        self.clock = clock
        self._handlings = handlings
        self._numbers = Numbers(log, clock)
        self._before_commit = before_commit

    @property
    def states(self) -> States:
        """The folded states, brought up to what any process has committed until now."""
        self.log.tail.refresh()
        return self._states

    def handle(self, request: Request) -> Answer:
        """Run one command exactly once, however often it is delivered. Refusals are answers, and have receipts."""
        return self.answered(request) or self._retry((request,), self._attempt)

    def handle_batch(self, requests: Sequence[Request]) -> Answer:
        """Run follow-ups of a process whole or not at all; a refused batch stores nothing, so it can be tried again."""
        return self._retry(tuple(requests), self._attempt_batch) if requests else Answer(outcome="ignored")

    def preview(self, request: Request) -> Answer:
        """What would become of a command now; stores nothing."""
        return self.preview_all([request])[0]

    def preview_all(self, requests: Sequence[Request]) -> list[Answer]:
        """What would become of commands (at least one), each seeing the effects of those before; stores nothing."""
        numbers, answers = count(10**9), []  # numbers that nobody has
        work = Work(self.states, requests[0], self.clock(), lambda *_: next(numbers), self.keys)
        for request in requests:
            try:
                answers.append(self._decide(work, (request,)))
            except Refused as refused:
                answers.append(_refusal(refused))
        return answers

    def state(self, kind: Aggregate[S], stream: UUID) -> S:
        """The newest state of a document."""
        state: S = self.states.load(kind, stream).state
        return state

    def _retry(self, requests: Requests, attempt: Callable[[Requests], Answer]) -> Answer:
        for number in range(ATTEMPTS):
            try:
                return attempt(requests)
            except Conflict:
                # An acknowledgement may have been lost after the commit: the receipt knows, so it is asked first.
                if answer := self.answered(requests[0]):
                    return answer
            except ConnectionUnavailableError as error:
                # No connection was free in time, so nothing was stored: whoever asked may ask again.
                raise Unstable(str(error)) from error
            time.sleep(random.uniform(0, min(0.001 * 2**number, 0.1)))  # noqa: S311 - jitter, not a secret
        raise Unstable(f"{ATTEMPTS} conflicts in a row")

    def _attempt(self, requests: Requests) -> Answer:
        request = requests[0]
        work = self._work(request)
        try:
            answer = self._decide(work, requests)
        except Refused as refused:
            answer = _refusal(refused)
            work.decided = [(receipt_id(request), receipt(request, answer, work), request)]
        return self._store(work, answer)

    def _attempt_batch(self, requests: Requests) -> Answer:
        work = self._work(requests[0])
        try:
            answer = self._decide(work, requests)
        except Refused as refused:
            return _refusal(refused)
        changed = any(not isinstance(event, CommandReceipt) for _, event, _ in work.decided)
        return self._store(work, answer) if changed else Answer(outcome="ignored")

    def _work(self, request: Request) -> Work:
        return Work(self.states, request, self.clock(), self._numbers.next, self.keys)

    def _decide(self, work: Work, requests: Requests) -> Answer:
        answer = Answer(outcome="ignored")
        for request in requests:
            before, work.request, work.acted_on = len(work.decided), request, {}
            document = self._decided(work, request.command)
            outcome: Outcome = "accepted" if len(work.decided) > before else "ignored"
            answer = Answer(outcome=outcome, document=document)
            work.decided.append((receipt_id(request), receipt(request, answer, work), request))
        return answer

    def _decided(self, work: Work, command: Command) -> Ref | None:
        """Sums over many documents can pass what one amount may be: that refuses the command, as it is."""
        try:
            return self._handlings[type(command)](work, command)
        except TooLarge as error:
            raise Refused(Refusal("amount-too-large", error.figures)) from error

    def _store(self, work: Work, answer: Answer) -> Answer:
        self._before_commit()
        position = self.log.append(_recorded(work), work.versions)
        return answer.model_copy(update={"position": position})

    def answered(self, request: Request) -> Answer | None:
        """The answer of an earlier delivery of the same request, or None."""
        found = self.log.stream(receipt_id(request))
        if not found:
            return None
        receipt = found[0].event
        assert isinstance(receipt, CommandReceipt)
        if receipt.payload_sha256 != payload_hash(request.command, self.keys):
            return Answer(outcome="refused", code="key-reused", figures={"key": request.key})
        return Answer(
            outcome=receipt.outcome,
            code=receipt.code,
            figures=dict(receipt.figures),
            document=receipt.document,
            position=self.log.head(),
            repeated=True,
        )


def _refusal(refused: Refused) -> Answer:
    return Answer(outcome="refused", code=refused.refusal.code, figures=refused.refusal.figures)


def _meta(request: Request) -> Meta:
    return Meta(
        actor=request.actor,
        channel=request.channel,
        command=request.command.contract,
        command_id=receipt_id(request),
        reason=request.reason,
        workflow_id=request.workflow_id,
        bot_version=request.bot_version,
    )


def _recorded(work: Work) -> list[Recorded]:
    """The decided events with their place in their streams, in the order they were decided."""
    versions, recorded = dict(work.versions), []
    metas: dict[int, Meta] = {}
    for stream, event, request in work.decided:
        versions[stream] = versions.get(stream, 0) + 1
        meta = metas.get(id(request)) or metas.setdefault(id(request), _meta(request))
        recorded.append(Recorded(stream, versions[stream], request.occurred_at or work.now, work.now, meta, event))
    return recorded
