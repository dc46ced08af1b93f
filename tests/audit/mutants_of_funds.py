"""Fund accounts that were tampered with: what no command could have stored."""

from contracts.ids import stream_id
from contracts.values import Ref
from events.fund_account import (
    FundAccountMovedIn,
    FundAccountMovedOut,
    FundAccountOpened,
    FundAccountPaid,
    FundAccountReserved,
)
from tests.audit.house import House
from tests.audit.mutants import euros, mutant

RUN, PAYABLE, OTHER = (
    Ref(kind=kind, id=stream_id(kind, "tampered"), number=kind, entity="ACME")
    for kind in ("payment_run", "payable", "fund_account")
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
