"""The command on labour budgets."""

from activities._registry import handles
from activities.master_data import known_entity, newly_named
from activities.policies import Policies
from activities.project import known_project
from aggregates.labour_budget import LABOUR_BUDGET, labour_budget_key
from contracts.ids import stream_id
from contracts.labour_budget import SetLabourBudget
from contracts.values import Ref
from store.work import Work


@handles(SetLabourBudget)
def labour_budget(work: Work, command: SetLabourBudget, _policies: Policies) -> Ref:
    """Set the labour budget of a cost code of the project, in the project's currency."""
    work.permit(command.entity)
    known_entity(work, command.entity)
    project = known_project(work, command.entity, command.project)
    if command.cost_code not in project.cost_codes:
        raise work.refuse("unknown-cost-code", project=command.project, cost_code=command.cost_code)
    if command.rate.currency != project.currency:
        raise work.refuse("currency-mismatch", expected=project.currency, given=command.rate.currency)
    key = labour_budget_key(command.entity, command.project, command.cost_code)
    if work.load_by_key(LABOUR_BUDGET, key).now is None:
        newly_named(work, project, None)
    stream = stream_id("labour_budget", key)
    work.act(LABOUR_BUDGET, stream, command)
    return Ref(kind="labour_budget", id=stream, number=key, entity=command.entity)
