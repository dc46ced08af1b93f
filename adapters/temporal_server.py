"""Keeps an embedded Temporal server running: started, watched, restarted after a crash, ended with its parent."""

from __future__ import annotations

import subprocess
import threading
import time
from pathlib import Path
from typing import IO, Self

from adapters import temporal_process as process
from adapters.temporal_fetch import Note, Progress

_HEALTH_SECONDS = 30.0  # a start that takes longer counts as failed
_GIVE_UP = 4  # failed starts: two with the old database, two with a new one
_STABLE_SECONDS = 60.0  # a run longer than this forgets earlier crashes
_DELAYS = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)


class TemporalStartFailed(Exception):
    """The server did not become healthy, or its home is in use; `note` says why."""

    def __init__(self, note: Note) -> None:
        super().__init__(note)
        self.note = note

    def __str__(self) -> str:
        return str(self.note)


class EmbeddedServer:
    """One Temporal development server under supervision: made by `start`, ended by `stop`.

    A thread of its own starts every child, because the kernel ends a tied child with the thread that started it."""

    def __init__(self, plan: process.Plan, lock: IO[str], progress: Progress) -> None:
        """Use `start`."""
        self.plan = plan
        self.restarts = 0
        self._lock, self._progress = lock, progress
        self._stopping, self._ready, self._settled = threading.Event(), threading.Event(), threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._supervise, name="temporal-server", daemon=True)

    @classmethod
    def start(
        cls,
        binary: Path,
        home: Path,
        *,
        port: int = 7233,
        ui_port: int = 8233,
        namespace: str = "default",
        headless: bool = False,
        progress: Progress = lambda note: None,
    ) -> Self:
        """A healthy server keeping its data in `home`, on another free port when one is taken (0: any).

        A database with which it fails twice is moved aside, and a new one made. `progress` hears from a thread.
        TemporalStartFailed when it does not become healthy, or another process has this home."""
        home = home.absolute()
        home.mkdir(parents=True, exist_ok=True)
        lock = process.lock(home)
        if lock is None:
            raise TemporalStartFailed(Note("temporal-home-busy", {"home": home}))
        orphan = process.end_orphan(home)
        if orphan is not None:
            progress(Note("temporal-orphan-ended", {"pid": orphan}))
        chosen = _port(port, progress)
        window = None if headless else _port(ui_port, progress, avoid=chosen)
        server = cls(process.Plan(binary.absolute(), home, namespace, chosen, window), lock, progress)
        server._thread.start()
        server._settled.wait()
        if not server._ready.is_set():
            server.stop()
            reason = {"log": home / "temporal.log", "reason": process.log_tail(home)}
            raise TemporalStartFailed(Note("temporal-start-failed", reason))
        return server

    @property
    def address(self) -> str:
        """Host and port of the gRPC door; the same after every restart."""
        return self.plan.address

    @property
    def running(self) -> process.Running | None:
        """The healthy server, or None while it is being restarted or stopped."""
        child = self._child
        return self.plan.running(child.pid) if child is not None and self._ready.is_set() else None

    def wait_ready(self, timeout: float) -> bool:
        """Waits up to `timeout` seconds for a healthy server, say after `kill`."""
        return self._ready.wait(timeout)

    def kill(self) -> None:
        """Kills the server as a crash would (SIGKILL); the supervision starts it again."""
        child = self._child
        if child is not None:
            self._ready.clear()
            child.kill()

    def stop(self) -> None:
        """Ends server and supervision; no process is left. May be called twice."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.stop()

    def _supervise(self) -> None:
        """Starts the server again and again until told to stop; gives up only if it never was healthy."""
        failures = crashes = 0
        try:
            while not self._stopping.is_set():
                lasted, status = self._run_once()
                healthy = lasted > 0.0
                crashes = 1 if lasted > _STABLE_SECONDS else crashes + 1
                # A crash by itself right after a start blames the database too; a kill from outside does not.
                failures = 0 if healthy and (lasted > _HEALTH_SECONDS or status < 0) else failures + 1
                if failures >= _GIVE_UP and not self._settled.is_set():
                    return
                if not self._stopping.is_set():
                    self._prepare_restart(failures, crashes, status, healthy)
        finally:
            process.forget(self.plan.home)
            self._settled.set()

    def _run_once(self) -> tuple[float, int]:
        """One life of the server: for how many seconds it was healthy, and its exit status."""
        child = self._child = process.spawn(self.plan)
        began = 0.0
        try:
            if self._becomes_healthy(child):
                began = time.monotonic()
                process.record(self.plan.home, self.plan.running(child.pid))
                self._ready.set()
                self._settled.set()
                self._progress(Note("temporal-started", {"address": self.address}))
                while child.poll() is None and not self._stopping.wait(0.1):
                    pass
        finally:
            self._ready.clear()
            process.end(child)
            process.forget(self.plan.home)
        return (time.monotonic() - began if began else 0.0), child.returncode

    def _becomes_healthy(self, child: subprocess.Popen[bytes]) -> bool:
        limit = time.monotonic() + _HEALTH_SECONDS
        while child.poll() is None and time.monotonic() < limit and not self._stopping.is_set():
            if process.answers(self.plan):
                return child.poll() is None
            self._stopping.wait(0.02)
        return False

    def _prepare_restart(self, failures: int, crashes: int, status: int, healthy: bool) -> None:
        self.restarts += 1
        delay = _DELAYS[min(crashes, len(_DELAYS)) - 1]
        if failures and failures % 2 == 0:
            moved = process.move_aside(self.plan.home)
            if moved is not None:
                self._progress(Note("temporal-moved-aside", {"path": moved}))
        elif healthy or self._settled.is_set():
            self._progress(Note("temporal-crashed", {"status": status, "seconds": delay}))
        self._stopping.wait(delay)
        while not process.is_free(self.plan.port) and not self._stopping.wait(1.0):
            pass  # somebody took the port meanwhile: clients know this address, so wait for it


def _port(wanted: int, progress: Progress, avoid: int | None = None) -> int:
    port = process.free_port(wanted, avoid)
    if wanted and port != wanted:
        progress(Note("temporal-port-taken", {"wanted": wanted, "port": port}))
    return port
