"""The doctor's examinations: each looks at one thing and gives what is wrong with it."""

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console import doctor_intake, doctor_registers
from console.diagnosis import projections, running_stack, temporal_status
from console.problem import explained

if TYPE_CHECKING:
    from console.doors import Configuration, Door, Live

SKEW, WEEK = timedelta(seconds=2), timedelta(days=7)
SPACE = 200_000_000
"""Bytes that a disk should have left."""
SETTLE = 1.0
"""Seconds in which a projection that runs gets nearer to the end of the log."""
LISTENING = ("port", "temporal_port", "temporal_ui_port")


@dataclass(frozen=True)
class Finding:
    """Something is wrong: sentences "cli.doctor-<code>" and "cli.mend-<code>"."""

    code: str
    figures: dict[str, Any] = field(default_factory=dict)


def examine(door: "Door") -> Iterator[Finding]:
    """Everything that is wrong. Later examinations need what earlier ones found well."""
    wrong = list(configuration(door))
    yield from wrong
    if wrong:
        return
    settings = door.configuration()
    wrong = list(store(settings))
    yield from wrong
    temporal = temporal_status(door)
    yield from binary(settings, temporal)
    yield from ports(settings, temporal)
    yield from fonts()
    sources = list(doctor_intake.sources(settings))
    yield from starmap(Finding, sources)
    yield from reach(temporal)
    if not wrong:
        with door.open() as live:
            yield from lag(live)
            yield from people(live)
            yield from starmap(Finding, doctor_intake.taking_in(settings, live, temporal, sources))
            yield from starmap(Finding, doctor_registers.registers(settings, live))
            yield from waiting(live, temporal)
            yield from notices(live)
            yield from refused(live)
            yield from clock(live, temporal)


def configuration(door: "Door") -> Iterator[Finding]:
    """Settings that cannot be read, variables that nothing reads, policies that do not hold together."""
    from dotenv import dotenv_values

    from activities.policies import load_policies

    known: set[str] = set()
    for kind, read in door.described():
        prefix = str(kind.model_config.get("env_prefix", ""))
        known |= {(prefix + name).upper() for name in kind.model_fields}
        try:
            read()
        except ValueError as error:
            yield Finding("configuration-wrong", {"reason": explained(error).figures.get("reasons", error)})
            return
    for name in sorted({*os.environ, *dotenv_values(".env")}):
        if name.upper().startswith("REQ2PAY_") and name.upper() not in known | OTHERS:
            yield Finding("variable-unknown", {"variable": name})
    settings = door.configuration()
    try:
        load_policies(settings.policies_folder)
    except (OSError, ValueError) as error:
        reason = explained(error).figures.get("reasons", error)
        yield Finding("policies-wrong", {"folder": settings.policies_folder, "reason": reason})


OTHERS = frozenset(("REQ2PAY_AS", "REQ2PAY_PASSWORD", "REQ2PAY_NEW_PASSWORD"))
"""Variables that commands read, not settings."""


