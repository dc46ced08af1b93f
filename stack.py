"""Everything in one process: embedded Temporal (or a cluster), worker, relay, projections and the web door."""

import asyncio
import json
import logging
import socket
import threading
import time
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import uvicorn
from temporalio.client import Client

import worker
from adapters import temporal_binary
from adapters.temporal_client import TemporalTarget
from adapters.temporal_fetch import Progress
from adapters.temporal_process import free_port
from adapters.temporal_server import EmbeddedServer
from settings import Settings, TemporalSettings
from worker import Service

PATIENCE = 60.0
"""Seconds that a worker waits for a Temporal server which does not answer yet."""
LOG = logging.getLogger("req2pay")


class CannotListen(OSError):
    """The web door's address is taken, or not of this machine."""


class TemporalOutOfReach(ConnectionError):
    """The Temporal server does not answer."""


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
async def temporal(settings: Settings, progress: Progress) -> AsyncIterator[tuple[Client, EmbeddedServer | None]]:
    """A client of the cluster that TEMPORAL_ADDRESS names, else of an embedded server that ends with the context."""
    chosen = TemporalSettings()
    if chosen.address:
        yield await _connect(settings, chosen.target(chosen.address)), None
        return
    binary = await asyncio.to_thread(temporal_binary.find, settings.temporal_bin, settings.cache, progress)
    server = await asyncio.to_thread(
        lambda: EmbeddedServer.start(
            binary,
            settings.home,
            port=settings.temporal_port,
            ui_port=settings.temporal_ui_port,
            namespace=chosen.namespace,
            progress=progress,
        )
    )
    try:
        yield await _connect(settings, chosen.target(server.address)), server
    finally:
        await asyncio.to_thread(server.stop)


@asynccontextmanager
async def running(settings: Settings, progress: Progress, *, web: bool = True) -> AsyncIterator[Stack]:
    """The whole stack; stopped cleanly at the end, in the reverse order of its start."""
    service, stop = worker.compose(settings), threading.Event()
    try:
        async with temporal(settings, progress) as (client, server):
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


def target(settings: Settings) -> tuple[TemporalTarget, bool] | None:
    """The Temporal server to use beside what runs: the cluster (True), or the embedded one of this home (False)."""
    chosen = TemporalSettings()
    if chosen.address:
        return chosen.target(chosen.address), True
    address = _recorded(settings.home)
    return (chosen.target(address), False) if address else None


def _recorded(home: Path) -> str | None:
    """The address of the embedded server that runs for a home."""
    with suppress(OSError, ValueError, KeyError):
        found = json.loads((home / "temporal.json").read_text())
        return str(found["address"]) if psutil.pid_exists(int(found["pid"])) else None
    return None


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
            connected = await _patient_client(settings, stop)
            ready.set()
            await worker.run_worker(service, connected, stop)
    finally:
        service.close()


async def _patient_client(settings: Settings, stop: threading.Event) -> Client:
    """A client of a server that may just be starting again, as after a power cut. Raises as `client`, after a while."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return await client(settings)
        except TemporalOutOfReach as error:
            if stop.is_set() or time.monotonic() > end:
                raise
            LOG.warning("Temporal does not answer, tried again soon: %s", error)
            await asyncio.sleep(1.0)


async def client(settings: Settings) -> Client:
    """A client of the server that `target` finds. Raises LookupError when there is none, TemporalOutOfReach."""
    found = target(settings)
    if found is None:
        raise LookupError("no Temporal server runs for this home")
    return await _connect(settings, found[0])


async def _connect(settings: Settings, found: TemporalTarget) -> Client:
    try:
        return await worker.connect(settings, found)
    except RuntimeError as error:
        raise TemporalOutOfReach(f"{found.address}: {error}") from error
