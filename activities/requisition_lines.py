"""What the lines of a requisition may name, and lines taken from a template or an earlier requisition."""

from collections.abc import Iterable

from activities._registry import document, handles
from activities.category import known_category
from activities.item import usable_items
from activities.policies import Policies
from activities.project import nameable_cost_object
from activities.requisition_template import usable_template
from activities.tax_code import tax_code_on
from aggregates.person import PERSON
from aggregates.requisition import REQUISITION, Create
from aggregates.requisition_template import filled_in
from aggregates.supplier import SUPPLIER
from contracts.person import shows
from contracts.requisition import CopyRequisition, CreateRequisition, RequisitionLine
from contracts.values import Ref
from store.work import Work


def check_lines(work: Work, entity: str, lines: tuple[RequisitionLine, ...]) -> None:
    """What lines name must be known and usable today, so that a mistake shows while it is made. Raises Refused."""
    usable_items(work, ((line.item, line.quantity.unit) for line in lines))
    for line in lines:
        nameable_cost_object(work, entity, line.cost_object)
        if line.supplier and work.load_by_key(SUPPLIER, line.supplier).status == "unknown":
            raise work.refuse("unknown-supplier", supplier=line.supplier)
        if line.category:
            known_category(work, line.category)
        if line.tax_code:
            tax_code_on(work, line.tax_code, work.now.date())


@handles(CopyRequisition)
def copy(work: Work, command: CopyRequisition, _policies: Policies) -> Ref:
    """Draft a requisition with the lines of another one or of a template, for a period and a day of their own."""
    draft = _from_template(work, command) if command.template else _from_requisition(work, command)
    check_lines(work, draft.entity, draft.lines)
    ref = work.new_ref("requisition", "PR", draft.entity)
    work.act(REQUISITION, ref.id, Create(draft, ref))
    return ref


def _from_template(work: Work, command: CopyRequisition) -> CreateRequisition:
    entity, code = command.entity or "", command.template or ""
    work.permit(entity)
    found = usable_template(work, entity, code)
    if not _shown(work, entity, (line.project for line in found.lines)):
        raise work.refuse("unknown-template", template=code, entity=entity)
    lines = tuple(filled_in(line, command.period, command.needed_by) for line in found.lines)
    title = command.title or found.name
    return CreateRequisition(entity=entity, title=title, currency=found.currency, lines=lines)


def _from_requisition(work: Work, command: CopyRequisition) -> CreateRequisition:
    assert command.requisition is not None
    found, ref = document(work, REQUISITION, command.requisition)
    if not _shown(work, ref.entity, (line.cost_object.project for line in found.lines)):
        raise work.refuse("unknown-document", kind="requisition", id=command.requisition)
    lines = tuple(_moved(line, command) for line in found.lines)
    return CreateRequisition(
        entity=ref.entity, title=command.title or found.title, currency=found.currency, lines=lines
    )


def _shown(work: Work, entity: str, projects: Iterable[str]) -> bool:
    """Whether a person may see what he copies: a copy would show it to him. A service sees what it may act in."""
    if work.actor.kind != "person":
        return True
    person = work.load_by_key(PERSON, work.actor.name)
    return shows(person.sight(work.now.date()), entity, frozenset(projects))


def _moved(line: RequisitionLine, command: CopyRequisition) -> RequisitionLine:
    """Attachments belong to what they were attached to, so a copy begins without."""
    where = line.cost_object.model_copy(update={"period": command.period})
    changed = {"cost_object": where, "needed_by": command.needed_by, "attachments": ()}
    return line.model_copy(update=changed)
