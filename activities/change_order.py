"""Commands on change orders: the conclusion moves contract and budgets in one transaction, or nothing."""

from decimal import Decimal

from activities._registry import document, handles
from activities.approval import call_off, need_route, take_over
from activities.budget_line import move_funds
from activities.contract import new_cost_objects
from activities.item import usable_items
from activities.policies import Policies
from activities.tax_code import known_tax_codes
from aggregates.budget_line import Adjust
from aggregates.change_order import CHANGE_ORDER, ChangeOrder, Draft, Submit
from aggregates.contract import CONTRACT, Change, Contract
from bots.contract_terms import exposed, replanned, same_thing
from contracts.change_order import (
    ChangeTerms,
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
    found, agreement = document(work, CONTRACT, command.agreement)
    _check_lines(work, found, command.terms)
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
    _check_lines(work, _contract(work, state), state.terms)
    need_route(work, policies, state.asked)
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
def revise(work: Work, command: ReviseChangeOrder, _policies: Policies) -> Ref:
    """Replace the terms; what they price anew may be ordered."""
    state, ref = document(work, CHANGE_ORDER, command.change_order)
    _check_lines(work, _contract(work, state), command.terms)
    work.act(CHANGE_ORDER, ref.id, command)
    return ref


@handles(ParkChangeOrder)
def park(work: Work, command: ParkChangeOrder, _policies: Policies) -> Ref:
    """Wait for a person: contract or budget refused what is approved."""
    _, ref = document(work, CHANGE_ORDER, command.change_order)
    work.act(CHANGE_ORDER, ref.id, command)
    return ref


def _contract(work: Work, state: ChangeOrder) -> Contract:
    assert state.agreement is not None
    return work.load(CONTRACT, state.agreement.id)


def _check_lines(work: Work, agreed: Contract, terms: ChangeTerms | None) -> None:
    """A line that prices what the contract prices in it already is as good as the contract. Raises Refused."""
    assert terms is not None
    assert agreed.terms is not None
    old = {line.line: line for line in agreed.terms.lines}
    usable_items(work, ((new.item, new.unit) for new in terms.lines if not same_thing(old.get(new.line), new)))
    known_tax_codes(work, terms.lines)
    assert agreed.ref is not None
    new_cost_objects(work, agreed.ref.entity, terms.lines, agreed.terms.lines)


def _exposed(work: Work, state: ChangeOrder) -> Decimal:
    assert state.terms is not None
    agreed = _contract(work, state)
    assert agreed.terms is not None
    dearer = exposed(agreed.terms, state.terms, agreed.ordered_quantity, agreed.remaining)
    return max(dearer, replanned(agreed.terms, state.terms))


def _apply(work: Work, state: ChangeOrder, ref: Ref) -> None:
    """Alter the contract, and the budget of each cost object. Raises Refused, and then nothing is altered."""
    assert state.agreement is not None
    assert state.terms is not None
    work.act(CONTRACT, state.agreement.id, Change(ref, state.terms))
    for delta in state.terms.budget:
        move_funds(work, ref.entity, delta.cost_object, Adjust(delta.amount, ref))
