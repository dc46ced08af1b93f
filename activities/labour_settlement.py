"""Commands on settlements of day labour: accounts, budgets and the settlement move in one transaction."""

from decimal import Decimal

from activities._registry import document, handles
from activities.budget_line import move_funds
from activities.labour_account import account_ref, act, known_worker
from activities.labour_sheet import funds_key
from activities.master_data import known_entity
from activities.policies import Policies
from activities.wages_owed import settle_wages
from aggregates.budget_line import FundsCommand, Restore, Spend
from aggregates.budget_line import Pay as PayFunds
from aggregates.duties import apart
from aggregates.labour_account import LABOUR_ACCOUNT, Claim, Free, Pay
from aggregates.labour_settlement import LABOUR_SETTLEMENT, LabourSettlement, Propose
from contracts.labour_settlement import (
    ApproveLabourSettlement,
    PayLabourSettlement,
    ProposeLabourSettlement,
    WithdrawLabourSettlement,
)
from contracts.values import Ref, money
from events.labour_settlement import SettledItem, SettlementLine
from store.work import Refused, Work

ZERO = Decimal(0)


@handles(ProposeLabourSettlement)
def propose(work: Work, command: ProposeLabourSettlement, _policies: Policies) -> Ref:
    """Propose what is outstanding to the workers; their wages and advances belong to this settlement from now on."""
    work.permit(command.entity)
    known_entity(work, command.entity)
    ref = work.new_ref("labour_settlement", "LP", command.entity)
    found = (_claimed(work, command, ref, worker) for worker in dict.fromkeys(command.workers))
    lines = tuple(line for line in found if line)
    for line in lines:
        expected, given = lines[0].amount.currency, line.amount.currency
        if given != expected:
            raise work.refuse("currency-mismatch", expected=expected, given=given)
    work.act(LABOUR_SETTLEMENT, ref.id, Propose(ref, command.until, lines))
    return ref


def _claimed(work: Work, command: ProposeLabourSettlement, ref: Ref, code: str) -> SettlementLine | None:
    worker = known_worker(work, command.entity, code)
    before = work.load(LABOUR_ACCOUNT, account_ref(command.entity, code).id)
    act(work, command.entity, code, Claim(command.entity, code, ref, command.until, worker.currency))
    claim = work.load(LABOUR_ACCOUNT, account_ref(command.entity, code).id).claims.get(ref.id)
    if claim is None:
        return None
    earned, _ = before.open_until(command.until)
    items = tuple(
        SettledItem(sheet=entry.sheet, line=entry.line, cost_object=entry.cost_object, amount=entry.amount)
        for entry in earned.values()
    )
    gross = money(sum((item.amount.amount for item in items), ZERO), worker.currency)
    figures = {"earned": gross, "advanced": gross - claim.amount, "amount": claim.amount}
    return SettlementLine(worker=code, name=worker.name, **figures, items=items)


@handles(ApproveLabourSettlement)
@handles(PayLabourSettlement)
@handles(WithdrawLabourSettlement)
def conclude(
    work: Work, command: ApproveLabourSettlement | PayLabourSettlement | WithdrawLabourSettlement, _policies: Policies
) -> Ref:
    """Approve a settlement, record that it was paid, or drop it; budgets and accounts follow."""
    before, ref = document(work, LABOUR_SETTLEMENT, command.settlement)
    after = work.act(LABOUR_SETTLEMENT, ref.id, command)
    if after.status == before.status:
        return ref
    if not isinstance(command, WithdrawLabourSettlement):
        _refuse_makers(work, ref.entity, after)
    settle_wages(work, after, ref)
    for line in after.lines:
        if after.status != "approved":
            step = Pay if after.status == "paid" else Free
            act(work, ref.entity, line.worker, step(ref.entity, line.worker, ref))
        for item in line.items:
            if funds := _funds(before, after, ref, item):
                move_funds(work, ref.entity, item.cost_object, funds)
    return ref


def _refuse_makers(work: Work, entity: str, settlement: LabourSettlement) -> None:
    """Whoever made a worker, or says what he costs, does not have him paid. Raises Refused."""
    for line in settlement.lines:
        makers = known_worker(work, entity, line.worker).makers
        if refusal := apart("worker-maker-is-wage-approver", work.facts, makers, worker=line.worker):
            raise Refused(refusal)


def _funds(before: LabourSettlement, after: LabourSettlement, ref: Ref, item: SettledItem) -> FundsCommand | None:
    """Accrued -> actual when approved -> paid when paid; withdrawn after its approval, actual -> accrued."""
    key, amount = funds_key(item.sheet, item.line), item.amount
    match after.status:
        case "approved":
            return Spend(key, amount, amount, ref)
        case "paid":
            return PayFunds(key, amount, ref)
        case _ if before.status == "approved":
            return Restore(key, amount, amount, money(ZERO, amount.currency), ref)
        case _:
            return None
