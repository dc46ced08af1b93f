"""A Temporal server whose clock jumps to the next timer: the SDK's, or the same one run by Java from Maven's jars."""

from __future__ import annotations

import asyncio
import fcntl
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from settings import Settings
from tests.support.temporal import missing

VERSION = "1.31.0"
STARTUP = timedelta(seconds=60)
"""The SDK waits five seconds by itself, which a cold Java on a busy machine needs alone."""
_POM = f"""<project><modelVersion>4.0.0</modelVersion>
<groupId>local</groupId><artifactId>time-skipping</artifactId><version>1</version>
<dependencies><dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId>
<version>{VERSION}</version></dependency></dependencies></project>
"""
_WRAPPER = """#!/bin/sh
exec java -XX:TieredStopAtLevel=1 -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$@" 2>/dev/null
"""


@asynccontextmanager
async def time_skipping() -> AsyncIterator[WorkflowEnvironment]:
    """An environment that skips time, for a `with` block; fails in CI when none can be had, else skips."""
    async with await _environment() as environment:
        yield environment


async def _environment() -> WorkflowEnvironment:
    wrapper = _folder() / "run"
    if not wrapper.exists():
        try:
            return await _start(None)
        except (RuntimeError, TimeoutError):  # out of reach: fetch what Java can run instead
            await asyncio.to_thread(_fetch, wrapper)
    if shutil.which("java") is None:
        missing("time-skipping tests need Java: its download by the SDK is out of reach")
    return await _start(wrapper)


def _folder() -> Path:
    return Settings().cache / f"temporal-test-server-{VERSION}"


async def _start(existing: Path | None) -> WorkflowEnvironment:
    downloads = Settings().cache / "sdk"
    downloads.mkdir(parents=True, exist_ok=True)
    async with asyncio.timeout(2 * STARTUP.total_seconds()):
        return await WorkflowEnvironment.start_time_skipping(
            data_converter=pydantic_data_converter,
            test_server_existing_path=None if existing is None else str(existing),
            download_dest_dir=str(downloads),
            test_server_startup_timeout=STARTUP,
        )


def _fetch(wrapper: Path) -> None:
    """Copies the server's jars by Maven, once among concurrent callers; offline afterwards."""
    if shutil.which("mvn") is None or shutil.which("java") is None:
        missing("time-skipping tests need Java and Maven: the SDK's own download is out of reach")
    folder = wrapper.parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f"{folder.name}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not wrapper.exists():
            _copy_jars(folder)


def _copy_jars(folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent) as box:
        (Path(box) / "pom.xml").write_text(_POM)
        goal = ["mvn", "-q", "-B", "dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=lib"]
        done = subprocess.run(goal, cwd=box, capture_output=True, text=True, timeout=600, check=False)
        if done.returncode != 0:
            missing(f"Maven could not fetch the time-skipping server: {(done.stdout + done.stderr)[-400:]}")
        script = Path(box) / "run"
        script.write_text(_WRAPPER)
        script.chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(box, folder / "new")
        _publish(folder)


def _publish(folder: Path) -> None:
    """The wrapper moves last: where it is, the jars are complete."""
    for name in ("lib", "run"):
        (folder / "new" / name).replace(folder / name)
    shutil.rmtree(folder / "new")
