"""Everything in one process: embedded Temporal (or a cluster), worker, relay, projections and the web door."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from temporalio.client import Client

import engine
import worker
from adapters.temporal_fetch import Progress
from adapters.temporal_process import free_port
from adapters.temporal_server import EmbeddedServer
from settings import Settings
from worker import Service


class CannotListen(OSError):
    """The web door's address is taken, or not of this machine."""


@dataclass(frozen=True)
class Stack:
    """What runs, and where it can be reached."""

    service: Service
    client: Client
    temporal: EmbeddedServer | None
    web_url: str | None
    tasks: tuple["asyncio.Task[None]", ...] = ()
    """What must not end while the stack runs."""

    @property
    def temporal_ui(self) -> str | None:
        """The pages of the embedded Temporal server."""
        running = self.temporal.running if self.temporal else None
        return running.ui if running else None


@asynccontextmanager
async def running(settings: Settings, progress: Progress, *, web: bool = True) -> AsyncIterator[Stack]:
    """The whole stack; stopped cleanly at the end, in the reverse order of its start."""
    service, stop = worker.compose(settings), threading.Event()
    try:
        async with engine.temporal(settings, progress) as (client, server):
            parts = [worker.run_projections(service, stop), worker.run_worker(service, client, stop)]
            url, listening = None, asyncio.Event()
            if web:
                port = free_port(settings.port)
                url = f"http://{settings.host}:{port}"
                parts.append(serve(service, port, stop, listening))
            tasks = [asyncio.create_task(part) for part in parts]
            try:
                if web:
                    await _first(listening.wait(), tasks)
                yield Stack(service, client, server, url, tuple(tasks))
            finally:
                stop.set()
                await asyncio.gather(*tasks)
    finally:
        service.close()


async def _first(event: Coroutine[Any, Any, Any], tasks: Sequence["asyncio.Task[None]"]) -> None:
    """Wait for an event, or for a part that ends instead. Raises what it failed with."""
    waiting = asyncio.create_task(event)
    done, _ = await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    for task in done:
        task.result()


class _Server(uvicorn.Server):
    """Leaves signals to the command that runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


async def serve(service: Service, port: int, stop: threading.Event, ready: asyncio.Event | None = None) -> None:
    """The web door, until stopped; `ready` is set when it listens. Raises CannotListen."""
    listener = _listener(service.settings.host, port)
    server = _Server(uvicorn.Config(worker.web_app(service), log_level="warning", lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not stop.is_set() and not serving.done():
        if ready and server.started:
            ready.set()
        await asyncio.sleep(0.05)
    server.should_exit = True
    await serving


def _listener(host: str, port: int) -> socket.socket:
    """A socket that listens: uvicorn ends the whole process where it cannot bind one itself."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise CannotListen(f"{host}:{port} ({error.strerror or error})") from error


async def part(settings: Settings, name: str, stop: threading.Event, ready: asyncio.Event) -> None:
    """One production process: "worker", "serve" or "project", until stopped; `ready` is set when it works.

    Raises LookupError without a Temporal server, TemporalOutOfReach, CannotListen.
    """
    service = worker.compose(settings)
    try:
        if name == "project":
            ready.set()
            await worker.run_projections(service, stop)
        elif name == "serve":
            with service.reader:
                await serve(service, settings.port, stop, ready)
        else:
            connected = await engine.patient_client(settings, stop)
            ready.set()
            await worker.run_worker(service, connected, stop)
    finally:
        service.close()
