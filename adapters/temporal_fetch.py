"""Fetches the Temporal server's binary: downloaded by the SDK, or built by Go."""

from __future__ import annotations

import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from adapters import sentences

VERSION = "1.5.1"  # the newest release that `go install` can build: later ones have a replace directive
MODULE = f"github.com/temporalio/cli/cmd/temporal@v{VERSION}"
_PROBE = f"https://temporal.download/cli/v{VERSION}?arch={{arch}}&platform={{system}}&format=tar.gz"
_PROGRESS_SECONDS = 5.0
# The SDK downloads only what it then starts, so it starts once, in memory, and is shut down; a process of its own
# can be ended by the clock, which the download inside cannot.
_DOWNLOAD = """
import asyncio, sys
from temporalio.testing import WorkflowEnvironment
async def main():
    env = await WorkflowEnvironment.start_local(download_dest_dir=sys.argv[1], dev_server_download_version=sys.argv[2])
    await env.shutdown()
asyncio.run(main())
"""


@dataclass(frozen=True)
class Note:
    """Something to tell a person: a code with its figures; `str()` is the English sentence."""

    code: str
    figures: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: str = "en") -> str:
        """The sentence in `language` (en or zh)."""
        return sentences.say(self.code, language, **self.figures)

    def __str__(self) -> str:
        return self.text()


Progress = Callable[[Note], None]


def problem(binary: Path) -> Note | None:
    """Why `binary` cannot be used, or None when it runs and is Temporal."""
    try:
        done = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Note("temporal-binary-broken", {"path": binary, "reason": error})
    if done.returncode == 0 and done.stdout.startswith("temporal version"):
        return None
    reason = (done.stderr or done.stdout).strip()[-300:] or f"exit {done.returncode}"
    return Note("temporal-binary-broken", {"path": binary, "reason": reason})


def download(cached: Path, progress: Progress) -> Note | None:
    """The SDK's own download, moved to `cached`; a note of why not when it failed."""
    arch = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    reason = _unreachable(_PROBE.format(arch=arch, system=sys.platform))
    if reason is not None:
        return Note("temporal-download-failed", {"reason": reason})
    with tempfile.TemporaryDirectory(dir=cached.parent) as box:
        command = [sys.executable, "-c", _DOWNLOAD, box, f"v{VERSION}"]
        reason = _run(command, dict(os.environ), 600, "temporal-downloading", progress) or _keep(Path(box), cached)
    return Note("temporal-download-failed", {"reason": reason}) if reason else None


def _unreachable(url: str) -> str | None:
    """Asked first because the download itself has no time limit for connecting; any HTTP answer means reachable."""
    try:
        urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=5).close()
    except urllib.error.HTTPError:
        return None
    except OSError as error:
        return str(error)
    return None


def build(cached: Path, progress: Progress) -> Note | None:
    """`go install` of the pinned release (about 4 minutes), moved to `cached`; a note of why not when it failed."""
    go = shutil.which("go")
    if go is None:
        return Note("temporal-no-go")
    with tempfile.TemporaryDirectory(dir=cached.parent) as box:
        # A cross-compiling environment would refuse GOBIN and build for another machine.
        env = {key: value for key, value in os.environ.items() if key not in {"GOOS", "GOARCH"}} | {"GOBIN": box}
        reason = _run([go, "install", MODULE], env, 3600, "temporal-building", progress) or _keep(Path(box), cached)
    return Note("temporal-build-failed", {"module": MODULE, "reason": reason}) if reason else None


def _keep(box: Path, cached: Path) -> str | None:
    """Moves the one program found in `box` to the cache in one step, so that no caller sees half of it."""
    files = sorted((path for path in box.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    why = problem(files[-1]) if files else Note("temporal-binary-broken", {"path": box, "reason": "-"})
    if why is not None:
        return str(why)
    files[-1].replace(cached)
    return None


def _run(command: list[str], env: dict[str, str], limit: float, code: str, progress: Progress) -> str | None:
    """Runs `command` for at most `limit` seconds, telling progress; the end of its output if it failed, else None."""
    started = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, env=env, stdout=output, stderr=output, start_new_session=True)
        try:
            while process.poll() is None and time.monotonic() - started < limit:
                progress(Note(code, {"seconds": round(time.monotonic() - started)}))
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_PROGRESS_SECONDS)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        output.seek(0)
        text = output.read().decode(errors="replace").strip()[-500:]
    return None if process.returncode == 0 else text or f"exit {process.returncode}"
