"""`make mutants`: break the comparisons of the rules one by one and move their limits; some scenario must fail each time.

A mutant lives in memory: the code object of the live function is swapped for one compiled from the changed source, so
no file is touched and everything that holds the function runs the mutant. Only the cases that reach the function run.
"""

import argparse
import importlib
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from types import FunctionType

from bench.mutants_spared import EQUIVALENT, MODULES, PURE_TESTS, SKIPPED
from bench.mutants_trials import Trial, passes, reached, shown, with_tests
from bench.mutation import Mutation, mutations

Tell = Callable[[str], object]
SLOWER, LEAST_SECONDS = 2.0, 5.0
"""A trial that takes longer than this many times what it took, and these CPU seconds more, runs in circles."""


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


def survivors(chosen: Sequence[Mutant], trials: Sequence[Trial], tell: Tell) -> list[Mutant]:
    """The mutants that no trial notices. What noticed one is the first to look at the next in the same function."""
    by_code = reached(trials, frozenset(mutant.function.__code__ for mutant in chosen))
    alive = []
    for number, mutant in enumerate(chosen, 1):
        mine = by_code[mutant.function.__code__]
        with living(mutant):
            killer = next((run for run in mine if not passes(run[1], SLOWER * run[0] + LEAST_SECONDS)), None)
        if killer is None:
            alive.append(mutant)
            tell(f"alive after {len(mine)} of {len(trials)} trials (line {mutant.mutation.line}): {mutant.name}")
        else:
            mine.remove(killer)
            mine.insert(0, killer)
        if number % 25 == 0:
            tell(f"{number} of {len(chosen)}, {len(alive)} alive")
    return alive


def pure_tests(module: str) -> tuple[str, ...]:
    """The files of the pure tests of a module."""
    found = (file for prefix, files in PURE_TESTS.items() if module.startswith(prefix) for file in files)
    return tuple(dict.fromkeys(found))


def hunt(chosen: Sequence[Mutant], tell: Tell, files: Sequence[str] = ("*.yaml",)) -> list[Mutant]:
    """The mutants that live although they are not listed as equivalent: pure tests look first, then the scenarios."""
    left = [mutant for mutant in chosen if mutant.name not in EQUIVALENT]
    alive = []
    for tests, group in groupby(sorted(left, key=_files), key=_files):
        here = list(group)
        tell(f"{len(here)} mutants of {', '.join(sorted({mutant.module for mutant in here}))}")
        alive += _unseen_by_tests(here, tests, tell) if tests else here
    cases = shown(*files) if alive else []
    tell(f"{len(alive)} mutants are left for {len(cases)} cases")
    return survivors(alive, cases, tell) if cases else alive


def _files(mutant: Mutant) -> tuple[str, ...]:
    return pure_tests(mutant.module)


def _unseen_by_tests(chosen: list[Mutant], files: tuple[str, ...], tell: Tell) -> list[Mutant]:
    alive: list[Mutant] = []
    with_tests(files, lambda tests: alive.extend(survivors(chosen, tests, tell)))
    return alive


def main(arguments: Sequence[str] | None = None) -> int:
    """Hunt all mutants, or a sample; 1 when one survives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="how many, chosen at random")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="*", default=[""], help="only mutants whose name begins with one of these")
    parser.add_argument("--scenarios", nargs="*", default=["*.yaml"], help="files that look at what the tests leave")
    asked = parser.parse_args(arguments)
    modules = [
        module for module in MODULES if any(module.startswith(one) or one.startswith(module) for one in asked.only)
    ]
    chosen = [mutant for mutant in mutants(modules) if mutant.name.startswith(tuple(asked.only))]
    if asked.sample:
        chosen = random.Random(asked.seed).sample(chosen, min(asked.sample, len(chosen)))
    started = time.perf_counter()
    alive = hunt(chosen, partial(print, file=sys.stderr, flush=True), asked.scenarios)
    for mutant in alive:
        print(f"survived (line {mutant.mutation.line}): {mutant.name}")
    spared = sum(mutant.name in EQUIVALENT for mutant in chosen)
    killed = len(chosen) - spared - len(alive)
    seconds = time.perf_counter() - started
    print(f"{len(chosen)} mutants: {killed} killed, {spared} equivalent, {len(alive)} survived ({seconds:.0f} s)")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
