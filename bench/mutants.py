"""`make mutants`: break the comparisons of the rules one by one and move their limits; some scenario must fail each time.

A mutant lives in memory: the code object of the live function is swapped for one compiled from the changed source, so
no file is touched and everything that holds the function runs the mutant. Only the cases that reach the function run.
"""

import argparse
import importlib
import io
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType

import pytest

from bench.mutants_house import Furnished, furnished, given, passes
from bench.mutants_spared import EQUIVALENT, MODULES, PURE_TESTS, SKIPPED
from bench.mutation import Mutation, mutations
from console.scenario_file import Case, load

SCENARIOS = Path(__file__).parent.parent / "docs" / "scenarios"


@dataclass(frozen=True)
class Mutant:
    """A rule's function, and one change of it."""

    module: str
    function: FunctionType
    mutation: Mutation

    @property
    def name(self) -> str:
        """How it is listed: where, and what became of what; lines move, so they are no part of it."""
        return f"{self.module}.{self.function.__qualname__}: {self.mutation.change}"


def functions(module: str) -> Iterator[FunctionType]:
    """Every function, method and property of a module that is defined there."""
    loaded = importlib.import_module(module)
    for value in vars(loaded).values():
        if isinstance(value, FunctionType) and value.__module__ == module:
            yield value
        elif isinstance(value, type) and value.__module__ == module:
            members = (m.fget if isinstance(m, property) else m for m in vars(value).values())
            yield from (m for m in members if isinstance(m, FunctionType) and m.__code__.co_filename == loaded.__file__)


def mutants(modules: Sequence[str] = MODULES) -> list[Mutant]:
    """Every mutant of the rules in these modules."""
    return [
        Mutant(module, function, mutation)
        for module in modules
        for function in functions(module)
        if f"{module}.{function.__qualname__}" not in SKIPPED
        for mutation in mutations(function)
    ]


@contextmanager
def living(mutant: Mutant) -> Iterator[None]:
    """Run the mutant instead of the function."""
    original = mutant.function.__code__
    mutant.function.__code__ = mutant.mutation.code
    try:
        yield
    finally:
        mutant.function.__code__ = original


@dataclass(frozen=True)
class Shown:
    """A case with the house that its given steps leave."""

    case: Case
    start: Furnished

    def passes(self) -> bool:
        """Whether it ends as it should."""
        return passes(self.case, self.start)


def shown(files: str = "*.yaml") -> list[Shown]:
    """The cases of the files that ship; the same given steps are run once."""
    starts: dict[object, Furnished] = {}
    found = []
    for case in (case for path in sorted(SCENARIOS.glob(files)) for case in load(path)):
        key = (
            tuple((step.file.resolve(), step.line) for step in case.steps[: given(case)]),
            str(case.policies),
            case.start,
        )
        starts[key] = starts.get(key) or furnished(case)
        found.append(Shown(case, starts[key]))
    return found


def reached(cases: Sequence[Shown], watched: frozenset[CodeType]) -> dict[CodeType, list[Shown]]:
    """Which cases run which functions, the quickest first."""
    found: dict[CodeType, list[tuple[float, int]]] = {code: [] for code in watched}
    for number, case in enumerate(cases):
        seen: set[CodeType] = set()

        def note(frame: object, event: str, _: object, seen: set[CodeType] = seen) -> None:
            if event == "call":
                seen.add(frame.f_code)  # type: ignore[attr-defined]

        started = time.process_time()
        sys.setprofile(note)
        fine = case.passes()
        sys.setprofile(None)
        if not fine:
            raise SystemExit(f"{case.case.file.name}: {case.case.title} fails without any mutant")
        for code in seen & watched:
            found[code].append((time.process_time() - started, number))
    return {code: [cases[number] for _, number in sorted(runs)] for code, runs in found.items()}


def survives(mutant: Mutant, cases: dict[CodeType, list[Shown]]) -> bool:
    """Whether neither the pure tests of its module nor any case that reaches it notice the mutant."""
    mine = cases[mutant.function.__code__]
    with living(mutant):
        return _pure_tests_pass(mutant.module) and all(case.passes() for case in mine)


def _pure_tests_pass(module: str) -> bool:
    files = tuple(file for prefix, files in PURE_TESTS.items() if module.startswith(prefix) for file in files)
    return not files or _pytest(files)


def _pytest(files: tuple[str, ...]) -> bool:
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *files]) == pytest.ExitCode.OK


def hunt(chosen: Sequence[Mutant], cases: Sequence[Shown], tell: Callable[[str], object]) -> list[Mutant]:
    """The mutants that live although they are not listed as equivalent."""
    by_code = reached(cases, frozenset(mutant.function.__code__ for mutant in chosen))
    modules = sorted({mutant.module for mutant in chosen})
    if broken := [module for module in modules if not _pure_tests_pass(module)]:
        raise SystemExit(f"pure tests fail without any mutant: {', '.join(broken)}")
    alive = []
    for number, mutant in enumerate(chosen, 1):
        if number % 25 == 0:
            print(f"{number} of {len(chosen)}", file=sys.stderr, flush=True)
        if mutant.name not in EQUIVALENT and survives(mutant, by_code):
            alive.append(mutant)
            tell(f"survived ({number}/{len(chosen)}, line {mutant.mutation.line}): {mutant.name}")
    return alive


def main(arguments: Sequence[str] | None = None) -> int:
    """Hunt all mutants, or a sample; 1 when one survives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="how many, chosen at random")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="*", default=[""], help="only mutants whose name contains one of these")
    asked = parser.parse_args(arguments)
    chosen = [mutant for mutant in mutants() if any(part in mutant.name for part in asked.only)]
    if asked.sample:
        chosen = random.Random(asked.seed).sample(chosen, min(asked.sample, len(chosen)))
    started = time.perf_counter()
    alive = hunt(chosen, shown(), lambda line: print(line, flush=True))
    spared = sum(mutant.name in EQUIVALENT for mutant in chosen)
    killed = len(chosen) - spared - len(alive)
    seconds = time.perf_counter() - started
    print(f"{len(chosen)} mutants: {killed} killed, {spared} equivalent, {len(alive)} survived ({seconds:.0f} s)")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
