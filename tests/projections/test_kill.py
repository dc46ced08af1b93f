"""kill -9 at any moment loses nothing and repeats nothing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from projections import PROJECTIONS
from projections.rebuild import compare
from projections.runner import Runner
from projections.views import Views
from store.log import EventLog
from tests.projections.story import Case, Story

ROOT = Path(__file__).parents[2]
KILLS = 4
# Imports once, then forks a projecting process for each line it is sent.
CHILD = """
import os, sys
from projections import PROJECTIONS
from projections.runner import Runner
from projections.views import Views
from store.log import EventLog
for _ in sys.stdin:
    pid = os.fork()
    if pid == 0:
        log = EventLog(sys.argv[1])
        runner = Runner(PROJECTIONS, log, Views(sys.argv[2]))
        for until in range(20, log.head() + 20, 20):
            runner.catch_up(until=until)
        os._exit(0)
    print(pid, flush=True)
    os.waitpid(pid, 0)
"""


def test_rows_are_exact_after_kills(story: Story, log: EventLog, views: Views, url: str) -> None:
    runner, chance, at_work = Runner(PROJECTIONS, log, views), random.Random(), 0
    command = [sys.executable, "-c", CHILD, log.url, url]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        for number in range(KILLS):
            for part in "abcd":
                Case(story, f"{number}{part}").whole()
            _kill_at_work(child, views, chance.randint(10, 100))
            at_work += _reached(views) < log.head()
        assert child.stdin is not None
        child.stdin.close()
    assert at_work, "the kills came when nothing was left to do"
    assert runner.catch_up() == log.head()
    for projection in PROJECTIONS:
        assert compare(projection, log, views).differing == 0


def _kill_at_work(child: subprocess.Popen[str], views: Views, events: int) -> None:
    """Let a process project until it has done some events, then kill it wherever it is a moment later."""
    assert child.stdin is not None
    assert child.stdout is not None
    aim, deadline = _reached(views) + events, time.monotonic() + 30
    child.stdin.write("go\n")
    child.stdin.flush()
    pid = int(child.stdout.readline())
    while _reached(views) < aim:
        assert time.monotonic() < deadline, "the process does not project"
        time.sleep(random.uniform(0, 0.003))
    os.kill(pid, signal.SIGKILL)


def _reached(views: Views) -> int:
    return min(int(row["position"]) for row in views.status().values())
