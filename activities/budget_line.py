"""Commands on budget lines, and the one way other documents move funds on them."""

from activities._registry import handles
from activities.master_data import known_entity
from activities.policies import Policies
from activities.project import usable_cost_object
from aggregates.budget_line import BUDGET_LINE, FundsCommand, budget_key
from contracts.budget_line import OpenBudgetLine, ReviseBudgetLine
from contracts.ids import stream_id
from contracts.values import CostObject, Ref
from store.work import Refused, Work


@handles(OpenBudgetLine)
@handles(ReviseBudgetLine)
def budget_line(work: Work, command: OpenBudgetLine | ReviseBudgetLine, _policies: Policies) -> Ref:
    """Open or revise a budget line; a new one belongs to an open cost code of an open project."""
    work.permit(command.entity)
    known_entity(work, command.entity)
    if isinstance(command, OpenBudgetLine):
        usable_cost_object(work, command.entity, command.cost_object)
    key = budget_key(command.entity, command.cost_object)
    stream = stream_id("budget_line", key)
    work.act(BUDGET_LINE, stream, command)
    return Ref(kind="budget_line", id=stream, number=key, entity=command.entity)


def move_funds(work: Work, entity: str, cost_object: CostObject, command: FundsCommand) -> None:
    """Move funds on the line of a cost object. A refusal names the line."""
    try:
        work.act(BUDGET_LINE, stream_id("budget_line", budget_key(entity, cost_object)), command)
    except Refused as refused:
        if refused.refusal.code != "unknown-budget-line":
            raise
        raise work.refuse("unknown-budget-line", entity=entity, **cost_object.model_dump()) from refused
