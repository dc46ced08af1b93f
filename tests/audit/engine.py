"""The machinery of a house: commands through the real handler, processes at once, forged events, a spoilt file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import activities.catalogue as _all  # noqa: F401 - registers every command's function
from activities._registry import handlings
from activities.advance import advance
from activities.effects import Effects
from activities.policies import load_policies
from activities.processes import PROCESSES
from contracts._base import SYSTEM, Actor, Answer, Command, Request
from contracts.ids import stream_id
from contracts.process import Advance, ProcessRef
from contracts.reading import Reading
from events._base import Event, Meta, Recorded
from events.receipt import CommandReceipt
from relay import wakes
from store.blobs import Blobs
from store.handler import CommandHandler
from store.log import EventLog
from tests.support.house import any_file

POLICIES = Path(__file__).parents[2] / "policies"


class Engine:
    """Commands run as in production, and what follows from them at once."""

    def __init__(self, url: str, folder: Path) -> None:
        self.now = datetime(2026, 11, 2, 8, tzinfo=UTC)
        self.policies = load_policies(POLICIES)
        self.log = EventLog(url)
        self.handler = CommandHandler(self.log, handlings(self.policies, any_file), clock=lambda: self.now)
        self.bank = folder / "bank"
        self.readings: dict[bytes, Reading] = {}
        self.blobs = Blobs(folder / "blobs", self.handler.keys)
        self.effects = Effects(self.handler, self.blobs, self.readings.__getitem__, self.bank)
        self.live: set[str] = set()
        self._relayed = self._count = self.log.head()

    def send(self, who: str, command: Command, outcome: str = "accepted") -> Answer:
        """A person (or the system) sends a command; it must come out as expected."""
        self._count += 1
        self.now += timedelta(minutes=1)
        actor = SYSTEM if who == "system" else Actor(kind="person", id=who)
        answer = self.handler.handle(Request(command=command, key=f"k{self._count}", actor=actor, channel="cli"))
        assert answer.outcome == outcome, answer
        self.settle()
        return answer

    def settle(self) -> None:
        """Run every process that was woken until all of them wait."""
        while page := self.log.page(self._relayed):
            self._relayed = page[-1].position
            for process in {p.workflow_id: p for recorded in page for p in wakes(recorded)}.values():
                self._run(process)

    def _run(self, process: ProcessRef) -> None:
        self.live.add(process.workflow_id)
        stage = next(iter(PROCESSES[process.kind].stages))
        while not (step := advance(self.handler, Advance(process=process, stage=stage))).done:
            stage = step.stage
            if not step.effects:
                return
            for effect in step.effects:
                self.effects.run(effect, process.workflow_id)
        self.live.discard(process.workflow_id)

    def newest(self, kind: type[Event]) -> Any:
        """The newest event of a type."""
        return [recorded.event for recorded in self.log.events() if isinstance(recorded.event, kind)][-1]

    def append(
        self, stream: UUID, *events: Event, who: str = "paul", receipt: bool = True, kind: Any = "person"
    ) -> None:
        """Forge: events straight into the log, past every decision, with a receipt unless told otherwise."""
        self._count += 1
        command_id = stream_id("receipt", f"forged:{self._count}")
        meta = Meta(actor=Actor(kind=kind, id=who), channel="cli", command="forged", command_id=command_id)
        version = len(self.log.stream(stream))
        rows = [
            Recorded(stream, version + number, self.now, self.now, meta, event)
            for number, event in enumerate(events, 1)
        ]
        if receipt:
            proof = CommandReceipt(command="forged", payload_sha256="0" * 64, outcome="accepted", documents=(stream,))
            rows.append(Recorded(command_id, 1, self.now, self.now, meta, proof))
        self.log.append(rows, {})


@contextmanager
def unguarded(path: Path) -> Iterator[sqlite3.Connection]:
    """The SQLite file as somebody with access to the disk sees it: without triggers."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall()
        for (name,) in names:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
