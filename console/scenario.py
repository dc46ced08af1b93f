"""`req2pay scenario FILE…`: runs executable examples in memory under a virtual clock, through the same `advance`."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from activities.simulation import Wakes
from console.scenario_check import of_check
from console.scenario_expect import Failure, of_answer, of_world
from console.scenario_file import Case, Step, load
from console.scenario_world import World
from console.scenario_yaml import ScenarioError
from contracts.reading import Reading

ALL_PASSED, SOME_FAILED, WRONG_USE = 0, 1, 2
Read = Callable[..., Reading]
Say = Callable[[str], object]


@dataclass(frozen=True)
class CaseResult:
    """What became of one case; `rules` are kind -> rule ids that it shows."""

    title: str
    rules: dict[str, tuple[str, ...]]
    steps: int
    seconds: float
    failures: tuple[Failure, ...]

    @property
    def passed(self) -> bool:
        """Everything was as expected."""
        return not self.failures


@dataclass(frozen=True)
class Result:
    """What became of a file."""

    file: str
    cases: tuple[CaseResult, ...]

    @property
    def passed(self) -> bool:
        """All its cases passed."""
        return all(case.passed for case in self.cases)

    def as_json(self) -> dict[str, Any]:
        """The printed form; its keys are a format that only grows."""
        cases = [{**asdict(case), "passed": case.passed} for case in self.cases]
        return {"file": self.file, "passed": self.passed, "cases": cases}


def run_scenario(path: Path, wakes: Wakes, read: Read) -> Result:
    """Run every case of a file, each in a house of its own. Raises ScenarioError where the file is wrong."""
    return Result(str(path), tuple(run_case(case, wakes, read) for case in load(path)))


def run_case(case: Case, wakes: Wakes, read: Read) -> CaseResult:
    """Run one case to its end or to its first step that is not as expected."""
    started = time.perf_counter()
    world = World(case, wakes, read)
    try:
        found = failures(case, world)
    finally:
        world.close()
    return CaseResult(
        case.title, dict(case.rules), len(case.steps), round(time.perf_counter() - started, 3), tuple(found)
    )


def failures(case: Case, world: World) -> list[Failure]:
    """Run the steps of a case in a world, up to the first that is not as expected; what differs."""
    for step in case.steps:
        if "check" in step.own:
            found, expects = list(of_check(step)), None
        else:
            found, expects = list(of_answer(step, world.run(step), world)), step.own.get("expects")
        if not found and isinstance(expects, dict):
            found = list(of_world(step, expects, world))
        if found:
            here = "" if step.file == case.file else f"{step.file.name}:{step.line} "
            return [replace(failure, what=f"{here}{failure.what}") for failure in found]
    if case.expects is None:
        return []
    return list(of_world(Step(case.file, case.expects.line, {}, {}), case.expects, world))


def scenario(files: Sequence[Path], as_json: bool, wakes: Wakes, read: Read, say: Say) -> int:
    """Run files and say what became of each. Returns 0 when all passed, 1 when not, 2 for a wrong file or use."""
    if not files:
        say("no files given")
        return WRONG_USE
    worst = ALL_PASSED
    for file in files:
        try:
            result = run_scenario(file, wakes, read)
        except ScenarioError as error:
            say(json.dumps({"file": str(file), "error": str(error)}, ensure_ascii=False) if as_json else str(error))
            worst = WRONG_USE
            continue
        say(json.dumps(result.as_json(), ensure_ascii=False) if as_json else _plain(result))
        worst = worst if result.passed else max(worst, SOME_FAILED)
    return worst


def _plain(result: Result) -> str:
    lines = [f"{'ok' if result.passed else 'FAILED'}  {result.file}"]
    for case in result.cases:
        lines.append(f"  {'ok' if case.passed else 'FAILED'}  {case.title} ({case.seconds:.2f} s)")
        for failure in case.failures:
            where = f"{result.file}:{failure.line}"
            lines.append(f"      {where}: {failure.what}: expected {failure.expected}, found {failure.found}")
    return "\n".join(lines)
