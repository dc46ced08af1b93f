"""The embedded server against a real binary: ports, crashes, broken databases, clean ends."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from adapters.temporal_client import TemporalTarget, connect, namespace_id
from adapters.temporal_fetch import Note
from adapters.temporal_server import EmbeddedServer, TemporalStartFailed
from tests.support.temporal import temporal_binary

# A program that starts a server, says so, and then waits to be killed.
PARENT = """
import sys, time
from pathlib import Path
from adapters.temporal_server import EmbeddedServer
server = EmbeddedServer.start(Path(sys.argv[1]), Path(sys.argv[2]), port=0, headless=True)
print(server.running.pid, flush=True)
time.sleep(60)
"""


def start(home: Path, notes: list[Note] | None = None, port: int = 0, headless: bool = True) -> EmbeddedServer:
    told = [] if notes is None else notes
    return EmbeddedServer.start(temporal_binary(), home, port=port, ui_port=0, headless=headless, progress=told.append)


def gone(pid: int, seconds: float = 10.0) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


def codes(notes: list[Note]) -> list[str]:
    return [note.code for note in notes]


async def identity(server: EmbeddedServer) -> str:
    return await namespace_id(await connect(TemporalTarget(server.address)))


async def test_it_starts_answers_and_leaves_no_process(tmp_path: Path) -> None:
    with start(tmp_path / "new" / "home", headless=False) as server:
        running = server.running
        assert running is not None
        assert running.ui is not None
        assert json.loads((tmp_path / "new/home/temporal.json").read_text())["address"] == server.address
        assert await identity(server)
    assert gone(running.pid, 0.1)
    assert not (tmp_path / "new/home/temporal.json").exists()
    server.stop()


async def test_the_namespace_keeps_its_identity_until_the_database_is_lost(tmp_path: Path) -> None:
    with start(tmp_path) as server:
        first = await identity(server)
    with start(tmp_path) as server:
        assert await identity(server) == first
    for file in tmp_path.glob("temporal.db*"):
        file.unlink()
    with start(tmp_path) as server:
        assert await identity(server) != first


def test_a_taken_port_gives_another_and_says_so(tmp_path: Path) -> None:
    notes: list[Note] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = listener.getsockname()[1]
        with start(tmp_path, notes, port=taken) as server:
            assert server.plan.port != taken
            assert server.running is not None
    assert codes(notes)[0] == "temporal-port-taken"


async def test_a_crash_is_followed_by_a_restart_at_the_same_address(tmp_path: Path) -> None:
    notes: list[Note] = []
    with start(tmp_path, notes) as server:
        before, address, first = server.running, server.address, await identity(server)
        server.kill()
        assert server.wait_ready(30)
        after = server.running
        assert before is not None
        assert after is not None
        assert (after.pid != before.pid, after.address, server.restarts) == (True, address, 1)
        assert await identity(server) == first
    assert "temporal-crashed" in codes(notes)
    assert gone(after.pid, 0.1)


def test_many_kills_in_a_row_never_blame_the_database(tmp_path: Path) -> None:
    notes: list[Note] = []
    with start(tmp_path, notes) as server:
        for _ in range(3):
            server.kill()
            assert server.wait_ready(30)
        assert server.restarts == 3
    assert "temporal-moved-aside" not in codes(notes)


def garbage(file: Path) -> None:
    file.write_bytes(b"marker, and no database" * 500)


def another_schema(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE namespaces (marker TEXT)")
        connection.commit()


@pytest.mark.parametrize("spoil", [garbage, another_schema])
def test_a_database_it_cannot_use_is_moved_aside(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    spoil(tmp_path / "temporal.db")
    notes: list[Note] = []
    with start(tmp_path, notes) as server:
        assert server.running is not None
    assert b"marker" in (tmp_path / "temporal.db.broken-1").read_bytes()
    assert b"marker" not in (tmp_path / "temporal.db").read_bytes()
    assert "temporal-moved-aside" in codes(notes)


def test_a_binary_that_never_serves_is_reported_with_its_log(tmp_path: Path) -> None:
    useless = tmp_path / "useless"
    useless.write_text("#!/bin/sh\necho cannot serve\nexit 3\n")
    useless.chmod(0o755)
    with pytest.raises(TemporalStartFailed) as error:
        EmbeddedServer.start(useless, tmp_path / "home", port=0, headless=True)
    assert error.value.note.code == "temporal-start-failed"
    assert "cannot serve" in str(error.value)


def test_one_home_has_one_server(tmp_path: Path) -> None:
    with start(tmp_path), pytest.raises(TemporalStartFailed) as error:
        start(tmp_path)
    assert error.value.note.code == "temporal-home-busy"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_the_server_dies_with_its_parent(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(temporal_binary()), str(tmp_path)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    assert gone(pid)


def test_a_server_left_over_is_ended_before_a_new_one_starts(tmp_path: Path) -> None:
    name = str(tmp_path / "temporal.db")
    left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", name])
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    notes: list[Note] = []
    try:
        (tmp_path / "temporal.json").write_text(json.dumps({"pid": left.pid}))
        with start(tmp_path, notes):
            assert codes(notes)[0] == "temporal-orphan-ended"
        (tmp_path / "temporal.json").write_text(json.dumps({"pid": stranger.pid}))
        with start(tmp_path):
            assert stranger.poll() is None
        assert gone(left.pid, 1.0)
    finally:
        for process in (left, stranger):
            process.kill()
            process.wait()


def test_the_log_is_renewed_when_it_is_large(tmp_path: Path) -> None:
    (tmp_path / "temporal.log").write_bytes(b"x" * 5_000_001)
    with start(tmp_path):
        assert (tmp_path / "temporal.log").stat().st_size < 100_000
    assert (tmp_path / "temporal.log.1").exists()
