"""The hunt for mutants works: a limit that is off by one unit is noticed by the scenarios of its rule."""

from pathlib import Path
from types import FunctionType

import pytest

from bench.mutants import functions, living, mutants, survivors
from bench.mutants_house import furnished, given
from bench.mutants_spared import EQUIVALENT, MODULES, PURE_TESTS, SKIPPED
from bench.mutants_trials import PureTest, Shown, passes, reached, shown, with_tests
from bench.mutation import mutations
from bots.units import same_unit
from console.scenario_file import Case
from tests.support.rules import cases


@pytest.mark.parametrize(
    ("function", "limit", "file"),
    [
        ("aggregates.requisition._order", "> state.open_quantity(line)", "order"),
        ("aggregates.purchase_order_receipt._receipt_refusal", "> allowed", "receipt"),
        ("aggregates.fund_account._short", "wanted.amount <= there", "fund_account"),
    ],
)
def test_a_limit_that_is_off_by_one_unit_is_noticed(function: str, limit: str, file: str) -> None:
    mutant = next(
        found
        for found in mutants([function.rpartition(".")[0]])
        if found.name.startswith(function) and limit in found.name
    )
    started = shown(f"{file}.yaml")
    assert started
    with living(mutant):
        assert not all(passes(case) for case in started)
    assert all(passes(case) for case in started)


def _one_of_each_house() -> dict[tuple[Path, ...], Case]:
    """Given files -> the first case that starts with them."""
    found: dict[tuple[Path, ...], Case] = {}
    for case in cases():
        found.setdefault(tuple(dict.fromkeys(step.file.resolve() for step in case.steps[: given(case)])), case)
    return found


@pytest.mark.parametrize("case", _one_of_each_house().values(), ids=lambda case: f"{case.file.stem}: {case.title}")
def test_a_case_ends_the_same_in_a_house_that_is_furnished_already(case: Case) -> None:
    assert Shown(case, furnished(case)).ends_well()


class _Said:
    """A trial that ends as it is told."""

    name = "a trial"

    def __init__(self, ends_well: bool | None) -> None:
        self.told = ends_well

    def ends_well(self) -> bool:
        if self.told is None:
            while True:
                pass
        return self.told


def test_a_crash_and_a_loop_without_end_are_failures() -> None:
    assert passes(_Said(True))
    assert not passes(_Said(False))
    assert not passes(_Said(None), cpu_seconds=0.1)
    with pytest.raises(SystemExit, match="a trial fails without any mutant"):
        reached([_Said(False)], frozenset())


def test_pure_tests_are_collected_once_and_run_as_often_as_wanted(tmp_path: Path) -> None:
    file = tmp_path / "test_ends.py"
    file.write_text(
        "ends = [True, True, False, True]\n\n\ndef test_it():\n    assert ends.pop(0)\n\n\n"
        "def test_that():\n    assert True\n",
        encoding="utf-8",
    )
    ended: list[bool] = []

    def use(tests: list[PureTest]) -> None:
        assert [test.name.rpartition("::")[2] for test in tests] == ["test_it", "test_that"]
        ended.extend(passes(tests[0]) for _ in range(4))

    with_tests([str(file)], use)
    assert ended == [True, True, False, True]
    broken = tmp_path / "test_broken.py"
    broken.write_text("import nothing_of_this_name\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="nothing_of_this_name"):
        with_tests([str(broken)], use)


class _Asking:
    """A trial that reaches a rule, and says that it was asked."""

    def __init__(self, name: str, asked: list[str], *, exactly: bool) -> None:
        self.name, self.asked, self.exactly = name, asked, exactly

    def ends_well(self) -> bool:
        self.asked.append(self.name)
        again = same_unit("m2", "m2")
        return again if self.exactly else again in (True, False)


def test_what_noticed_a_mutant_looks_at_the_next_one_first_and_what_nothing_notices_survives() -> None:
    chosen = [mutant for mutant in mutants(["bots.units"]) if "same_unit: " in mutant.name and " or " in mutant.name]
    asked: list[str] = []
    blind, seeing = _Asking("blind", asked, exactly=False), _Asking("seeing", asked, exactly=True)
    assert survivors(chosen, [blind], lambda _: None) == chosen
    asked.clear()
    assert survivors(chosen * 2, [blind, seeing], lambda _: None) == []
    assert asked[-2:] == ["seeing", "seeing"]


HOUSE = Path(__file__).parent.parent
SPARED = sorted({name.partition(": ")[0] for name in EQUIVALENT})


def _function(name: str) -> FunctionType | None:
    """The function that a mutant names, where there still is one."""
    module = max((each for each in MODULES if name.startswith(f"{each}.")), key=len, default="")
    found = functions(module) if module else ()
    return next((each for each in found if f"{module}.{each.__qualname__}" == name), None)


@pytest.mark.parametrize("name", SPARED)
def test_what_is_spared_is_still_made(name: str) -> None:
    """Otherwise a reason would stand for another change of a rule that was rewritten meanwhile."""
    function = _function(name)
    assert function is not None, f"{name} is no function of the modules that are hunted"
    made = {f"{name}: {mutation.change}" for mutation in mutations(function)}
    assert [each for each in EQUIVALENT if each.startswith(f"{name}: ") and each not in made] == []


def test_a_change_that_nobody_makes_any_more_is_noticed() -> None:
    function = _function("bots.units.same_unit")
    assert function is same_unit
    made = {mutation.change for mutation in mutations(function)}
    assert "{billed, ordered} <= PIECES -> {billed, ordered} < PIECES" in made
    assert "{billed, ordered} <= PIECES -> {billed, ordered} > PIECES" not in made
    assert _function("bots.units.other_unit") is None
    assert _function("nothing.same_unit") is None


def test_the_lists_of_the_hunt_name_what_there_is() -> None:
    assert list(MODULES) == sorted(set(MODULES))
    assert [name for name in SKIPPED if _function(name) is None] == []
    assert [one for one in PURE_TESTS if not any(module.startswith(one) for module in MODULES)] == []
    assert [file for files in PURE_TESTS.values() for file in files if not (HOUSE / file).is_file()] == []
