"""The whole house in memory (or over a store) under a virtual clock: the same handler, the same `advance`, no Temporal."""

import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from threading import get_ident
from uuid import uuid4

import activities.catalogue as _all  # noqa: F401 - registers every command's function
from activities._registry import handlings
from activities.advance import advance
from activities.effects import Effects
from activities.policies import Policies
from activities.processes import PROCESSES
from adapters.registers import NotAnswered, RegisterAnswer
from adapters.webhook import NotDelivered
from contracts._base import Answer, Request
from contracts.process import Advance, ProcessRef
from contracts.reading import Reading
from contracts.reading_hints import Lesson, Wanted
from contracts.tax_verification import Register, RegisterQuery, Result
from events._base import Recorded
from projections._base import Projection
from projections.candidates import Nominations
from projections.runner import Runner
from projections.views import Views
from store.blobs import Blobs
from store.handler import CommandHandler
from store.keys import Keys
from store.log import EventLog

Wakes = Callable[[Recorded], list[ProcessRef]]


SAID: Mapping[str, Result | None] = {
    "RED": "red", "VOID": "void", "ABNORMAL": "abnormal", "UNKNOWN": "not-found", "UNAVAILABLE": "unavailable", "AWAY": None,
    "OTHERS": "other-parties",
}  # fmt: skip
"""How a number ends (A-RED) -> what every register says of it; None: it is out of reach."""
TURNS_RED = "TURNING"


class Simulation:
    """Runs commands and everything that follows from them; time moves only when told."""

    def __init__(
        self, policies: Policies, wakes: Wakes, read: Callable[..., Reading], now: datetime, url: str | None = None
    ) -> None:
        self.now = now
        self.log = EventLog(url or f"sqlite:///file:{uuid4().hex}?mode=memory&cache=shared")
        self._views: dict[int, Views] = {}  # of each thread its own: one connection to a database in memory serves one
        nominations = Nominations(self._current)
        self._folder = tempfile.TemporaryDirectory(prefix="req2pay-")
        folder = Path(self._folder.name)
        keys = Keys()
        self.blobs = Blobs(folder / "blobs", keys)
        every = handlings(policies, self.blobs.keeps, nominations)
        self.handler = CommandHandler(self.log, every, clock=lambda: self.now, keys=keys)
        self.effects = Effects(
            self.handler, self.blobs, read, folder / "bank", post=_post, ask_register=self._ask, learn=_learn
        )
        self._wakes = wakes
        self._relayed = 0
        self._deadlines: dict[str, tuple[datetime, ProcessRef]] = {}

    def send(self, request: Request) -> Answer:
        """Run a command, then everything that it wakes."""
        answer = self.handler.handle(request)
        self.settle()
        return answer

    def settle(self) -> None:
        """Relay events until nothing is woken any more."""
        while page := self.log.page(self._relayed):
            self._relayed = page[-1].position
            woken: Mapping[str, ProcessRef] = {p.workflow_id: p for recorded in page for p in self._wakes(recorded)}
            for process in woken.values():
                self.run(process)

    def advance_to(self, moment: datetime) -> None:
        """Move the clock, stopping at every deadline on the way."""
        while due := min((item for item in self._deadlines.values() if item[0] <= moment), default=None, key=_when):
            self.now = max(self.now, due[0])
            self.run(due[1])
            self.settle()
        self.now = max(self.now, moment)

    def run(self, process: ProcessRef) -> None:
        """What the workflow does: the stages in order, until one waits."""
        self._deadlines.pop(process.workflow_id, None)
        stage = next(iter(PROCESSES[process.kind].stages))
        while not (step := advance(self.handler, Advance(process=process, stage=stage))).done:
            stage = step.stage
            if not step.effects:
                deadline = self.now + timedelta(seconds=step.wait_seconds)
                self._deadlines[process.workflow_id] = (deadline, process)
                return
            try:
                for effect in step.effects:
                    self.effects.run(effect, process.workflow_id)
            except NotDelivered:
                advance(self.handler, Advance(process=process, stage=stage, failed=step.effects[0].activity))

    def _ask(self, _: Register, query: RegisterQuery) -> RegisterAnswer:
        """Every invoice is normal, but for those whose number ends as one of SAID; some turn red in the next month."""
        said = SAID.get(query.number.rpartition("-")[2], "normal")
        if said is None:
            raise NotAnswered(query.number)
        turned = query.number.endswith(TURNS_RED) and query.issued and self.now.date().month != query.issued.month
        return RegisterAnswer("red" if turned else said, f"{query.number} {said}".encode())

    def _current(self, *needed: Projection) -> Views:
        """Read models of candidates, made when first asked for, as they are now."""
        thread = get_ident()
        if thread not in self._views:
            self._views[thread] = Views("sqlite://")
        Runner(needed, self.log, self._views[thread]).catch_up()
        return self._views[thread]

    def close(self) -> None:
        """Forget everything."""
        for views in self._views.values():
            views.close()
        self.log.close()
        self._folder.cleanup()


def _learn(data: bytes, right: Mapping[str, Wanted]) -> Lesson:
    """Files of a simulation are its own: nobody has to be kept apart from them."""
    from bots.reading.learning import learn  # loads the readers, which most simulations never need

    return learn(data, wanted=right)


def _post(endpoint: str, _message: str, _payload: bytes, _now: datetime) -> int:
    """Every endpoint takes what it is told, but for the one that is called "nowhere"."""
    if endpoint == "nowhere":
        raise NotDelivered(endpoint)
    return 204


def _when(item: tuple[datetime, ProcessRef]) -> datetime:
    return item[0]
