"""A payment run held against the funds plan of its month: stopped, warned of, or let go, as the policies say."""

from datetime import date
from decimal import Decimal

from activities.policies import Policies
from aggregates.fund_account import FUND_ACCOUNT
from aggregates.funds_plan import FUNDS_PLAN, FundsPlan
from aggregates.funds_plan_commands import plan_key
from contracts.funds_plan import BeyondPlan
from contracts.values import Money, Ref, month_of
from store.work import Work

ZERO = Decimal(0)


def plan_month(work: Work, execution: date) -> str:
    """The month whose plan a run uses: that of its execution, but none that is over when it is released."""
    return month_of(max(execution, work.now.date()))


def held_against_plan(
    work: Work, policies: Policies, account: Ref | None, month: str, wanted: Money
) -> BeyondPlan | None:
    """What a warning says of a run that goes beyond the plan. Raises Refused where the policies stop it.

    Account and plan are read here, and so guarded: no other run can use the same room at the same time.
    """
    if account is None or not wanted.amount:
        return None
    plan, used = _standing(work, account, month, wanted.currency)
    found = plan.beyond(account, month, used, wanted)
    if found is None:
        return None
    control = _control(policies, found.planned)
    if control == "stop":
        _refuse(work, found)
    return found if control == "warn" else None


def room_in_plan(work: Work, policies: Policies, account: Ref | None, month: str, currency: str) -> Decimal | None:
    """What may still leave an account in a month where the policies stop what goes beyond; None where nothing stops."""
    if account is None:
        return None
    plan, used = _standing(work, account, month, currency)
    planned = plan.planned(account.id)
    if _control(policies, planned) != "stop":
        return None
    return max(planned.amount - used, ZERO) if planned else ZERO


def _standing(work: Work, account: Ref, month: str, currency: str) -> tuple[FundsPlan, Decimal]:
    """The plan of an account in a month, and what of the month is used."""
    state = work.load(FUND_ACCOUNT, account.id)
    assert state.opened is not None
    plan = work.load_by_key(FUNDS_PLAN, plan_key(account.entity, state.opened.project, month, currency))
    return plan, state.used.get(month, ZERO)


def _control(policies: Policies, planned: Money | None) -> str:
    return policies.funds_plan.without_plan if planned is None else policies.funds_plan.beyond


def _refuse(work: Work, found: BeyondPlan) -> None:
    if found.planned is None:
        raise work.refuse("no-funds-plan", account=found.account, month=found.month, wanted=found.wanted)
    left = found.planned - found.used
    raise work.refuse(
        "beyond-funds-plan",
        account=found.account,
        month=found.month,
        planned=found.planned,
        left=left,
        wanted=found.wanted,
    )
