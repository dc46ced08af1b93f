"""Commands on budget changes: an approved one changes the budgets in the transaction of its conclusion, or nothing."""

from activities._registry import document, handles
from activities.approval import call_off, need_route, take_over
from activities.budget_funds import act_on_line, line_of, refuse_closed
from activities.master_data import known_entity
from activities.policies import Policies
from aggregates.budget_change import BUDGET_CHANGE, Ask, BudgetChange
from aggregates.budget_line import Adjust, GrantException
from contracts.budget_change import (
    AskBudgetChange,
    ConcludeBudgetChange,
    ParkBudgetChange,
    ReviseBudgetChange,
    WithdrawBudgetChange,
)
from contracts.values import CostObject, Money, Ref
from store.work import Work


@handles(AskBudgetChange)
def ask(work: Work, command: AskBudgetChange, policies: Policies) -> Ref:
    """Ask; refused at once where the conclusion would be refused now, or no approval route covers the amount."""
    work.permit(command.entity)
    known_entity(work, command.entity)
    ref = work.new_ref("budget_change", "BC", command.entity)
    state = work.act(BUDGET_CHANGE, ref.id, Ask(ref, command.terms))
    _rehearse(work, state, ref, policies)
    return ref


@handles(ReviseBudgetChange)
def revise(work: Work, command: ReviseBudgetChange, policies: Policies) -> Ref:
    """Ask again."""
    _, ref = document(work, BUDGET_CHANGE, command.budget_change)
    state = work.act(BUDGET_CHANGE, ref.id, command)
    _rehearse(work, state, ref, policies)
    return ref


@handles(ConcludeBudgetChange)
def conclude(work: Work, command: ConcludeBudgetChange, _policies: Policies) -> Ref:
    """Carry over the verdict of its approval; an approved change changes the budgets with it."""
    before, ref = document(work, BUDGET_CHANGE, command.budget_change)
    take_over(work, before.asked, command.approval, command.verdict)
    state = work.act(BUDGET_CHANGE, ref.id, command)
    if before.asks and state.status == "approved":
        _apply(work, state, ref)
    return ref


@handles(WithdrawBudgetChange)
def withdraw(work: Work, command: WithdrawBudgetChange, _policies: Policies) -> Ref:
    """Take it back, with its open approval."""
    before, ref = document(work, BUDGET_CHANGE, command.budget_change)
    work.act(BUDGET_CHANGE, ref.id, command)
    if before.asks:
        call_off(work, before.asked, command.why)
    return ref


@handles(ParkBudgetChange)
def park(work: Work, command: ParkBudgetChange, _policies: Policies) -> Ref:
    """It waits for a person."""
    _, ref = document(work, BUDGET_CHANGE, command.budget_change)
    work.act(BUDGET_CHANGE, ref.id, command)
    return ref


def _rehearse(work: Work, state: BudgetChange, ref: Ref, policies: Policies) -> None:
    need_route(work, policies, state.asked)
    _apply(work.rehearsal(), state, ref)


def _apply(work: Work, state: BudgetChange, ref: Ref) -> None:
    """Both lines of a transfer, or the one of an exception. Raises Refused, and then nothing is changed."""
    terms = state.terms
    assert terms is not None
    if terms.to is None:
        grant = GrantException(terms.amount, terms.document, terms.until, ref)
        _on(work, ref, terms.cost_object, grant)
        return
    less = Money(amount=-terms.amount.amount, currency=terms.amount.currency)
    _on(work, ref, terms.cost_object, Adjust(less, ref))
    _on(work, ref, terms.to, Adjust(terms.amount, ref))


def _on(work: Work, ref: Ref, cost_object: CostObject, command: Adjust | GrantException) -> None:
    if line_of(work, ref.entity, cost_object).currency:
        refuse_closed(work, ref.entity, cost_object)
    act_on_line(work, ref.entity, cost_object, command)
