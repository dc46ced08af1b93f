"""Commands on funds plans: drafted, submitted, and in force with the last vote that approves, in its transaction."""

from activities._registry import document, handles
from activities.approval import FOLLOWERS, ask_at_once, call_off, conclude_at_once
from activities.fund_account import known_fund_account
from activities.master_data import known_entity
from activities.policies import Policies
from activities.project import known_project
from aggregates.approval_state import Approval
from aggregates.funds_plan import FUNDS_PLAN
from aggregates.funds_plan_commands import Draft, plan_key
from contracts.funds_plan import (
    DraftFundsPlan,
    PlannedInflow,
    PlannedOutflow,
    SubmitFundsPlan,
    WithdrawFundsPlan,
)
from contracts.values import Ref
from events.funds_plan import InflowLine, OutflowLine
from store.work import Work


@handles(DraftFundsPlan)
def draft(work: Work, command: DraftFundsPlan, _policies: Policies) -> Ref:
    """Draft a version over fund accounts of the plan's project and currency."""
    work.permit(command.entity)
    known_entity(work, command.entity)
    if command.project:
        known_project(work, command.entity, command.project)
    inflows = tuple(InflowLine(**{**dict(line), "account": _account(work, command, line)}) for line in command.inflows)
    outflows = tuple(
        OutflowLine(**{**dict(line), "account": _account(work, command, line)}) for line in command.outflows
    )
    key = plan_key(command.entity, command.project, command.month, command.currency)
    known = work.load_by_key(FUNDS_PLAN, key)
    ref = known.ref or work.new_ref("funds_plan", "FP", command.entity, key)
    of = (command.project, command.month, command.currency)
    work.act(FUNDS_PLAN, ref.id, Draft(ref, *of, inflows, outflows, command.why))
    return ref


def _account(work: Work, command: DraftFundsPlan, line: PlannedInflow | PlannedOutflow) -> Ref:
    state, ref = known_fund_account(work, command.entity, line.account)
    assert state.opened is not None
    if state.opened.project != command.project:
        of, plan = state.opened.project or "-", command.project or "-"
        raise work.refuse("fund-account-of-other-plan", account=ref, project=of, plan=plan)
    if state.opened.currency != command.currency:
        raise work.refuse("currency-mismatch", expected=command.currency, given=state.opened.currency)
    return ref


@handles(SubmitFundsPlan)
def submit(work: Work, command: SubmitFundsPlan, policies: Policies) -> Ref:
    """Ask for approval of the draft."""
    before, ref = document(work, FUNDS_PLAN, command.plan)
    after = work.act(FUNDS_PLAN, ref.id, command)
    if after.asks and not before.asks:
        assert after.asked is not None
        ask_at_once(work, policies, after.asked)
    return ref


@handles(WithdrawFundsPlan)
def withdraw(work: Work, command: WithdrawFundsPlan, _policies: Policies) -> Ref:
    """Take the newest version back, with its approval."""
    before, ref = document(work, FUNDS_PLAN, command.plan)
    work.act(FUNDS_PLAN, ref.id, command)
    if before.asks:
        call_off(work, before.asked, command.why)
    return ref


def conclude(work: Work, approval: Approval) -> None:
    """The approval of its newest version ended."""
    conclude_at_once(work, FUNDS_PLAN, approval)


FOLLOWERS["funds_plan"] = conclude
