"""Commands on settlements of contracts: what people and time decide about fines, defects, milestones and retention."""

from decimal import Decimal

from activities._registry import document, handles
from activities.instalments import settle_instalment, under
from activities.policies import Policies
from aggregates.contract import CONTRACT
from aggregates.payable import PAYABLE, LetGo, Reduce
from aggregates.settlement import SETTLEMENT, Ask, Asked
from aggregates.settlement_under import Under
from bots.settlement import total
from contracts.settlement import (
    AcceptCompletion,
    ApproveDeduction,
    ClaimDefect,
    ClearDefect,
    ConfirmMilestone,
    DropDeduction,
    ProposeDeduction,
    ReachMilestone,
    ReleaseRetention,
)
from contracts.values import Ref, money
from events.settlement import ReleasedRetention
from store.work import Work

ZERO = Decimal(0)


@handles(ProposeDeduction)
@handles(ApproveDeduction)
@handles(DropDeduction)
@handles(AcceptCompletion)
@handles(ClaimDefect)
@handles(ClearDefect)
@handles(ConfirmMilestone)
@handles(ReachMilestone)
def ask(work: Work, command: Asked, _policies: Policies) -> Ref:
    """What concerns the settlement alone, of a contract that is or was in force."""
    terms = _binding(work, command)
    work.act(SETTLEMENT, terms.ref.id, Ask(terms, command))
    return terms.ref


@handles(ReleaseRetention)
def release(work: Work, command: ReleaseRetention, _policies: Policies) -> Ref:
    """What was kept of the bills is due, less fines and deductions that are still open."""
    terms = _binding(work, command)
    before = work.load(SETTLEMENT, terms.ref.id)
    after = work.act(SETTLEMENT, terms.ref.id, Ask(terms, command))
    if after.last_release is not None and before.last_release is None:
        for one in after.last_release.released:
            _let_go(work, terms, one)
            work.act(PAYABLE, one.payable.id, LetGo(after.last_release.due_date))
    return terms.ref


def _let_go(work: Work, terms: Under, one: ReleasedRetention) -> None:
    """What is set off against it is paid in that way; where nothing is left, the bill is paid."""
    off = total((taken.amount for taken in one.taken), one.amount.currency)
    if off.amount and work.act(PAYABLE, one.payable.id, Reduce(off, terms.ref)).over:
        settle_instalment(work, one.invoice, one.payable, money(ZERO, off.currency))


def _binding(work: Work, command: Asked) -> Under:
    state, ref = document(work, CONTRACT, command.agreement)
    if state.status not in ("signed", "expired", "terminated"):
        valid_from = state.terms.valid_from if state.terms else ""
        raise work.refuse("contract-not-active", number=ref, status=state.status, valid_from=valid_from)
    return under(work, ref.id)
