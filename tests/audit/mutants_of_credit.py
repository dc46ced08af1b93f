"""Mutants of I3 for credit balances: granted without a note, used twice, paid back without money, or told wrongly."""

from contracts.ids import stream_id
from contracts.values import Ref
from events.bank_statement import BankStatementImported
from events.invoice import InvoiceCredited, InvoicePosted, Repaid
from events.payment_run import PaymentConcluded, PaymentRunProposed
from events.supplier_credit import (
    SupplierCreditFreed,
    SupplierCreditGranted,
    SupplierCreditRefunded,
    SupplierCreditReturned,
    SupplierCreditSetAside,
    SupplierCreditUsed,
)
from tests.audit.house import House
from tests.audit.mutants import euros, fresh_run, mutant, other

CREDIT = Ref(kind="supplier_credit", id=stream_id("supplier_credit", "tampered"), number="STAHL/EUR", entity="ACME")
NOTE, RUN, PAYABLE = (
    Ref(kind=kind, id=stream_id(kind, "tampered"), number=kind, entity="ACME")
    for kind in ("invoice", "payment_run", "payable")
)
WHO = {"ref": CREDIT, "supplier": "STAHL"}
PAYS = {**WHO, "run": RUN, "payable": PAYABLE}


def _granted(house: House, amount: str = "10", told: str | None = None, **to: str) -> None:
    """A credit note that took back what was paid, and what it granted."""
    invoice = house.newest(InvoicePosted).ref
    back = Repaid(payable=PAYABLE, counts=euros("10"), lines=())
    house.append(invoice.id, InvoiceCredited(ref=invoice, credit=NOTE, gross=euros("10"), lines=(), repaid=(back,)))
    balance = euros(told or amount)
    about = {"supplier_name": "Stahl", "credit_note": NOTE, "original": invoice}
    house.append(CREDIT.id, SupplierCreditGranted(**{**WHO, **to}, **about, amount=euros(amount), balance=balance))


@mutant("I3", "credit-without-note")
def grant_more_than_was_repaid(house: House) -> None:
    _granted(house, "10.01")


@mutant("I3", "credit-without-note")
def grant_twice_by_one_note(house: House) -> None:
    _granted(house)
    house.append(CREDIT.id, house.newest(SupplierCreditGranted).model_copy(update={"balance": euros("20")}))


@mutant("I3", "credit-without-note")
def grant_nothing(house: House) -> None:
    _granted(house, "0")


@mutant("I3", "credit-without-note")
def grant_to_another_supplier(house: House) -> None:
    _granted(house, supplier="OTHER")


@mutant("I3", "credit-does-not-add-up")
def tell_another_balance(house: House) -> None:
    _granted(house, told="10.01")


@mutant("I3", "credit-taken-twice")
def set_more_aside_than_is_there(house: House) -> None:
    _granted(house)
    house.append(CREDIT.id, SupplierCreditSetAside(**PAYS, amount=euros("10.01")))


@mutant("I3", "credit-taken-twice")
def use_what_was_not_set_aside(house: House) -> None:
    _granted(house)
    house.append(CREDIT.id, SupplierCreditUsed(**PAYS, amount=euros("10"), balance=euros("0")))


@mutant("I3", "credit-taken-twice")
def free_more_than_was_set_aside(house: House) -> None:
    _granted(house)
    house.append(CREDIT.id, SupplierCreditSetAside(**PAYS, amount=euros("9")))
    house.append(CREDIT.id, SupplierCreditFreed(**PAYS, amount=euros("10"), why="w"))


@mutant("I3", "credit-unlike-payment")
def use_without_a_payment(house: House) -> None:
    _granted(house)
    house.append(CREDIT.id, SupplierCreditSetAside(**PAYS, amount=euros("10")))
    house.append(CREDIT.id, SupplierCreditUsed(**PAYS, amount=euros("10"), balance=euros("0")))


@mutant("I3", "credit-unlike-payment")
def give_back_what_no_payment_brought(house: House) -> None:
    _granted(house)
    house.append(CREDIT.id, SupplierCreditReturned(**PAYS, amount=euros("1"), balance=euros("11")))


@mutant("I3", "credit-unlike-payment")
def settle_with_credit_that_is_still_there(house: House) -> None:
    _granted(house)
    run = _run_with_credit(house)
    one = run.payments[0]
    about = {"payable": one.payable, "invoice": one.invoice, "bank_reference": "B", "remaining": 0}
    house.append(run.ref.id, PaymentConcluded(ref=run.ref, result="settled", **about))


@mutant("I3", "credit-not-set-aside")
def take_credit_off_that_nobody_set_aside(house: House) -> None:
    _run_with_credit(house, aside=None)


@mutant("I3", "credit-not-set-aside")
def take_more_credit_off_than_was_set_aside(house: House) -> None:
    _granted(house)
    _run_with_credit(house, aside="9.99")


@mutant("I3", "credit-not-set-aside")
def pay_one_supplier_with_what_another_owes(house: House) -> None:
    _granted(house)
    _run_with_credit(house, supplier="OTHER")


def _run_with_credit(house: House, aside: str | None = "10", **more: str) -> PaymentRunProposed:
    """A forged run whose first payment is smaller by a credit of 10."""
    proposed: PaymentRunProposed = house.newest(PaymentRunProposed)
    one = proposed.payments[0]
    ref = other(proposed.ref)
    if aside:
        pays = {**WHO, "run": ref, "payable": one.payable}
        house.append(CREDIT.id, SupplierCreditSetAside(**pays, amount=euros(aside)))
    netted = one.model_copy(update={"amount": one.amount - euros("10"), "credit": euros("10"), **more})
    return fresh_run(house, ref=ref, payments=(netted,))


def _refunded(house: House, entry: int = 1, amount: str | None = None, statement: Ref | None = None) -> None:
    imported: BankStatementImported = house.newest(BankStatementImported)
    paid = euros(amount) if amount else imported.entries[0].amount
    told = {"statement": statement or imported.ref, "entry": entry, "refunded_by": "tess", "why": "w"}
    house.append(CREDIT.id, SupplierCreditRefunded(**WHO, **told, amount=paid, balance=euros("9")))


@mutant("I3", "refund-without-money")
def paid_back_by_an_entry_that_nobody_explained(house: House) -> None:
    _granted(house)
    _refunded(house, amount="1")


@mutant("I3", "credit-does-not-add-up")
def paid_back_more_than_is_owed(house: House) -> None:
    _granted(house)
    _refunded(house, amount="11")
