"""Two hundred seeded faults are found, each with an example that really is one; two hundred sound matrices pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from copy import deepcopy
from itertools import product
from random import Random
from typing import Any

from aggregates.matrix_people import Office, never_asked, unfilled
from aggregates.matrix_proof import ANY_OTHER, Flaw, flaws
from contracts.approval_matrix import Matrix
from tests.support.matrices import KINDS, document, sound
from tests.support.matrix_faults import FAULTS
from tests.support.naive_matrix import row_of

WANTED = 200


def test_two_hundred_matrices_that_are_sound_are_found_sound() -> None:
    random = Random(4)
    found = [flaws(Matrix.model_validate(sound(random, rows=1 + n % 30)), KINDS) for n in range(WANTED)]
    assert len(found) == WANTED
    assert not any(found)


def test_two_hundred_faults_are_found_with_an_example_which_is_one() -> None:
    random, seen = Random(5), Counter[str]()
    while seen.total() < WANTED:
        put, code = FAULTS[seen.total() % len(FAULTS)]
        raw = deepcopy(sound(random, rows=1 + random.randrange(30)))
        if put(random, raw):
            found = [flaw for flaw in flaws(Matrix.model_validate(raw), KINDS) if flaw.code == code]
            assert found, (code, raw)
            for flaw in found:
                _is_one(random, raw, flaw)
            seen[put.__name__] += 1
    assert seen == {put.__name__: WANTED // len(FAULTS) for put, _ in FAULTS}


def _is_one(random: Random, raw: dict[str, Any], flaw: Flaw) -> None:
    """By the reading that is not ours, one row after the other."""
    others = [document(random, raw) for _ in range(50)]
    shown = {field: "OTHER" if fact == ANY_OTHER else fact for field, fact in flaw.example.items()}
    match flaw.code:
        case "matrix-gap":
            assert not any(_fitting(raw, {**other, **shown}) for other in others)
            assert all(row_of(raw, {**other, **shown}, KINDS) is None for other in others)
        case "matrix-rows-overlap":
            assert all(set(flaw.rows) <= set(_fitting(raw, {**other, **shown})) for other in others)
        case "matrix-row-empty":
            (dead,) = flaw.rows
            assert not any(dead in _fitting(raw, other) or row_of(raw, other, KINDS) == dead for other in others)
        case _:
            ((row, field),) = [(row, flaw.figures["field"]) for row in raw["rows"] if row["row"] in flaw.rows]
            assert field in row["when"]


def _fitting(raw: dict[str, Any], facts: dict[str, str]) -> list[str]:
    alone = ({**raw, "rows": [row]} for row in raw["rows"] if not row.get("otherwise"))
    return [found for one in alone if (found := row_of(one, facts, KINDS))]


Holders = dict[str, frozenset[str]]


def _staffed(random: Random) -> tuple[dict[str, Any], Holders]:
    """Steps of roles, for each of which there are more people than anybody could be missing elsewhere."""
    roles = [f"role{number}" for number in range(random.randint(2, 5))]
    random.shuffle(roles)
    cut = random.randint(1, len(roles))
    asked = [part for part in (roles[:cut], roles[cut:]) if part]
    steps = [{"name": f"s{n}", "roles": each, "escalate_to": "nobody"} for n, each in enumerate(asked)]
    everybody = [f"p{number}" for number in range(9)]
    holders = {role: frozenset(random.sample(everybody, len(roles) + 1)) for role in roles}
    return {"currencies": ["EUR"], "rows": [{"row": "r", "steps": steps}]}, holders


def _told(raw: dict[str, Any], holders: Holders, asking: Collection[str], barred: Collection[str] = ()) -> list[Flaw]:
    office = Office("ACME", holders, frozenset(barred), {each: {} for each in asking})
    matrix = Matrix.model_validate(raw)
    return [*never_asked(matrix, [office]), *unfilled(matrix, office)]


def test_two_hundred_staffed_matrices_pass() -> None:
    random = Random(6)
    worlds = [_staffed(random) for _ in range(WANTED)]
    assert not any(_told(raw, holders, frozenset().union(*holders.values()) | {"else"}) for raw, holders in worlds)


def _nobody_holds_it(random: Random, raw: dict[str, Any], holders: Holders) -> None:
    empty = random.choice(list(holders))
    told = _told(raw, {**holders, empty: frozenset()}, {"else"})
    assert [(flaw.code, flaw.figures["role"]) for flaw in told] == [("matrix-role-empty", empty)]


def _nobody_may_vote(random: Random, raw: dict[str, Any], holders: Holders) -> None:
    mute = random.choice(list(holders))
    told = _told(raw, {**holders, mute: frozenset({"mute"})}, {"else"}, {"mute"})
    assert [(flaw.code, flaw.figures["role"]) for flaw in told] == [("matrix-role-barred", mute)]
    assert told[0].figures["persons"] == "mute"


def _somebody_named_is_nobody(random: Random, raw: dict[str, Any], holders: Holders) -> None:
    step = random.choice(raw["rows"][0]["steps"])
    step["persons"], step["mode"] = ["gone"], "any"
    told = _told(raw, holders, {"else"})
    assert [(flaw.code, flaw.figures) for flaw in told] == [
        ("matrix-person-barred", {"step": step["name"], "person": "gone"})
    ]


def _too_few_are_there(random: Random, raw: dict[str, Any], holders: Holders) -> None:
    few = frozenset(random.sample("abcde", len(holders) - 1))
    thinned = {role: random.choice((few, frozenset(random.sample(sorted(few), 1)))) for role in holders}
    told = _told(raw, thinned, {"else"})
    assert [flaw.code for flaw in told] == ["matrix-nobody-left"]
    assert not _assignable(thinned, told[0].figures["requester"])


def test_two_hundred_faults_of_people_are_found() -> None:
    faults = (_nobody_holds_it, _nobody_may_vote, _somebody_named_is_nobody, _too_few_are_there)
    random = Random(7)
    for number in range(WANTED):
        faults[number % len(faults)](random, *_staffed(random))


def _assignable(holders: Holders, requester: str) -> bool:
    return any(
        len(set(chosen)) == len(chosen) and requester not in chosen
        for chosen in product(*(sorted(each) for each in holders.values()))
    )
