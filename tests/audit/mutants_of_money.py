"""Mutants of I2, I3 and I4: budgets, payables and invoices."""

from decimal import Decimal

from contracts.values import Money
from events.budget_line import (
    BudgetOpened,
    BudgetRevised,
    FundsAccrued,
    FundsEncumbered,
    FundsPaid,
    FundsReserved,
    FundsSpent,
)
from events.change_order import ChangeOrderConcluded
from events.contract import ContractChanged, ContractDrawn, DrawnLine
from events.invoice import InvoiceCredited, InvoicePosted, InvoiceReceived
from events.payable import PayableClaimed, PayableFreed, PayableOpened, PayableReduced, PayableSettled
from events.payment_run import PaymentRunProposed, PaymentRunReleased
from tests.audit.house import House
from tests.audit.mutants import again, euros, fresh_run, mutant, other, release, where


@mutant("I2", "budget-opened-twice")
def open_again(house: House) -> None:
    again(house, BudgetOpened)


@mutant("I2", "move-off-the-line")
def foreign_currency(house: House) -> None:
    again(house, FundsReserved, amount=Money(amount=Decimal(5), currency="USD"))


@mutant("I2", "move-off-the-line")
def revision_of_another(house: House) -> None:
    opened = house.newest(BudgetOpened)
    revised = BudgetRevised(entity="OTHER", cost_object=opened.cost_object, amount=opened.amount)
    house.append(where(house, BudgetOpened), revised)


@mutant("I2", "move-of-nothing")
def negative_move(house: House) -> None:
    again(house, FundsReserved, amount=euros("-5"))


@mutant("I2", "stage-below-zero")
def accrue_twice(house: House) -> None:
    again(house, FundsAccrued)


@mutant("I2", "posted-not-spent")
def spend_more(house: House) -> None:
    again(house, FundsSpent, source="available", amount=euros("1"))


@mutant("I2", "paid-not-moved")
def pay_more(house: House) -> None:
    again(house, FundsPaid, source="available", amount=euros("1"))


@mutant("I2", "commitment-wrong")
def encumber_without_order(house: House) -> None:
    again(house, FundsEncumbered, source="available", amount=euros("0.03"))


@mutant("I2", "commitment-wrong")
def accrue_without_receipt(house: House) -> None:
    again(house, FundsAccrued, source="available", amount=euros("5"))


@mutant("I4", "overspent-in-silence")
def overspend(house: House) -> None:
    again(house, FundsReserved, amount=euros("9000"))


@mutant("I4", "overspent-in-silence")
def cut_budget(house: House) -> None:
    opened = house.newest(BudgetOpened)
    cut = BudgetRevised(entity=opened.entity, cost_object=opened.cost_object, amount=euros("10"))
    house.append(where(house, BudgetOpened), cut)


@mutant("I2", "credit-not-returned")
def credit_without_moves(house: House) -> None:
    posted = house.newest(InvoicePosted)
    credited = InvoiceCredited(ref=posted.ref, credit=other(posted.ref), gross=posted.gross, lines=posted.billed)
    house.append(posted.ref.id, credited)


@mutant("I3", "reduced-while-claimed")
def reduce_paid(house: House) -> None:
    opened = house.newest(PayableOpened)
    house.append(opened.ref.id, _reduced(opened, "1", "1189"))


@mutant("I3", "reduced-wrongly")
def reduce_by_another_amount(house: House) -> None:
    opened = house.newest(PayableOpened)
    ref = other(opened.ref)
    fresh = opened.model_copy(update={"ref": ref})
    house.append(ref.id, fresh, _reduced(fresh, "1", "1"))


def _reduced(opened: PayableOpened, by: str, left: str) -> PayableReduced:
    return PayableReduced(
        ref=opened.ref, invoice=opened.invoice, by=euros(by), amount=euros(left), cause=opened.invoice
    )


@mutant("I3", "payable-opened-twice")
def reopen(house: House) -> None:
    again(house, PayableOpened)


@mutant("I3", "second-live-attempt")
def claim_paid(house: House) -> None:
    again(house, PayableClaimed)


@mutant("I3", "freed-by-stranger")
def free_paid(house: House) -> None:
    again(house, PayableFreed)


@mutant("I3", "settled-twice")
def settle_twice(house: House) -> None:
    again(house, PayableSettled)


