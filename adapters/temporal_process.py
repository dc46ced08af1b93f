"""One run of the embedded Temporal server: its command line, ports, home folder, start and health."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import psutil
from temporalio.service import RPCError

from adapters.temporal_client import TemporalTarget, connect, namespace_id

_HOST = "127.0.0.1"
_LOG_LIMIT = 5_000_000
# Several times faster than the defaults (poll rates of one shard, hops between partitions); less durable on power
# loss, which is safe because every case resumes from the event store.
_DYNAMIC = (
    "history.transferProcessorMaxPollRPS=1000",
    "history.timerProcessorMaxPollRPS=1000",
    "matching.numTaskqueueReadPartitions=1",
    "matching.numTaskqueueWritePartitions=1",
    "system.enableActivityEagerExecution=true",
)
_PRAGMAS = ("journal_mode=wal", "synchronous=normal")
# The child asks the kernel to be killed with its parent, then becomes the server. It is a program of its own because
# code between fork and exec is unsafe in a process with threads. Linux ties this to the *thread* that started it.
_TIED = """
import ctypes, os, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 9)
    if os.getppid() != int(sys.argv[1]):
        sys.exit(1)
os.execv(sys.argv[2], sys.argv[2:])
"""


@dataclass(frozen=True)
class Running:
    """A healthy server: process id, gRPC address (host:port) and the web interface's address, as in temporal.json."""

    pid: int
    address: str
    ui: str | None


@dataclass(frozen=True)
class Plan:
    """What to run and where; ports are final, `ui_port` None means no web interface."""

    binary: Path
    home: Path
    namespace: str
    port: int
    ui_port: int | None

    @property
    def address(self) -> str:
        """Host and port of the gRPC door."""
        return f"{_HOST}:{self.port}"

    def command(self) -> list[str]:
        """The command line of the server."""
        window = ["--headless"] if self.ui_port is None else ["--ui-port", str(self.ui_port)]
        tuning = [part for value in _DYNAMIC for part in ("--dynamic-config-value", value)]
        pragmas = [part for value in _PRAGMAS for part in ("--sqlite-pragma", value)]
        place = ["--ip", _HOST, "--port", str(self.port), "--db-filename", str(database(self.home))]
        options = ["--namespace", self.namespace, "--log-level", "error"]
        return [str(self.binary), "server", "start-dev", *place, *window, *options, *tuning, *pragmas]

    def running(self, pid: int) -> Running:
        """The record of this plan run as process `pid`."""
        return Running(pid, self.address, None if self.ui_port is None else f"http://{_HOST}:{self.ui_port}")


def database(home: Path) -> Path:
    """The server's SQLite file; disposable."""
    return home / "temporal.db"


def spawn(plan: Plan) -> subprocess.Popen[bytes]:
    """Starts the server, logging to temporal.log; on Linux it dies with the calling thread."""
    log = plan.home / "temporal.log"
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    wrapper = [sys.executable, "-I", "-S", "-c", _TIED, str(os.getpid())]
    with log.open("ab") as output:
        # A session of its own: Ctrl-C at the terminal must reach the worker first, not the server under it.
        command = [*wrapper, *plan.command()]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)


def log_tail(home: Path) -> str:
    """The last lines of the server's log."""
    with suppress(OSError):
        return (home / "temporal.log").read_text(errors="replace").strip()[-400:]
    return "-"


def end(process: subprocess.Popen[bytes] | psutil.Process, patience: float = 5.0) -> None:
    """Ends a process: asked first, killed when it has not gone after `patience` seconds."""
    with suppress(psutil.NoSuchProcess):
        process.terminate()
        try:
            process.wait(patience)
        except (subprocess.TimeoutExpired, psutil.TimeoutExpired):
            process.kill()
            process.wait()


def answers(plan: Plan, patience: float = 3.0) -> bool:
    """Whether the server accepts clients and knows the namespace."""
    with suppress(OSError), socket.create_connection((_HOST, plan.port), timeout=1.0):
        return asyncio.run(_knows_namespace(plan, patience))
    return False


async def _knows_namespace(plan: Plan, patience: float) -> bool:
    try:
        async with asyncio.timeout(patience):
            return bool(await namespace_id(await connect(TemporalTarget(plan.address, plan.namespace))))
    except (RuntimeError, RPCError, TimeoutError):
        return False


def free_port(wanted: int, avoid: int | None = None) -> int:
    """`wanted` if nobody listens there, else (and for 0) a free one."""
    if wanted not in (0, avoid) and is_free(wanted):
        return wanted
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError:
            return False
        return True


def lock(home: Path) -> IO[str] | None:
    """Holds `home` for this process until closed; None when another process holds it."""
    held = (home / "temporal.lock").open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        return None
    return held


def record(home: Path, running: Running) -> None:
    """Writes temporal.json in one step, for those who look for the address."""
    draft = home / "temporal.json.new"
    draft.write_text(json.dumps(asdict(running)))
    draft.replace(home / "temporal.json")


def forget(home: Path) -> None:
    """Removes temporal.json."""
    (home / "temporal.json").unlink(missing_ok=True)


def end_orphan(home: Path) -> int | None:
    """Ends a server that outlived its supervisor (possible where the kernel has no parent-death signal); its pid."""
    with suppress(OSError, ValueError, KeyError, psutil.NoSuchProcess, psutil.AccessDenied):
        process = psutil.Process(json.loads((home / "temporal.json").read_text())["pid"])
        if str(database(home)) in process.cmdline():
            end(process)
            return process.pid
    return None


def move_aside(home: Path) -> Path | None:
    """Renames the database (with its journal) to temporal.db.broken-<n>; the new name, None when there is none."""
    old = database(home)
    if not old.exists():
        return None
    number = next(n for n in range(1, 10_000) if not (home / f"{old.name}.broken-{n}").exists())
    broken = home / f"{old.name}.broken-{number}"
    for suffix in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            Path(f"{old}{suffix}").rename(f"{broken}{suffix}")
    return broken
