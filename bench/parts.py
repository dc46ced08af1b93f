"""An installation as processes of its own: Temporal, a worker, a projector; people act from this process."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from temporalio.client import Client

import engine
import worker
from adapters.bank_file import control, write
from adapters.temporal_client import TemporalTarget
from adapters.temporal_server import EmbeddedServer
from audit.invariants import Outside, invariants
from audit.report import Report
from bench.house import silent
from bench.story import Story, pay, prepared_invoice
from console.demo_case import House
from console.watch import Watch
from projections import PROJECTIONS
from projections.rebuild import compare
from settings import Settings
from worker import Service

ROOT = Path(__file__).parent.parent


@dataclass
class Parts:
    """The processes of one home, each of which can be killed and comes back."""

    home: Path
    address: str
    more: dict[str, str] = field(default_factory=dict)
    """Further settings, by the name of their variable without its prefix."""
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, part: str) -> int:
        """Start a part; gives its process id."""
        command = [sys.executable, str(ROOT / "cli.py"), "run", part]
        own = {"HOME": self.home, "POLICIES": self.home / "policies", "DEMO": "true", **self.more}
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("REQ2PAY_", "TEMPORAL_"))},
            **{f"REQ2PAY_{name}": str(value) for name, value in own.items()},
            "TEMPORAL_ADDRESS": self.address,
            "PYTHONWARNINGS": "ignore",
            "RUST_LOG": "off",
        }
        with (self.home / f"{part}.log").open("ab") as log:
            self.running[part] = subprocess.Popen(command, cwd=self.home, env=environment, stdout=log, stderr=log)
        return self.running[part].pid

    def kill(self, part: str) -> None:
        """SIGKILL and start again."""
        self.end(part)
        self.start(part)

    def end(self, part: str) -> None:
        """SIGKILL."""
        process = self.running.pop(part)
        assert process.poll() is None, f"{part} ended by itself:\n{(self.home / f'{part}.log').read_text()[-2000:]}"
        process.kill()
        process.wait()


@contextmanager
def parts(home: Path, address: str, more: dict[str, str] | None = None) -> Iterator[Parts]:
    """A worker and a projector in `home`; both are gone at the end."""
    made = Parts(home, address, more or {})
    try:
        made.start("worker")
        made.start("project")
        yield made
    finally:
        for process in made.running.values():
            process.kill()
            process.wait()


def embedded(settings: Settings) -> EmbeddedServer:
    """The embedded Temporal server of a home."""
    return EmbeddedServer.start(engine.binary(settings, silent), settings.home, port=0, headless=True, progress=silent)


async def connected(service: Service, server: EmbeddedServer) -> Client:
    """A client of the embedded server."""
    return await worker.connect(service.settings, TemporalTarget(server.address))


@asynccontextmanager
async def people(service: Service) -> AsyncIterator[House]:
    """The people of the sample company, and their payment office; when that fails, everything does."""
    async with Watch(service.log, service.handler) as watch, asyncio.TaskGroup() as tasks:
        house = House(service.handler, service.blobs, watch, service.handler.clock().date(), uuid4().hex)
        payer = tasks.create_task(pay(house))
        yield house
        payer.cancel()


def stories(house: House, count: int, first: int = 0) -> list[Story]:
    """New cases with their invoice files ready."""
    day = house.today.isoformat()
    return [Story(house, n, prepared_invoice(house.run, n, day)) for n in range(first, first + count)]


async def open_workflows(client: Client) -> frozenset[str]:
    """The ids of all running workflows."""
    return frozenset([found.id async for found in client.list_workflows("ExecutionStatus='Running'")])


async def judge(service: Service, client: Client) -> Report:
    """Every invariant, with the workflows that run and the bank files that were written."""
    loop = asyncio.get_running_loop()
    outside = Outside(
        open_workflows=lambda: asyncio.run_coroutine_threadsafe(open_workflows(client), loop).result(),
        write=write,
        control=control,
        folder=service.settings.home / "bank",
    )
    return await asyncio.to_thread(invariants, service.log, outside)


def rebuilt_differences(service: Service) -> int:
    """Rows in which the live read models differ from a rebuild; all of them must have caught up."""
    assert service.views.wait_for(service.log.head(), service.runner().names, 60.0), service.views.status()
    return sum(compare(projection, service.log, service.views).differing for projection in PROJECTIONS)
