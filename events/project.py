"""What happens to projects and their cost codes."""

from datetime import date

from contracts.project import CostCode
from events._base import Event


class ProjectRegistered(Event):
    """A project is known, with its first cost codes."""

    stored_as = "project.registered.v1"
    entity: str
    project: str
    name: str
    currency: str
    manager: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    cost_codes: tuple[CostCode, ...] = ()


class ProjectRevised(Event):
    """Its name, manager and validity are these now."""

    stored_as = "project.revised.v1"
    entity: str
    project: str
    name: str
    manager: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


class CostCodeAdded(Event):
    """A cost code belongs to it, or is defined anew."""

    stored_as = "project.cost_code_added.v1"
    entity: str
    project: str
    cost_code: CostCode


class ProjectClosed(Event):
    """It takes no new requisitions and budgets."""

    stored_as = "project.closed.v1"
    entity: str
    project: str
    why: str


class ProjectReopened(Event):
    """It takes requisitions and budgets again."""

    stored_as = "project.reopened.v1"
    entity: str
    project: str
    why: str


ProjectEvent = ProjectRegistered | ProjectRevised | CostCodeAdded | ProjectClosed | ProjectReopened
