"""Commands on projects, and the check that a cost object may be used."""

from activities._registry import handles
from activities.category import known_category
from activities.master_data import known_entity, known_person, newly_named
from activities.policies import Policies
from aggregates.project import PROJECT, Project, ProjectCommand, cost_refusal, project_key
from contracts.ids import stream_id
from contracts.project import AddCostCode, CloseProject, CostCode, RegisterProject, ReopenProject, ReviseProject
from contracts.values import CostObject, Ref
from store.work import Refused, Work


@handles(RegisterProject)
@handles(ReviseProject)
@handles(AddCostCode)
@handles(CloseProject)
@handles(ReopenProject)
def project(work: Work, command: ProjectCommand, _policies: Policies) -> Ref:
    """Register or change a project; its manager and the categories of its cost codes must be known."""
    work.permit(command.entity)
    known_entity(work, command.entity)
    if isinstance(command, RegisterProject | ReviseProject) and command.manager:
        before = work.load_by_key(PROJECT, project_key(command.entity, command.project))
        newly_named(work, known_person(work, command.manager), before.manager, command.valid_until)
    for cost_code in _cost_codes(command):
        if cost_code.category:
            known_category(work, cost_code.category)
    stream = stream_id("project", project_key(command.entity, command.project))
    work.act(PROJECT, stream, command)
    return Ref(kind="project", id=stream, number=command.project, entity=command.entity)


def _cost_codes(command: ProjectCommand) -> tuple[CostCode, ...]:
    match command:
        case RegisterProject():
            return command.cost_codes
        case AddCostCode():
            return (command,)
        case _:
            return ()


def known_project(work: Work, entity: str, project: str) -> Project:
    """A project of an entity that must exist, open or closed. Raises Refused."""
    found = work.load_by_key(PROJECT, project_key(entity, project))
    if not found.code:
        raise work.refuse("unknown-project", entity=entity, project=project)
    return found


def usable_cost_object(work: Work, entity: str, cost_object: CostObject) -> None:
    """A cost object must name an open cost code of an open project, in its time. Raises Refused."""
    state = work.load_by_key(PROJECT, project_key(entity, cost_object.project))
    if refusal := cost_refusal(state, entity, cost_object):
        raise Refused(refusal)


def nameable_cost_object(work: Work, entity: str, cost_object: CostObject) -> None:
    """A usable cost object whose project has not ended: what is asked for anew names it. Raises Refused.

    Budgets and worked days are judged by their period alone: they are entered after it. The money of what was agreed
    (fund accounts, plans, advances) goes on after the end of a project.
    """
    usable_cost_object(work, entity, cost_object)
    newly_named(work, known_project(work, entity, cost_object.project), None)
