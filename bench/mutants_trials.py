"""What a mutant is put to: cases of scenarios and pure tests, each of which passes or not; those that reach it run."""

import io
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Protocol

import pytest
from hypothesis import settings

from bench.mutants_house import Furnished, ends_well, furnished, given
from console.scenario_file import Case, load

SCENARIOS = Path(__file__).parent.parent / "docs" / "scenarios"
CPU_SECONDS = 60.0
"""What a trial may take when nothing is broken and everything it calls is noted."""


class Trial(Protocol):
    """Something that must not pass while a rule that it reaches is broken."""

    @property
    def name(self) -> str:
        """How it is told."""

    def ends_well(self) -> bool:
        """Whether it ends as it should; it may raise as well."""


@dataclass(frozen=True)
class Shown:
    """A case with the house that its given steps leave."""

    case: Case
    start: Furnished

    @property
    def name(self) -> str:
        """Its file and its title."""
        return f"{self.case.file.name}: {self.case.title}"

    def ends_well(self) -> bool:
        """Whether all its steps are as expected."""
        return ends_well(self.case, self.start)


def shown(*files: str) -> list[Shown]:
    """The cases of these files of those that ship; the same given steps are run once."""
    starts: dict[object, Furnished] = {}
    found = []
    paths = sorted({path for pattern in files for path in SCENARIOS.glob(pattern)})
    for case in (case for path in paths for case in load(path)):
        key = (
            tuple((step.file.resolve(), step.line) for step in case.steps[: given(case)]),
            str(case.policies),
            case.start,
        )
        starts[key] = starts.get(key) or furnished(case)
        found.append(Shown(case, starts[key]))
    return found


@dataclass
class _Session:
    """A session of pytest that hands its tests out instead of running them once."""

    use: Callable[[list["PureTest"]], object]
    used: bool = False
    failed: bool = False

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Let the tests be used, where all of them could be collected."""
        if not session.testsfailed:
            self.use([PureTest(item, self) for item in session.items])
            self.used = True
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember that a test failed."""
        self.failed = self.failed or report.failed


@dataclass(frozen=True)
class PureTest:
    """A test that needs no scenario."""

    item: pytest.Item
    session: _Session = field(repr=False)

    @property
    def name(self) -> str:
        """Its file and its name."""
        return self.item.nodeid

    def ends_well(self) -> bool:
        """Whether it passes; what its fixtures made is made again the next time."""
        self.session.failed = False
        self.item.config.hook.pytest_runtest_protocol(item=self.item, nextitem=None)
        return not self.session.failed


def with_tests(files: Sequence[str], use: Callable[[list[PureTest]], object]) -> None:
    """Use the tests of these files as often as wanted; they are collected once."""
    # A test that is slow on a busy machine notices no mutant.
    settings.register_profile("mutants", deadline=None)
    settings.load_profile("mutants")
    session = _Session(use)
    quiet = ("-q", "-s", "--tb=line", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:unraisableexception")
    with redirect_stdout(io.StringIO()) as said, redirect_stderr(said):
        pytest.main([*quiet, *files], plugins=[session])
    if not session.used:
        raise SystemExit(f"{', '.join(files)}: {said.getvalue()}")


class TooLongError(Exception):
    """A mutant runs in circles."""


def _too_long(*_: object) -> None:
    raise TooLongError


def passes(trial: Trial, cpu_seconds: float = CPU_SECONDS) -> bool:
    """Whether it ends as it should; a crash is a failure, and so is a loop without end."""
    signal.signal(signal.SIGPROF, _too_long)
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds, cpu_seconds)
    try:
        return trial.ends_well()
    except Exception:  # noqa: BLE001 - however a mutant dies, it is dead
        return False
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def reached(trials: Sequence[Trial], watched: frozenset[CodeType]) -> dict[CodeType, list[tuple[float, Trial]]]:
    """Which trials run which functions, the quickest first, each with the CPU seconds that it took.

    Raises SystemExit where one fails although nothing is broken.
    """
    found: dict[CodeType, list[tuple[float, Trial]]] = {code: [] for code in watched}
    for trial in trials:
        seen: set[CodeType] = set()

        def note(frame: FrameType, event: str, _: object, seen: set[CodeType] = seen) -> None:
            if event == "call":
                seen.add(frame.f_code)

        started = time.process_time()
        sys.setprofile(note)
        fine = passes(trial)
        sys.setprofile(None)
        if not fine:
            raise SystemExit(f"{trial.name} fails without any mutant")
        for code in seen & watched:
            found[code].append((time.process_time() - started, trial))
    return {code: sorted(runs, key=lambda run: run[0]) for code, runs in found.items()}
