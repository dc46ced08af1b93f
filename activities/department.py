"""Commands on departments."""

from activities._registry import handles
from activities.master_data import known_department, known_person, newly_named, with_above
from activities.policies import Policies
from aggregates.department import DEPARTMENT
from contracts.department import DefineDepartment, ReviseDepartment
from contracts.ids import stream_id
from contracts.values import Ref
from store.work import Work


@handles(DefineDepartment)
@handles(ReviseDepartment)
def department(work: Work, command: DefineDepartment | ReviseDepartment, _policies: Policies) -> Ref:
    """Define or revise a department; its head must be known, and so the one above it, which must not lie below it."""
    work.permit("*")
    before = work.load_by_key(DEPARTMENT, command.department)
    if command.head:
        newly_named(work, known_person(work, command.head), before.head, command.valid_until)
    if command.parent:
        above = with_above(command.parent, lambda code: work.load_by_key(DEPARTMENT, code).parent)
        if command.department in above:
            raise work.refuse("own-ancestor", child=command.department, parent=command.parent)
        newly_named(work, known_department(work, command.parent), before.parent, command.valid_until)
    stream = stream_id("department", command.department)
    work.act(DEPARTMENT, stream, command)
    return Ref(kind="department", id=stream, number=command.department)
