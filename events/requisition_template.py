"""What happens to templates of requisitions."""

from contracts.requisition_template import TemplateLine
from events._base import Event


class RequisitionTemplateDefined(Event):
    """A template is this from now on."""

    stored_as = "requisition_template.defined.v1"
    entity: str
    template: str
    name: str
    currency: str
    lines: tuple[TemplateLine, ...]
    active: bool = True


RequisitionTemplateEvent = RequisitionTemplateDefined
