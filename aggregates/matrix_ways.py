"""Which steps of a row are asked together: what their conditions leave of its route, over all documents that the row takes."""

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod

from aggregates.matrix_facts import all_hold, holds
from aggregates.matrix_proof import classes_of
from contracts.approval_matrix import Row
from contracts.conditions import FieldType
from contracts.route import Step, applying, conditions_of

MOST = 1_000
"""So many combinations of facts are tried; of more, all steps are taken to be asked, which may ask for people in vain."""


def ways(row: Row, kinds: Mapping[str, FieldType], currencies: Sequence[str]) -> Sequence[tuple[Step, ...]]:
    """The different routes of a row, each with the steps that some document takes."""
    conditions = tuple(conditions_of(row.steps))
    names = tuple(dict.fromkeys(name for each in conditions for name in each))
    if not set(names) <= set(kinds):
        return [row.steps]
    tests = {name: [each[name] for each in (row.when, *conditions) if name in each] for name in names}
    values = [
        [
            fact
            for fact in classes_of(tests[name], kinds[name], currencies)
            if name not in row.when or holds(row.when[name], fact)
        ]
        for name in names
    ]
    if prod(map(len, values)) > MOST:
        return [row.steps]
    worlds = [dict(zip(names, facts, strict=True)) for facts in product(*values)]
    unlike = {tuple(all_hold(each, world) for each in conditions): world for world in worlds}
    return [applying(row.steps, lambda when, world=world: all_hold(when, world)) for world in unlike.values()]  # type: ignore[misc]
