"""Commands on change orders: the conclusion moves contract and budgets in one transaction, or nothing."""

from decimal import Decimal

from activities._registry import document, handles
from activities.approval import call_off, need_route, take_over
from activities.budget_line import move_funds
from activities.policies import Policies
from activities.tax_code import known_tax_codes
from aggregates.budget_line import Adjust
from aggregates.change_order import CHANGE_ORDER, ChangeOrder, Draft, Submit
from aggregates.contract import CONTRACT, Change
from bots.contract_terms import exposed
from contracts.change_order import (
    ConcludeChangeOrder,
    DraftChangeOrder,
    ParkChangeOrder,
    ReviseChangeOrder,
    SubmitChangeOrder,
    WithdrawChangeOrder,
)
from contracts.values import Ref
from store.work import Work


@handles(DraftChangeOrder)
def draft(work: Work, command: DraftChangeOrder, _policies: Policies) -> Ref:
    """Draft a change of a contract under a new number."""
    _, agreement = document(work, CONTRACT, command.agreement)
    known_tax_codes(work, command.terms.lines)
    ref = work.new_ref("change_order", "CO", agreement.entity)
    work.act(CHANGE_ORDER, ref.id, Draft(ref, agreement, command.terms))
    return ref


@handles(SubmitChangeOrder)
def submit(work: Work, command: SubmitChangeOrder, policies: Policies) -> Ref:
    """Submit; refused at once where the conclusion would be refused now, or no approval route covers what is at stake."""
    before, ref = document(work, CHANGE_ORDER, command.change_order)
    state = work.act(CHANGE_ORDER, ref.id, Submit(_exposed(work, before)))
    if state.round == before.round:
        return ref
    if state.at_stake:
        need_route(work, policies, "change_order", state.at_stake, "change order")
    known_tax_codes(work, state.terms.lines if state.terms else ())
    _apply(work.rehearsal(), state, ref)
    return ref


@handles(ConcludeChangeOrder)
def conclude(work: Work, command: ConcludeChangeOrder, _policies: Policies) -> Ref:
    """Carry over the verdict of its approval; an approved change alters contract and budgets with it."""
    before, ref = document(work, CHANGE_ORDER, command.change_order)
    take_over(work, before.asked, command.approval, command.verdict)
    state = work.act(CHANGE_ORDER, ref.id, command)
    if before.asks and state.status == "approved":
        _apply(work, state, ref)
    return ref


@handles(WithdrawChangeOrder)
def withdraw(work: Work, command: WithdrawChangeOrder, _policies: Policies) -> Ref:
    """Take it back, with its open approval."""
    before, ref = document(work, CHANGE_ORDER, command.change_order)
    work.act(CHANGE_ORDER, ref.id, command)
    if before.asks:
        call_off(work, before.asked, command.why)
    return ref


@handles(ReviseChangeOrder)
@handles(ParkChangeOrder)
def alone(work: Work, command: ReviseChangeOrder | ParkChangeOrder, _policies: Policies) -> Ref:
    """What concerns the change order alone."""
    _, ref = document(work, CHANGE_ORDER, command.change_order)
    work.act(CHANGE_ORDER, ref.id, command)
    return ref


def _exposed(work: Work, state: ChangeOrder) -> Decimal:
    assert state.agreement is not None
    assert state.terms is not None
    agreed = work.load(CONTRACT, state.agreement.id)
    assert agreed.terms is not None
    return exposed(agreed.terms, state.terms, agreed.ordered_quantity, agreed.remaining)


def _apply(work: Work, state: ChangeOrder, ref: Ref) -> None:
    """Alter the contract, and the budget of each cost object. Raises Refused, and then nothing is altered."""
    assert state.agreement is not None
    assert state.terms is not None
    work.act(CONTRACT, state.agreement.id, Change(ref, state.terms))
    for delta in state.terms.budget:
        move_funds(work, ref.entity, delta.cost_object, Adjust(delta.amount, ref))
