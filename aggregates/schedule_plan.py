"""Plans of a schedule: whether tasks can be done in their order, and their budgets over time."""

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from aggregates._base import Refusal, refuse
from bots.time_phasing import phased
from contracts.schedule import PlannedTask
from contracts.values import Money
from events.schedule import PlannedPart

Tasks = Mapping[str, PlannedTask]


def plan_refusal(tasks: Sequence[PlannedTask], currency: str) -> Refusal | None:
    """Why a plan cannot be a baseline; None when it can."""
    known: dict[str, PlannedTask] = {}
    for task in tasks:
        if task.task in known:
            return refuse("task-twice", task=task.task)
        if task.budget.currency != currency:
            return refuse("currency-mismatch", expected=currency, given=task.budget.currency)
        known[task.task] = task
    return _unknown(known) or _cycle(known) or _too_early(known)


def predecessors(tasks: Tasks) -> Iterator[tuple[PlannedTask, PlannedTask]]:
    """Each task with each one that must be finished before it."""
    return ((task, tasks[before]) for task in tasks.values() for before in task.after)


def _unknown(tasks: Tasks) -> Refusal | None:
    for task in tasks.values():
        for before in task.after:
            if before not in tasks:
                return refuse("unknown-predecessor", task=task.task, predecessor=before)
    return None


def _cycle(tasks: Tasks) -> Refusal | None:
    try:
        TopologicalSorter({name: task.after for name, task in tasks.items()}).prepare()
    except CycleError as cycle:
        return refuse("dependency-cycle", path=" → ".join(cycle.args[1]))
    return None


def _too_early(tasks: Tasks) -> Refusal | None:
    for task, before in predecessors(tasks):
        if task.start <= before.finish:
            start, finish = task.start, before.finish
            return refuse(
                "starts-before-predecessor", task=task.task, predecessor=before.task, start=start, finish=finish
            )
    return None


def parts_of(task: PlannedTask) -> tuple[PlannedPart, ...]:
    """The budget of a task over the months that it lasts."""
    budget, stated = task.budget, {share.period: share.percent for share in task.phasing}
    return tuple(
        PlannedPart(first=part.first, last=part.last, amount=Money(amount=part.amount, currency=budget.currency))
        for part in phased(budget.amount, budget.currency, task.start, task.finish, stated)
    )
