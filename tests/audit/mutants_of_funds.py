"""Fund accounts that were tampered with: what no command could have stored."""

from contracts.funds_plan import BeyondPlan
from contracts.ids import stream_id
from contracts.values import Ref
from events.fund_account import (
    FundAccountMovedIn,
    FundAccountMovedOut,
    FundAccountOpened,
    FundAccountPaid,
    FundAccountReleased,
    FundAccountReserved,
    FundAccountReturned,
)
from events.funds_plan import AccountPlan, FundsPlanConcluded, FundsPlanDrafted, OutflowLine
from events.payment_run import PaymentRunProposed, PaymentRunReleased
from tests.audit.house import House
from tests.audit.mutants import euros, fresh_run, mutant

PLAN, RUN, PAYABLE, OTHER = (
    Ref(kind=kind, id=stream_id(kind, "tampered"), number=kind, entity="ACME")
    for kind in ("funds_plan", "payment_run", "payable", "fund_account")
)


def _account(house: House) -> Ref:
    ref = Ref(kind="fund_account", id=stream_id("fund_account", "ACME:F"), number="F", entity="ACME")
    about = {"name": "F", "purpose": "operating", "currency": "EUR", "bank_account": "DE1"}
    house.append(
        ref.id, FundAccountOpened.model_validate({**about, "ref": ref, "opening": euros("10"), "opened_by": "paul"})
    )
    return ref


@mutant("I2", "fund-account-below-zero")
def reserve_what_is_not_there(house: House) -> None:
    ref = _account(house)
    house.append(ref.id, FundAccountReserved(ref=ref, amount=euros("10.01"), cause=RUN))


@mutant("I2", "fund-account-below-zero")
def move_what_is_not_there(house: House) -> None:
    ref = _account(house)
    house.append(ref.id, FundAccountMovedOut(ref=ref, amount=euros("10.01"), counterpart=OTHER, why="w"))


@mutant("I2", "fund-reservation-below-zero")
def pay_more_than_reserved(house: House) -> None:
    ref = _account(house)
    house.append(ref.id, FundAccountReserved(ref=ref, amount=euros("1"), cause=RUN))
    house.append(ref.id, FundAccountPaid(ref=ref, amount=euros("1.01"), cause=RUN, of=PAYABLE))


@mutant("I2", "fund-payment-unlike-bank")
def pay_without_the_bank(house: House) -> None:
    ref = _account(house)
    house.append(ref.id, FundAccountReserved(ref=ref, amount=euros("1"), cause=RUN))
    house.append(ref.id, FundAccountPaid(ref=ref, amount=euros("1"), cause=RUN, of=PAYABLE))


@mutant("I2", "fund-transfer-unlike-approved")
def receive_from_nowhere(house: House) -> None:
    ref = _account(house)
    house.append(ref.id, FundAccountMovedIn(ref=ref, amount=euros("1"), counterpart=OTHER, why="w"))


def _reserved(house: House, month: str = "2026-11") -> Ref:
    ref = _account(house)
    house.append(ref.id, FundAccountReserved(ref=ref, amount=euros("4"), cause=RUN, month=month))
    return ref


@mutant("I2", "plan-room-elsewhere")
def give_room_back_to_another_month(house: House) -> None:
    ref = _reserved(house)
    house.append(ref.id, FundAccountReleased(ref=ref, amount=euros("4"), cause=RUN, month="2026-12"))


@mutant("I2", "plan-room-elsewhere")
def give_no_room_back(house: House) -> None:
    ref = _reserved(house)
    house.append(ref.id, FundAccountReleased(ref=ref, amount=euros("4"), cause=RUN))


@mutant("I2", "plan-room-elsewhere")
def give_more_room_back_than_was_taken(house: House) -> None:
    ref = _reserved(house)
    house.append(ref.id, FundAccountPaid(ref=ref, amount=euros("4"), cause=RUN, of=PAYABLE))
    house.append(ref.id, FundAccountReturned(ref=ref, amount=euros("4.01"), cause=RUN, of=PAYABLE, month="2026-11"))


@mutant("I2", "plan-room-elsewhere")
def use_the_plan_twice_by_one_transfer(house: House) -> None:
    ref = _reserved(house)
    moved = {"amount": euros("4"), "counterpart": OTHER, "cause": RUN, "why": "w", "month": "2026-11"}
    house.append(ref.id, FundAccountMovedOut(ref=ref, **moved))


def _planned(house: House, account: Ref, outflow: str = "10", version: int = 1) -> None:
    line = OutflowLine(account=account, amount=euros("10"), purpose="all")
    about = {"ref": PLAN, "version": 1, "month": "2026-11"}
    drafted = FundsPlanDrafted(**about, author="paul", currency="EUR", outflows=(line,), why="w", content_hash="a" * 64)
    approved = AccountPlan(account=account, inflow=euros("0"), outflow=euros(outflow))
    ended = {"approval": PLAN.id, "verdict": "approved", "accounts": (approved,)}
    house.append(PLAN.id, drafted, FundsPlanConcluded(**{**about, **ended, "version": version}))


@mutant("I2", "funds-plan-unlike-draft")
def bring_more_into_force_than_was_drafted(house: House) -> None:
    _planned(house, _account(house), "10.01")


@mutant("I2", "funds-plan-unlike-draft")
def bring_another_version_into_force(house: House) -> None:
    _planned(house, _account(house), version=2)


def warned(house: House, planned: str | None, used: str, more: str = "0") -> None:
    """A forged run that says how it stands to a plan of 10, of which 4 are used."""
    account = _reserved(house)
    _planned(house, account)
    total = house.newest(PaymentRunProposed).total
    plan = planned and euros(planned)
    figures = {"month": "2026-11", "planned": plan, "used": euros(used), "wanted": total + euros(more)}
    fresh_run(house, beyond_plan=BeyondPlan(account=account, **figures))


@mutant("I2", "plan-warning-untrue")
def say_that_less_is_used(house: House) -> None:
    warned(house, "10", "3.99")


@mutant("I2", "plan-warning-untrue")
def say_that_more_is_planned(house: House) -> None:
    warned(house, "10.01", "4")


@mutant("I2", "plan-warning-untrue")
def say_that_nothing_is_planned(house: House) -> None:
    warned(house, None, "4")


@mutant("I2", "plan-warning-untrue")
def say_that_the_run_is_smaller(house: House) -> None:
    warned(house, "10", "4", "-0.01")


@mutant("I2", "plan-warning-untrue")
def say_something_else_at_the_release(house: House) -> None:
    warned(house, "10", "4")
    run: PaymentRunProposed = house.newest(PaymentRunProposed)
    assert run.beyond_plan is not None
    told = run.beyond_plan.model_copy(update={"used": euros("0")})
    released = {"released_by": "tess", "content_hash": run.content_hash, "beyond_plan": told}
    house.append(run.ref.id, PaymentRunReleased(ref=run.ref, **released))
