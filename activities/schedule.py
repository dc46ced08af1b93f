"""Commands on schedules: the baseline of a project, and the progress of its tasks."""

from activities._registry import handles
from activities.master_data import known_entity, known_person, newly_named
from activities.policies import Policies
from activities.project import known_project, usable_cost_object
from aggregates.project import PROJECT, project_key
from aggregates.schedule import SCHEDULE, Baseline
from contracts.ids import stream_id
from contracts.schedule import BaselineSchedule, PlannedTask, RecordProgress, ReverseProgress
from contracts.values import CostObject, Ref, month_of
from store.work import Work


@handles(BaselineSchedule)
def baseline(work: Work, command: BaselineSchedule, _policies: Policies) -> Ref:
    """Set a baseline; what is new in it must belong to open cost codes of the project and to known people."""
    work.permit(command.entity)
    known_entity(work, command.entity)
    ref = schedule_ref(command.entity, command.project)
    before = work.load(SCHEDULE, ref.id)
    for task in command.tasks:
        # What is planned already may go on after its cost code was closed for new requisitions.
        if before.tasks.get(task.task) != task:
            _usable(work, command, task, before.tasks.get(task.task))
    project = work.load_by_key(PROJECT, project_key(command.entity, command.project))
    work.act(SCHEDULE, ref.id, Baseline(command, ref, project.currency))
    return ref


def _usable(work: Work, command: BaselineSchedule, task: PlannedTask, before: PlannedTask | None) -> None:
    newly_named(work, known_person(work, task.owner), before.owner if before else None)
    for day in dict.fromkeys((task.start, task.finish)):
        where = CostObject(project=command.project, cost_code=task.cost_code, period=month_of(day))
        usable_cost_object(work, command.entity, where)
    if before is None or before.cost_code != task.cost_code:
        newly_named(work, known_project(work, command.entity, command.project), None)


@handles(RecordProgress)
@handles(ReverseProgress)
def progress(work: Work, command: RecordProgress | ReverseProgress, _policies: Policies) -> Ref:
    """Record the progress of a task, or take its last entry back."""
    work.permit(command.entity)
    ref = schedule_ref(command.entity, command.project)
    work.act(SCHEDULE, ref.id, command)
    return ref


def schedule_ref(entity: str, project: str) -> Ref:
    """The one schedule of a project."""
    return Ref(kind="schedule", id=stream_id("schedule", project_key(entity, project)), number=project, entity=entity)
