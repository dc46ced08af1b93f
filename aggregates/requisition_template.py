"""Templates of requisitions."""

from dataclasses import dataclass
from datetime import date

from aggregates._base import Aggregate, Decision, Facts
from contracts.requisition import RequisitionLine
from contracts.requisition_template import DefineRequisitionTemplate, TemplateLine
from contracts.values import CostObject
from events.requisition_template import RequisitionTemplateDefined, RequisitionTemplateEvent


@dataclass(frozen=True)
class RequisitionTemplate:
    """A template of a legal entity."""

    entity: str = ""
    code: str = ""
    name: str = ""
    currency: str = ""
    lines: tuple[TemplateLine, ...] = ()
    active: bool = False


def decide(state: RequisitionTemplate, command: DefineRequisitionTemplate, facts: Facts) -> Decision:
    """Define or define anew; the same again is ignored."""
    defined = RequisitionTemplateDefined(**dict(command))
    return () if evolve(state, defined) == state else (defined,)


def filled_in(line: TemplateLine, period: str, needed_by: date) -> RequisitionLine:
    """A line of a template as one of a requisition."""
    fields = dict(line)
    where = CostObject(project=fields.pop("project"), cost_code=fields.pop("cost_code"), period=period)
    return RequisitionLine(cost_object=where, needed_by=needed_by, **fields)


def evolve(state: RequisitionTemplate, event: RequisitionTemplateEvent) -> RequisitionTemplate:
    """Apply one event."""
    return RequisitionTemplate(event.entity, event.template, event.name, event.currency, event.lines, event.active)


REQUISITION_TEMPLATE = Aggregate("requisition_template", RequisitionTemplate(), decide, evolve)


def template_key(entity: str, template: str) -> str:
    """The creation key of a template: its code is unique within its legal entity."""
    return f"{entity}/{template}"
