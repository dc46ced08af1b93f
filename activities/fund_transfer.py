"""Commands on transfers between fund accounts: reserved when asked for, moved by the last vote, in its transaction."""

from activities._registry import document, handles
from activities.approval import FOLLOWERS, ask_at_once, call_off, conclude_at_once
from activities.fund_account import known_fund_account, move
from activities.policies import Policies
from aggregates.approval_state import Approval
from aggregates.fund_account import FUND_ACCOUNT
from aggregates.fund_account_commands import Release, Reserve
from aggregates.fund_transfer import FUND_TRANSFER, FundTransfer, Propose
from contracts.fund_transfer import ProposeFundTransfer, WithdrawFundTransfer
from contracts.values import Ref
from store.work import Work


@handles(ProposeFundTransfer)
def propose(work: Work, command: ProposeFundTransfer, policies: Policies) -> Ref:
    """Ask for a transfer; the source has the money reserved for it from now on."""
    work.permit(command.entity)
    _, source = known_fund_account(work, command.entity, command.source)
    target_state, target = known_fund_account(work, command.entity, command.target)
    assert target_state.opened is not None
    if target_state.opened.currency != command.amount.currency:
        raise work.refuse("currency-mismatch", expected=target_state.opened.currency, given=command.amount.currency)
    ref = work.new_ref("fund_transfer", "FT", command.entity)
    state = work.act(FUND_TRANSFER, ref.id, Propose(ref, source, target, command.amount, command.why))
    work.act(FUND_ACCOUNT, source.id, Reserve(command.amount, ref))
    assert state.asked is not None
    ask_at_once(work, policies, state.asked)
    return ref


@handles(WithdrawFundTransfer)
def withdraw(work: Work, command: WithdrawFundTransfer, _policies: Policies) -> Ref:
    """Take it back, with its approval and what it had reserved."""
    before, ref = document(work, FUND_TRANSFER, command.transfer)
    work.act(FUND_TRANSFER, ref.id, command)
    if before.asks and before.proposed:
        work.act(FUND_ACCOUNT, before.proposed.source.id, Release(ref))
        call_off(work, before.asked, command.why)
    return ref


def conclude(work: Work, approval: Approval) -> None:
    """Its approval ended: approved, both accounts move; else what was reserved is available again."""
    before: FundTransfer | None = conclude_at_once(work, FUND_TRANSFER, approval)
    if before is None or before.proposed is None or before.ref is None:
        return
    asked, ref = before.proposed, before.ref
    if approval.result == "approved":
        move(work, asked.source, asked.target, asked.amount, ref, asked.why)
    else:
        work.act(FUND_ACCOUNT, asked.source.id, Release(ref))


FOLLOWERS["fund_transfer"] = conclude
