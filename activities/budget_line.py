"""Commands on budget lines: opening with balances, revising, controlling, carrying forward."""

from decimal import Decimal

from activities._registry import handles
from activities.budget_funds import act_on_line, line_of, move_funds, refuse_closed
from activities.master_data import known_entity
from activities.policies import Policies
from activities.project import usable_cost_object
from aggregates.budget_line import BUDGET_LINE, BudgetLine, HandOver, Open, Relieve, TakeOver, budget_key
from aggregates.budget_line_opening import opening_bill_claim, opening_claim, opening_key
from aggregates.budget_series import BUDGET_SERIES, AddPeriod, series_key
from aggregates.claim import CLAIM, Take
from contracts.budget_line import (
    CarryForward,
    ControlBudgetLine,
    OpenBudgetLine,
    RecordOpeningBalances,
    RelieveOpening,
    ReviseBudgetLine,
)
from contracts.ids import stream_id
from contracts.values import CostObject, Ref
from store.work import Work

__all__ = ["move_funds"]


@handles(OpenBudgetLine)
@handles(ReviseBudgetLine)
@handles(ControlBudgetLine)
def budget_line(work: Work, command: OpenBudgetLine | ReviseBudgetLine | ControlBudgetLine, _policies: Policies) -> Ref:
    """Open, revise or control a budget line; a new one belongs to an open cost code of an open project."""
    ref = _permitted(work, command.entity, command.cost_object)
    if isinstance(command, OpenBudgetLine):
        usable_cost_object(work, command.entity, command.cost_object)
    refuse_closed(work, command.entity, command.cost_object)
    work.act(BUDGET_LINE, ref.id, command)
    if not isinstance(command, ReviseBudgetLine):
        _enrol(work, command.entity, command.cost_object)
    return ref


@handles(RecordOpeningBalances)
def record_opening(work: Work, command: RecordOpeningBalances, _policies: Policies) -> Ref:
    """What stood there at cut-over, before anything else has moved."""
    ref = _permitted(work, command.entity, command.cost_object)
    if not line_of(work, command.entity, command.cost_object).currency:
        raise work.refuse("unknown-budget-line", entity=command.entity, **command.cost_object.model_dump())
    refuse_closed(work, command.entity, command.cost_object)
    work.act(BUDGET_LINE, ref.id, Open(command, ref))
    for each in command.commitments:
        _claim(work, opening_claim(command.entity, *_code(command.cost_object), each.reference), ref)
    return ref


@handles(RelieveOpening)
def relieve_opening(work: Work, command: RelieveOpening, _policies: Policies) -> Ref:
    """An opening commitment is billed or returns, where it stands now; an invoice relieves it once."""
    ref = _permitted(work, command.entity, command.cost_object)
    key = opening_key(command.reference)
    step = Relieve(key, command.reference, command.amount, command.invoice, command.why, ref)
    move_funds(work, command.entity, command.cost_object, step)
    if command.invoice:
        code = _code(command.cost_object)
        _claim(work, opening_bill_claim(command.entity, *code, command.reference, command.invoice), ref)
    return ref


def _code(cost_object: CostObject) -> tuple[str, str]:
    return cost_object.project, cost_object.cost_code


def _claim(work: Work, key: str, owner: Ref) -> None:
    if taken := work.load_by_key(CLAIM, key).owner:
        raise work.refuse("already-taken", key=key, owner=taken)
    work.act(CLAIM, stream_id("claim", key), Take(key, owner))


@handles(CarryForward)
def carry_forward(work: Work, command: CarryForward, _policies: Policies) -> Ref:
    """Commitments leave one period for another with their budget, in one transaction; nothing is counted twice."""
    ref = _permitted(work, command.entity, command.cost_object)
    line = line_of(work, command.entity, command.cost_object)
    target = command.cost_object.model_copy(update={"period": command.to_period})
    if not line.currency:
        raise work.refuse("unknown-budget-line", entity=command.entity, **command.cost_object.model_dump())
    if command.to_period <= command.cost_object.period:
        raise work.refuse("period-not-later", period=command.cost_object.period, to_period=command.to_period)
    surplus = max(line.available, Decimal(0)) if command.surplus else Decimal(0)
    holds = tuple((stage, key, line.money(held)) for key in line.committed() for stage, held in line.commitments(key))
    total = sum((amount.amount for _, _, amount in holds), surplus)
    if total:
        _open_like(work, command.entity, target, line)
        over = HandOver(line.committed(), command.to_period, line.money(surplus), ref)
        act_on_line(work, command.entity, command.cost_object, over)
        act_on_line(work, command.entity, target, TakeOver(line.money(total), holds, ref))
    return ref


def _permitted(work: Work, entity: str, cost_object: CostObject) -> Ref:
    work.permit(entity)
    known_entity(work, entity)
    key = budget_key(entity, cost_object)
    return Ref(kind="budget_line", id=stream_id("budget_line", key), number=key, entity=entity)


def _open_like(work: Work, entity: str, cost_object: CostObject, line: BudgetLine) -> None:
    """The line of the next period, where nobody has opened it: without a budget of its own, controlled as before."""
    if line_of(work, entity, cost_object).currency:
        return
    opened = OpenBudgetLine(
        entity=entity,
        cost_object=cost_object,
        amount=line.money(Decimal(0)),
        control=line.control,
        controls=line.controls,
    )
    work.act(BUDGET_LINE, stream_id("budget_line", budget_key(entity, cost_object)), opened)
    _enrol(work, entity, cost_object)


def _enrol(work: Work, entity: str, cost_object: CostObject) -> None:
    stream = stream_id("budget_series", series_key(entity, cost_object))
    work.act(BUDGET_SERIES, stream, AddPeriod(entity, cost_object))
