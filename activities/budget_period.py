"""Commands on budget periods: the checklist is made of the lines themselves, and of what read models nominate."""

from activities._registry import handles
from activities.budget_funds import line_of
from activities.candidates import Candidates
from activities.master_data import known_entity
from activities.policies import Policies
from aggregates.budget_line import BudgetLine
from aggregates.budget_period import BUDGET_PERIOD, Close, PeriodFigures, period_key
from contracts.budget_period import CloseBudgetPeriod, ReopenBudgetPeriod
from contracts.ids import stream_id
from contracts.values import Money, Ref
from store.work import Work


@handles(CloseBudgetPeriod, nominated=True)
def close(work: Work, command: CloseBudgetPeriod, _policies: Policies, candidates: Candidates) -> Ref:
    """Close a month; what stands on its lines is read from the lines."""
    ref = _period(work, command)
    standing = candidates.at_period_end(command.entity, command.period)
    lines = [line_of(work, command.entity, cost_object) for cost_object in standing.lines]
    figures = PeriodFigures(
        reserved_or_ordered=[each for line in lines for each in _held(line, "pre_encumbered", "encumbered")],
        accrued=[each for line in lines for each in _held(line, "accrued")],
        unpaid=[each for line in lines for each in _held(line, "actual")],
        counted=standing.counted,
    )
    work.act(BUDGET_PERIOD, ref.id, Close(command, figures))
    return ref


@handles(ReopenBudgetPeriod)
def reopen(work: Work, command: ReopenBudgetPeriod, _policies: Policies) -> Ref:
    """Open it again."""
    ref = _period(work, command)
    work.act(BUDGET_PERIOD, ref.id, command)
    return ref


def _period(work: Work, command: CloseBudgetPeriod | ReopenBudgetPeriod) -> Ref:
    work.permit(command.entity)
    known_entity(work, command.entity)
    key = period_key(command.entity, command.period)
    return Ref(kind="budget_period", id=stream_id("budget_period", key), number=key, entity=command.entity)


def _held(line: BudgetLine, *stages: str) -> list[Money]:
    return [line.money(amount) for (stage, _), amount in line.holds.items() if stage in stages]
