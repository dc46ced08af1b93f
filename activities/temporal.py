"""The activities as Temporal sees them: written names, async and local where short, threads and heartbeats where long."""

import contextvars
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from temporalio import activity

from activities.advance import NAME, advance
from activities.effects import Effects
from contracts.ids import stream_id
from contracts.process import Advance, Effect, Effected, ProposeDue, RunTrigger, Step, TakeIn
from processes.invoice_verification import LEARN_HINTS, READ_FILE
from processes.notice import SEND_NOTICES
from processes.payment_run import WRITE_FILE
from processes.tax_verification import ASK_REGISTERS
from processes.webhook_message import SEND


@contextmanager
def heartbeats(every: float = 5.0) -> Iterator[None]:
    """Tell the server every few seconds that a long activity is alive, so that a dead worker is noticed soon."""
    done = threading.Event()
    context = contextvars.copy_context()

    def beat() -> None:
        while not done.wait(every):
            context.run(activity.heartbeat)

    beating = threading.Thread(target=beat, daemon=True)
    beating.start()
    try:
        yield
    finally:
        done.set()
        beating.join()


class Activities:
    """The activities, bound to the live parts of this process."""

    def __init__(self, effects: Effects) -> None:
        self._effects = effects

    @activity.defn(name=NAME)
    async def advance(self, ask: Advance) -> Step:
        """One next step of a process: a few milliseconds, so it runs in the event loop rather than in a thread."""
        return advance(self._effects.handler, ask)

    @activity.defn(name=READ_FILE)
    def read_file(self, effect: Effect) -> Effected:
        """Read an invoice file in its limited process, with a heartbeat while it lasts."""
        with heartbeats():
            return self._run(effect)

    @activity.defn(name=LEARN_HINTS)
    def learn_hints(self, effect: Effect) -> Effected:
        """Learn from the corrections of a posted invoice, with a heartbeat."""
        with heartbeats():
            return self._run(effect)

    @activity.defn(name=WRITE_FILE)
    def write_file(self, effect: Effect) -> Effected:
        """Write a bank file."""
        return self._run(effect)

    @activity.defn(name=SEND)
    def send_message(self, effect: Effect) -> Effected:
        """Send a message to another system, with a heartbeat, so that no second attempt runs beside a slow one."""
        with heartbeats():
            return self._run(effect)

    @activity.defn(name=ASK_REGISTERS)
    def ask_registers(self, effect: Effect) -> Effected:
        """Ask registers outside about an invoice, with a heartbeat."""
        with heartbeats():
            return self._run(effect)

    @activity.defn(name=SEND_NOTICES)
    def send_notices(self, effect: Effect) -> Effected:
        """Tell people what happens to an approval."""
        with heartbeats():
            return self._run(effect)

    @activity.defn(name="payment_run.propose_due")
    def propose_due(self, ask: ProposeDue) -> Effected:
        """Propose what is due; named after the scheduled workflow, so that its retries are one proposal."""
        info = activity.info()
        self._effects.propose_due(ask.entity, info.workflow_id or "")
        return Effected(activity=info.activity_type, document=stream_id("legal_entity", ask.entity))

    @activity.defn(name="trigger.run")
    def run_trigger(self, ask: RunTrigger) -> Effected:
        """Start what a trigger starts; named after the scheduled workflow, so that its retries start nothing twice."""
        info = activity.info()
        self._effects.run_trigger(ask.name, info.workflow_id or "")
        return Effected(activity=info.activity_type, document=stream_id("trigger", ask.name))

    @activity.defn(name="intake.run")
    def take_in(self, ask: TakeIn) -> Effected:
        """Take in what is new at a source, with a heartbeat that says how far it is."""
        with heartbeats():
            self._effects.take_in(ask.source, activity.heartbeat)
        return Effected(activity=activity.info().activity_type, document=stream_id("source", ask.source))

    def _run(self, effect: Effect) -> Effected:
        self._effects.run(effect, activity.info().workflow_id or "")
        return Effected(activity=effect.activity, document=effect.document)

    def by_queue(self) -> dict[str, list[Callable[..., Any]]]:
        """Which activities run on which task queue."""
        return {
            "req2pay": [self.advance],
            "req2pay-bots": [self.read_file, self.learn_hints],
            "req2pay-files": [self.write_file, self.propose_due, self.run_trigger, self.take_in],
            "req2pay-net": [self.send_message, self.ask_registers],
            "req2pay-notices": [self.send_notices],
        }