@mutant("I3", "settled-without-release")
def settle_unknown(house: House) -> None:
    opened = house.newest(PayableOpened)
    ref = other(opened.ref)
    settled = house.newest(PayableSettled).model_copy(update={"ref": ref})
    house.append(ref.id, opened.model_copy(update={"ref": ref}), settled)


@mutant("I3", "released-without-claim")
def release_unclaimed(house: House) -> None:
    release(house, fresh_run(house))


@mutant("I3", "paid-beyond-due")
def release_twice(house: House) -> None:
    again(house, PaymentRunReleased, who="tess")


def _rerun(house: House, **changes: object) -> None:
    """A run over the same payable, with another payment of it."""
    payment = house.newest(PaymentRunProposed).payments[0]
    fresh_run(house, payments=(payment.model_copy(update=changes),))


@mutant("I3", "payment-differs-from-payable")
def pay_a_thief(house: House) -> None:
    payment = house.newest(PaymentRunProposed).payments[0]
    _rerun(house, creditor=payment.creditor.model_copy(update={"iban": "DE75512108001245126199"}))


@mutant("I3", "payment-differs-from-payable")
def pay_less(house: House) -> None:
    _rerun(house, amount=euros("1"))


@mutant("I3", "payment-differs-from-payable")
def pay_another_supplier(house: House) -> None:
    _rerun(house, supplier="OTHER")


@mutant("I3", "payment-differs-from-payable")
def pay_another_invoice(house: House) -> None:
    _rerun(house, invoice=other(house.newest(PaymentRunProposed).payments[0].invoice))


@mutant("I3", "payment-differs-from-payable")
def pay_what_nobody_owes(house: House) -> None:
    _rerun(house, payable=other(house.newest(PaymentRunProposed).payments[0].payable))


def _open(house: House, **changes: object) -> None:
    """Another payable of the same invoice."""
    opened = house.newest(PayableOpened)
    ref = other(opened.ref)
    house.append(ref.id, opened.model_copy(update={"ref": ref, **changes}))


@mutant("I3", "payable-without-posting")
def owe_unposted(house: House) -> None:
    _open(house, invoice=other(house.newest(PayableOpened).invoice))


@mutant("I3", "payable-without-posting")
def owe_another_supplier(house: House) -> None:
    _open(house, supplier="OTHER")


@mutant("I3", "payable-beyond-invoice")
def owe_a_cent_more(house: House) -> None:
    _open(house, amount=euros("0.01"))


@mutant("I3", "payable-beyond-invoice")
def owe_in_another_currency(house: House) -> None:
    _open(house, amount=Money(amount=Decimal("-1"), currency="USD"))


@mutant("I3", "file-taken-twice")
def same_file(house: House) -> None:
    received = house.newest(InvoiceReceived)
    ref = other(received.ref)
    house.append(ref.id, received.model_copy(update={"ref": ref}))


@mutant("I3", "invoice-posted-twice")
def same_number(house: House) -> None:
    posted = house.newest(InvoicePosted)
    ref = other(posted.ref)
    house.append(ref.id, posted.model_copy(update={"ref": ref, "number": f"0{posted.number.lower()}"}))


@mutant("I2", "change-not-as-approved")
def change_a_contract_again(house: House) -> None:
    again(house, ContractChanged, amount=euros("911"))


@mutant("I2", "change-not-as-approved")
def change_a_budget_again(house: House) -> None:
    again(house, BudgetRevised, amount=euros("11000"))


@mutant("I2", "change-not-as-approved")
def approve_a_change_without_effect(house: House) -> None:
    again(house, ChangeOrderConcluded)


@mutant("I4", "contract-overdrawn")
def order_beyond_the_contract(house: House) -> None:
    contract = house.newest(ContractChanged).ref
    line = DrawnLine(order_line=1, quantity=Decimal(1), amount=euros("910.01"))
    house.append(contract.id, ContractDrawn(ref=contract, order=contract, lines=(line,)))


@mutant("I4", "contract-overdrawn")
def lower_a_contract_below_its_orders(house: House) -> None:
    contract = house.newest(ContractChanged).ref
    line = DrawnLine(order_line=1, quantity=Decimal(1), amount=euros("910"))
    house.append(contract.id, ContractDrawn(ref=contract, order=contract, lines=(line,)))
    again(house, ContractChanged, amount=euros("909.99"))
