"""The whole stack in a process of its own: the demo to its last line, `up` with people at work, and a clean end."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.console.conftest import Line

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def environment(server_binary: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("REQ2PAY_", "TEMPORAL_"))}
    ports = dict.fromkeys(("REQ2PAY_PORT", "REQ2PAY_TEMPORAL_PORT", "REQ2PAY_TEMPORAL_UI_PORT"), "0")
    return kept | ports | {"REQ2PAY_TEMPORAL_BIN": str(server_binary), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}


def run(environment: dict[str, str], folder: Path, *arguments: str) -> Any:
    command = [sys.executable, "-m", "cli", *arguments, "-o", "json"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=80, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_the_demo_pays_its_cases_and_violates_nothing(environment: dict[str, str], tmp_path: Path) -> None:
    shown = run(environment, tmp_path, "demo", "--cases", "6")
    assert [case["state"] for case in shown["cases"]] == ["closed"] * 6
    assert all(set(case) == {"id", "state", "seconds", "events"} and case["events"] > 5 for case in shown["cases"])
    assert shown["invariants"]["violations"] == 0
    assert shown["invariants"]["not_run"] == []
    assert shown["cases_per_second"] > 0
    centres = shown["centres"]
    assert {name for name, rows in centres.items() if rows} == {"cost", "progress", "funds", "labour"}
    # A: 2 x 220 + 240 and 2 h + 1.5 h of overtime at 35, B: 240; all paid but B, less an advance of 100 in cash.
    assert [(row["group"], row["workers"], row["days"], row["amount"]) for row in centres["labour"]] == [
        ("A", 3, "3.000000", "802.50"), ("B", 1, "1.000000", "240.00"),
    ]  # fmt: skip
    (labour,) = [row for row in centres["cost"] if row["cost_code"] == "LABOUR"]
    assert [labour[stage]["amount"] for stage in ("accrued", "actual", "paid")] == ["240.00", "0.00", "802.50"]
    (progress,) = centres["progress"]
    assert progress["ev"]["amount"] == "96000.00", "60,000 and a fifth of 180,000"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_up_serves_works_and_stops_cleanly(
    how: signal.Signals, environment: dict[str, str], empty: Line, server_binary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = empty.home
    monkeypatch.setenv("REQ2PAY_TEMPORAL_BIN", str(server_binary))
    command = [sys.executable, "-m", "cli", "up", "--home", str(home), "-o", "json"]
    with subprocess.Popen(
        command, cwd=empty.home.parent, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as up:
        try:
            assert up.stdout is not None
            found = json.loads(up.stdout.readline())
            children = psutil.Process(up.pid).children(recursive=True)
            with urllib.request.urlopen(f"{found['web']}/api/health", timeout=5) as answer:
                assert answer.status == 200
            if how == signal.SIGINT:
                _work(empty)
            up.send_signal(how)
            out, err = up.communicate(timeout=30)
        finally:
            up.kill()
    assert up.returncode == 0, err
    assert (out, err) == ("", "")
    assert not (home / "up.json").exists()
    _, alive = psutil.wait_procs(children, timeout=5)
    assert not alive


def _work(line: Line) -> None:
    """A second terminal: everything is well, polled, and may be asked of."""
    end = time.monotonic() + 15
    while True:
        status = line("status")
        if all(row["pollers"] for row in status["temporal"]["queues"]) or time.monotonic() > end:
            break
    assert status["stack"]["web"]
    assert [row["pollers"] > 0 for row in status["temporal"]["queues"]] == [True] * 5
    assert [found["code"] for found in line("doctor", status=1)["findings"]] == ["no-people"]
    assert line("audit", "invariants")["not_run"] == []
    assert line("up", status=3)["error"]["code"] == "temporal-failed"
