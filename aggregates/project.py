"""Projects: open or closed, with the tree of their cost codes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, Refusal, refuse
from contracts.project import AddCostCode, CloseProject, CostCode, RegisterProject, ReopenProject, ReviseProject
from contracts.values import CostObject, month_of
from events.project import (
    CostCodeAdded,
    ProjectClosed,
    ProjectEvent,
    ProjectRegistered,
    ProjectReopened,
    ProjectRevised,
)

ProjectCommand = RegisterProject | ReviseProject | AddCostCode | CloseProject | ReopenProject


@dataclass(frozen=True)
class Project:
    """A project of a legal entity; `cost_codes` by their code."""

    entity: str = ""
    code: str = ""
    name: str = ""
    currency: str = ""
    manager: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    status: Literal["unknown", "open", "closed"] = "unknown"
    cost_codes: Mapping[str, CostCode] = field(default_factory=dict)

    def covers(self, period: str) -> bool:
        """Whether a month has a day on which the project is valid."""
        first, last = self.valid_from, self.valid_until
        return (first is None or month_of(first) <= period) and (last is None or period <= month_of(last))


def decide(state: Project, command: ProjectCommand, facts: Facts) -> Decision:
    """Register once; change only what is open; parents of cost codes are known and never their own descendants."""
    match command:
        case RegisterProject():
            return _register(state, command)
        case _ if not state.code:
            return refuse("unknown-project", entity=command.entity, project=command.project)
        case ReopenProject():
            return () if state.status == "open" else (ProjectReopened(**dict(command)),)
        case CloseProject():
            return () if state.status == "closed" else (ProjectClosed(**dict(command)),)
        case _ if state.status == "closed":
            return refuse("project-closed", project=command.project)
        case ReviseProject():
            revised = ProjectRevised(**dict(command))
            return () if evolve(state, revised) == state else (revised,)
        case AddCostCode():
            return _add(state, command)
        case _:
            assert_never(command)


def _register(state: Project, command: RegisterProject) -> Decision:
    if state.code:
        return refuse("already-registered", kind="project", key=command.project)
    codes: dict[str, CostCode] = {}
    for cost_code in command.cost_codes:
        if wrong := _wrong_parent(codes, cost_code):
            return wrong
        codes[cost_code.cost_code] = cost_code
    return (ProjectRegistered(**dict(command)),)


def _add(state: Project, command: AddCostCode) -> Decision:
    fields = dict(command)
    fields.pop("entity")
    fields.pop("project")
    cost_code = CostCode(**fields)
    if state.cost_codes.get(cost_code.cost_code) == cost_code:
        return ()
    if wrong := _wrong_parent(state.cost_codes, cost_code):
        return wrong
    return (CostCodeAdded(entity=command.entity, project=command.project, cost_code=cost_code),)


def _wrong_parent(known: Mapping[str, CostCode], added: CostCode) -> Refusal | None:
    parent = added.parent
    while parent is not None:
        if parent == added.cost_code:
            return refuse("own-ancestor", child=added.cost_code, parent=added.parent)
        if parent not in known:
            return refuse("unknown-parent", child=added.cost_code, parent=parent)
        parent = known[parent].parent
    return None


def cost_refusal(state: Project, entity: str, cost_object: CostObject) -> Refusal | None:
    """Why nothing new may be requested or budgeted for a cost object; None when it may."""
    project, cost_code = cost_object.project, cost_object.cost_code
    if not state.code:
        return refuse("unknown-project", entity=entity, project=project)
    if state.status == "closed":
        return refuse("project-closed", project=project)
    if not state.covers(cost_object.period):
        first, last = state.valid_from or "-", state.valid_until or "-"
        return refuse("project-not-valid", project=project, period=cost_object.period, first=first, last=last)
    found = state.cost_codes.get(cost_code)
    if found is None:
        return refuse("unknown-cost-code", project=project, cost_code=cost_code)
    return refuse("cost-code-closed", project=project, cost_code=cost_code) if found.closed else None


def evolve(state: Project, event: ProjectEvent) -> Project:
    """Apply one event."""
    match event:
        case ProjectRegistered():
            fields = {name: value for name, value in dict(event).items() if name not in ("project", "cost_codes")}
            codes = {each.cost_code: each for each in event.cost_codes}
            return Project(code=event.project, status="open", cost_codes=codes, **fields)
        case ProjectRevised():
            first, last = event.valid_from, event.valid_until
            return replace(state, name=event.name, manager=event.manager, valid_from=first, valid_until=last)
        case CostCodeAdded():
            return replace(state, cost_codes={**state.cost_codes, event.cost_code.cost_code: event.cost_code})
        case ProjectClosed():
            return replace(state, status="closed")
        case ProjectReopened():
            return replace(state, status="open")
        case _:
            assert_never(event)


PROJECT = Aggregate("project", Project(), decide, evolve)


def project_key(entity: str, project: str) -> str:
    """The creation key of a project: its code is unique within its legal entity."""
    return f"{entity}/{project}"