def store(settings: "Configuration") -> Iterator[Finding]:
    """Databases and folder can be written, and the disk is not full."""
    from console.masking import masked

    for url in dict.fromkeys((settings.events_url, settings.read_models_url)):
        try:
            _write_nothing(url)
        except Exception as error:  # noqa: BLE001 - drivers have errors of their own; each means the same here
            yield Finding("store-not-writable", {"store": masked(url), "reason": error})
    folder = _existing(settings.home)
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        yield Finding("store-not-writable", {"store": settings.home, "reason": error})
        return
    free = shutil.disk_usage(folder).free
    if free < SPACE:
        yield Finding("disk-full", {"folder": folder, "free": free // 1_000_000})


def fonts() -> Iterator[Finding]:
    """A font for Chinese: without one, pages that bring none along are drawn empty."""
    from bots.reading.fonts import draws_chinese

    if not draws_chinese():
        yield Finding("font-missing")


def _write_nothing(url: str) -> None:
    """Take the write lock and give it back; creates no database. Raises the driver's error."""
    if url.startswith("sqlite:"):
        path = Path(url.removeprefix("sqlite:///"))
        if path.exists():
            with sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=5) as connection:
                connection.execute("BEGIN IMMEDIATE").close()
                connection.rollback()
            if not os.access(path, os.W_OK):
                raise PermissionError(f"{path} is read-only")
        else:
            tempfile.TemporaryFile(dir=_existing(path.parent)).close()
        return
    import psycopg

    with psycopg.connect(url, connect_timeout=5) as database:
        row = database.execute("SELECT current_setting('transaction_read_only')").fetchone()
        if row and row[0] == "on":
            raise PermissionError("the database takes no writes")


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next(each for each in (folder, *folder.absolute().parents) if each.exists())


def binary(settings: "Configuration", temporal: dict[str, Any]) -> Iterator[Finding]:
    """A Temporal server can be started, unless one runs or a cluster is named."""
    from adapters.temporal_binary import present

    if temporal["address"]:
        return
    found, tried = present(settings.temporal_bin, settings.cache)
    if found is None:
        yield Finding("no-temporal-binary", {"reason": tried[-1]})


def ports(settings: "Configuration", temporal: dict[str, Any]) -> Iterator[Finding]:
    """Nobody else listens where the stack is going to; a server that has its address needs no port here."""
    from adapters.temporal_process import is_free

    if running_stack(settings.home):
        return
    for name in LISTENING[:1] if temporal["address"] else LISTENING:
        port = getattr(settings, name)
        if port and not is_free(port):
            yield Finding("port-taken", {"port": port, "variable": f"REQ2PAY_{name.upper()}", "by": _holder(port)})


def _holder(port: int) -> str:
    """Who listens on a port, where the system tells."""
    import psutil

    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr[1:] == (port,) and connection.pid:
                return f"{psutil.Process(connection.pid).name()} ({connection.pid})"
    except psutil.Error:
        pass
    return "?"


def reach(temporal: dict[str, Any]) -> Iterator[Finding]:
    """The Temporal server that should answer does, and workers poll it."""
    if not temporal["address"]:
        return
    if not temporal["reachable"]:
        yield Finding("temporal-out-of-reach", {"address": temporal["address"], "reason": temporal.get("reason", "")})
        return
    idle = [row["queue"] for row in temporal["queues"] if not row["pollers"]]
    if idle:
        yield Finding("worker-not-polling", {"queues": ", ".join(idle), "address": temporal["address"]})


def lag(live: "Live") -> Iterator[Finding]:
    """Read models are up to date, or get there."""
    before = {row["projection"]: row["lag"] for row in projections(live, live.log.head())}
    if any(before.values()):
        time.sleep(SETTLE)
    rows = projections(live, live.log.head())
    yield from (Finding("projection-stopped", row) for row in rows if row["state"] != "running")
    behind = [r for r in rows if r["state"] == "running" and r["lag"] and r["lag"] >= before[r["projection"]]]
    if behind:
        names = ", ".join(row["projection"] for row in behind)
        yield Finding("projection-lagging", {"projections": names, "lag": max(row["lag"] for row in behind)})


def people(live: "Live") -> Iterator[Finding]:
    """Somebody can act. Read models that lag cannot tell; they are a finding of their own."""
    from console.rows import page

    behind = any(row["lag"] for row in projections(live, live.log.head()))
    if not behind and not page(live, "people", {}, limit=1)[0]:
        yield Finding("no-people")


def waiting(live: "Live", temporal: dict[str, Any]) -> Iterator[Finding]:
    """Nothing waits for a process that nobody runs."""
    from projections.bookmark import Bookmark
    from projections.processes import open_processes

    found = len(open_processes(live.views))
    if found and not temporal["address"]:
        yield Finding("nothing-runs", {"open": found})
    elif temporal["reachable"]:
        behind, seen = live.log.head(), Bookmark(live.views).position
        if behind > seen:
            time.sleep(SETTLE)
            if Bookmark(live.views).position == seen:
                yield Finding("relay-lagging", {"lag": behind - seen})


def notices(live: "Live") -> Iterator[Finding]:
    """Everybody who had to be told in the last week was."""
    from projections.notices import undelivered

    found = undelivered(live.views, datetime.now(UTC) - WEEK)
    if found:
        yield Finding("notices-undelivered", {"count": sum(found.values()), "codes": ", ".join(filter(None, found))})


def refused(live: "Live") -> Iterator[Finding]:
    """Every trigger started what it should, and other systems took what they were told."""
    from projections.declared_documents import NOT_TOLD
    from projections.inbox_refused import NOT_STARTED, open_codes

    for kind in (NOT_STARTED, NOT_TOLD):
        if found := open_codes(live.views, kind):
            yield Finding(kind, {"count": sum(found.values()), "codes": ", ".join(found)})


def clock(live: "Live", temporal: dict[str, Any]) -> Iterator[Finding]:
    """This machine's clock agrees with the store's newest event, with PostgreSQL's and with the Temporal server's."""
    now, head = datetime.now(UTC), live.log.head()
    newest = live.log.page(head - 1, 1)
    others = {"event-log": newest[0].recorded_at} if newest else {}
    if temporal["newest_poll"]:
        others["temporal"] = datetime.fromisoformat(temporal["newest_poll"])
    for source, then in others.items():
        if then > now + SKEW:
            yield Finding("clock-skew", {"source": source, "seconds": round((then - now).total_seconds(), 1)})
    if not live.log.is_sqlite:
        ahead = _postgres_clock(live.log.url) - datetime.now(UTC)
        if abs(ahead) > SKEW:
            yield Finding("clock-skew", {"source": "postgresql", "seconds": round(ahead.total_seconds(), 1)})


def _postgres_clock(url: str) -> datetime:
    import psycopg

    with psycopg.connect(url, connect_timeout=5) as database:
        row = database.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    found: datetime = row[0]
    return found
