"""Mutants of I3 for contracts: bills that do not add up, and what comes off them without a reason."""

from datetime import date
from typing import Any

from contracts.values import Ref
from events.advance_payment import AdvanceRequested
from events.contract import ContractSigned
from events.invoice import InvoicePartPaid, InvoicePosted, PaidLine
from events.payable import PayableClaimed, PayableOpened
from events.payment_run import PaymentRunProposed
from events.settlement import (
    DeductionApproved,
    DeductionProposed,
    DefectClaimed,
    ReleasedRetention,
    RetentionReleased,
    SettlementBilled,
    SettlementReturned,
    TakenDeduction,
)
from tests.audit.house import THEIRS, House
from tests.audit.mutants import euros, mutant, other
from tests.support.house import ref


def _about(house: House) -> dict[str, Any]:
    return {"ref": ref("settlement"), "agreement": house.newest(ContractSigned).ref}


def _billed(house: House, **other_figures: Any) -> SettlementBilled:
    nothing = dict.fromkeys(("recovered", "fined", "deducted", "certified_before"), euros("0"))
    figures = nothing | {"certified": euros("100"), "certified_to_date": euros("100"), "retained": euros("3")}
    figures |= {"net": euros("97")} | other_figures
    return SettlementBilled(**_about(house), invoice=house.newest(InvoicePosted).ref, **figures)


def _append(house: House, *events: Any) -> None:
    house.append(ref("settlement").id, *events)


@mutant("I3", "bill-does-not-add-up")
def a_cent_is_lost(house: House) -> None:
    _append(house, _billed(house, net=euros("96.99")))


@mutant("I3", "bill-does-not-add-up")
def a_bill_is_less_than_nothing(house: House) -> None:
    _append(house, _billed(house, retained=euros("101"), net=euros("-1")))


@mutant("I3", "bill-does-not-add-up")
def certified_to_date_jumps(house: House) -> None:
    _append(house, _billed(house, certified_to_date=euros("101")))


@mutant("I3", "bill-does-not-add-up")
def certified_before_jumps(house: House) -> None:
    _append(house, _billed(house), _billed(house))


@mutant("I3", "bill-does-not-add-up")
def a_fine_has_no_entry(house: House) -> None:
    _append(house, _billed(house, fined=euros("1"), net=euros("96")))


def _back(house: House, certified: str, net: str) -> SettlementReturned:
    bill = _billed(house)
    figures = {"certified": euros(certified), "recovered": euros("0"), "retained": euros("3"), "net": euros(net)}
    return SettlementReturned(**_about(house), invoice=bill.invoice, cause=bill.invoice, **figures)


@mutant("I3", "bill-does-not-add-up")
def more_comes_back_than_was_billed(house: House) -> None:
    _append(house, _billed(house), _back(house, "101", "98"))


@mutant("I3", "bill-does-not-add-up")
def what_comes_back_does_not_add_up(house: House) -> None:
    _append(house, _billed(house), _back(house, "100", "98"))


@mutant("I3", "recovered-beyond-advance")
def recover_what_was_not_paid(house: House) -> None:
    _append(house, _billed(house, recovered=euros("1"), net=euros("96")))


_FINE = TakenDeduction(number=1, kind="fine", amount=euros("5"))


def _proposed(house: House, amount: str = "5") -> DeductionProposed:
    more = {"kind": "fine", "amount": euros(amount), "author": "rita", "reason": "late"}
    return DeductionProposed(**_about(house), number=1, **more)


def _approved(house: House, person: str = "fay") -> DeductionApproved:
    return DeductionApproved(**_about(house), number=1, approved_by=person)


def _fined(house: House) -> SettlementBilled:
    return _billed(house, fined=euros("5"), net=euros("92"), taken=(_FINE,))


@mutant("I3", "deducted-without-approval")
def take_a_fine_that_nobody_approved(house: House) -> None:
    _append(house, _proposed(house), _fined(house))


@mutant("I3", "deducted-without-approval")
def take_more_than_was_approved(house: House) -> None:
    _append(house, _proposed(house, "4.99"), _approved(house), _fined(house))


@mutant("I3", "deduction-approved-wrongly")
def approve_what_nobody_proposed(house: House) -> None:
    _append(house, _approved(house))


@mutant("I3", "deduction-approved-wrongly")
def approve_one_s_own(house: House) -> None:
    _append(house, _proposed(house), _approved(house, "rita"))


def _released(house: House, amount: str = "3", due: date = date(2026, 11, 1)) -> RetentionReleased:
    kept = ReleasedRetention(invoice=house.newest(InvoicePosted).ref, payable=ref("payable"), amount=euros(amount))
    return RetentionReleased(**_about(house), due_date=due, released=(kept,))


@mutant("I3", "retention-released-wrongly")
def release_more_than_was_kept(house: House) -> None:
    _append(house, _billed(house), _released(house, "3.01"))


@mutant("I3", "retention-released-wrongly")
def release_too_early(house: House) -> None:
    _append(house, _billed(house), _released(house, due=date(2999, 1, 1)))


@mutant("I3", "retention-released-wrongly")
def release_in_spite_of_a_defect(house: House) -> None:
    claimed = DefectClaimed(**_about(house), number=1, claimed_by="rita", why="leaks")
    _append(house, _billed(house), claimed, _released(house))


@mutant("I3", "claimed-while-held")
def claim_what_is_held(house: House) -> None:
    opened = house.newest(PayableOpened)
    held = opened.model_copy(update={"ref": other(opened.ref), "held": True, "amount": euros("1")})
    run: Ref = house.newest(PaymentRunProposed).ref
    house.append(held.ref.id, held, PayableClaimed(ref=held.ref, invoice=held.invoice, run=run, attempt=1))


@mutant("I3", "payable-without-posting")
def pay_an_advance_that_nobody_approved(house: House) -> None:
    opened = house.newest(PayableOpened)
    agreement, advance = house.newest(ContractSigned).ref, ref("advance_payment")
    more = {"supplier_name": "S", "requester": "rita", "amount": euros("10"), "reason": "r", "account": THEIRS}
    asked = AdvanceRequested(ref=advance, agreement=agreement, supplier="STAHL", content_hash="0" * 64, **more)
    house.append(advance.id, asked)
    fresh = {"ref": other(opened.ref), "invoice": advance, "amount": euros("10"), "part": "advance"}
    house.append(other(opened.ref).id, opened.model_copy(update=fresh))


@mutant("I2", "paid-not-moved")
def pay_a_part_without_moving_it(house: House) -> None:
    posted = house.newest(InvoicePosted)
    fresh = posted.model_copy(update={"ref": other(posted.ref), "number": "R-9"})
    line = PaidLine(line=1, amount=euros("1"))
    paid = InvoicePartPaid(ref=fresh.ref, payable=ref("p"), amount=euros("1"), counts=euros("1"), lines=(line,))
    house.append(fresh.ref.id, fresh, paid)
