"""Commands on templates of requisitions."""

from activities._registry import handles
from activities.master_data import known_entity
from activities.policies import Policies
from aggregates.requisition_template import REQUISITION_TEMPLATE, RequisitionTemplate, template_key
from contracts.ids import stream_id
from contracts.requisition_template import DefineRequisitionTemplate
from contracts.values import Ref
from store.work import Work


@handles(DefineRequisitionTemplate)
def template(work: Work, command: DefineRequisitionTemplate, _policies: Policies) -> Ref:
    """Define a template; what its lines name is judged when a requisition is made of it."""
    work.permit(command.entity)
    known_entity(work, command.entity)
    stream = stream_id("requisition_template", template_key(command.entity, command.template))
    work.act(REQUISITION_TEMPLATE, stream, command)
    return Ref(kind="requisition_template", id=stream, number=command.template, entity=command.entity)


def usable_template(work: Work, entity: str, code: str) -> RequisitionTemplate:
    """A template that must be active. Raises Refused."""
    found = work.load_by_key(REQUISITION_TEMPLATE, template_key(entity, code))
    if not found.active:
        raise work.refuse("unknown-template", entity=entity, template=code)
    return found
