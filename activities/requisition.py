"""Commands on requisitions: submission reserves funds, conclusion and withdrawal give them back, all in one transaction."""

from activities._registry import document, handles
from activities.approval import call_off, need_route, take_over
from activities.budget_line import move_funds
from activities.candidates import Candidates
from activities.master_data import known_entity
from activities.policies import Policies
from activities.requisition_lines import check_lines
from activities.tax_code import taxed_lines
from aggregates.budget_line import Release, Reserve
from aggregates.requisition import REQUISITION, Create, Requisition, Submit, hold_key
from aggregates.tax_code import TAX_CODE
from contracts.requisition import (
    CloseRequisition,
    CloseRequisitionShort,
    ConcludeRequisition,
    CreateRequisition,
    ExpireRequisition,
    ParkRequisition,
    ReviseRequisition,
    SubmitRequisition,
    WithdrawRequisition,
    line_amount,
)
from contracts.values import Money, Ref
from events.requisition import TaxedLine
from store.work import Work


@handles(CreateRequisition)
def create(work: Work, command: CreateRequisition, _policies: Policies) -> Ref:
    """Draft a requisition under a new number."""
    work.permit(command.entity)
    known_entity(work, command.entity)
    check_lines(work, command.entity, command.lines)
    ref = work.new_ref("requisition", "PR", command.entity)
    work.act(REQUISITION, ref.id, Create(command, ref))
    return ref


@handles(ReviseRequisition)
def revise(work: Work, command: ReviseRequisition, _policies: Policies) -> Ref:
    """Replace the lines."""
    _, ref = document(work, REQUISITION, command.requisition)
    check_lines(work, ref.entity, command.lines)
    work.act(REQUISITION, ref.id, command)
    return ref


@handles(SubmitRequisition, nominated=True)
def submit(work: Work, command: SubmitRequisition, policies: Policies, candidates: Candidates) -> Ref:
    """Submit, reserving the funds of every line; refused when no approval route covers the amount."""
    before, ref = document(work, REQUISITION, command.requisition)
    taxes = _taxes(work, before)
    state = work.act(REQUISITION, ref.id, Submit(policies.requisition_expires_after_days, taxes))
    if state.round == before.round:
        return ref
    check_lines(work, ref.entity, state.lines)
    need_route(work, policies, state.asked, candidates)
    for line in state.lines:
        net = line_amount(line, state.currency)
        tax = Money(amount=state.tax_of(line.line, net.amount), currency=net.currency)
        move_funds(work, ref.entity, line.cost_object, Reserve(hold_key(ref.id, line.line), net + tax, ref))
    return ref


def _taxes(work: Work, state: Requisition) -> tuple[TaxedLine, ...]:
    """A code without a revision of today is left to `check_lines`, which refuses it after what the document refuses."""
    today = work.now.date()
    return tuple(taxed_lines(state.lines, state.currency, lambda code: work.load_by_key(TAX_CODE, code).on(today)))


@handles(WithdrawRequisition)
def withdraw(work: Work, command: WithdrawRequisition, _policies: Policies) -> Ref:
    """Withdraw, with its reservations and its open approval."""
    before, ref = document(work, REQUISITION, command.requisition)
    state = work.act(REQUISITION, ref.id, command)
    if state.status != before.status:
        _release_reservations(work, state, ref)
        call_off(work, state.asked, command.why)
    return ref


@handles(ExpireRequisition)
def expire(work: Work, command: ExpireRequisition, _policies: Policies) -> Ref:
    """Give back what nobody decided on or ordered in time, with an approval that is still open."""
    before, ref = document(work, REQUISITION, command.requisition)
    state = work.act(REQUISITION, ref.id, command)
    if state != before:
        _release_reservations(work, state, ref)
        call_off(work, state.asked, "expired")
    return ref


@handles(CloseRequisitionShort)
def close_short(work: Work, command: CloseRequisitionShort, _policies: Policies) -> Ref:
    """Order nothing more: what is still reserved returns to the budget."""
    before, ref = document(work, REQUISITION, command.requisition)
    state = work.act(REQUISITION, ref.id, command)
    if not before.closed_short:
        _release_reservations(work, state, ref)
    return ref


@handles(ConcludeRequisition)
def conclude(work: Work, command: ConcludeRequisition, _policies: Policies) -> Ref:
    """Carry over the verdict of its approval, which must exist for exactly this content."""
    state, ref = document(work, REQUISITION, command.requisition)
    take_over(work, state.asked, command.approval, command.verdict)
    state = work.act(REQUISITION, ref.id, command)
    if state.status in ("rejected", "returned"):
        _release_reservations(work, state, ref)
    return ref


@handles(CloseRequisition)
@handles(ParkRequisition)
def follow_up(work: Work, command: CloseRequisition | ParkRequisition, _policies: Policies) -> Ref:
    """Follow-ups of the process that concern the requisition alone."""
    _, ref = document(work, REQUISITION, command.requisition)
    work.act(REQUISITION, ref.id, command)
    return ref


def _release_reservations(work: Work, state: Requisition, ref: Ref) -> None:
    for line in state.lines:
        move_funds(work, ref.entity, line.cost_object, Release("pre_encumbered", hold_key(ref.id, line.line), ref))
