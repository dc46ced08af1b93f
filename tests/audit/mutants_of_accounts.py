"""Mutants of I5: accounts of suppliers."""

from datetime import timedelta

from contracts.values import BankAccount
from events.bank_change import BankChangeDropped, BankChangeProposed, BankChangeVerified
from events.payment_run import PaymentRunProposed
from events.supplier import SupplierAccountChanged, SupplierRegistered
from tests.audit.house import House
from tests.audit.mutants import fresh_run, mutant, other, release, where

THIEF = BankAccount(holder="Stahl & Söhne <AG>", iban="DE75512108001245126199")


def proposed(house: House) -> BankChangeProposed:
    """A change to the thief's account, in a stream of its own."""
    newest = house.newest(BankChangeProposed)
    forged: BankChangeProposed = newest.model_copy(update={"ref": other(newest.ref), "account": THIEF})
    house.append(forged.ref.id, forged, who="bob")
    return forged


def verified(house: House, change: BankChangeProposed, by: str = "fay", kind: str = "person", days: int = -1) -> None:
    event = BankChangeVerified(
        ref=change.ref,
        supplier=change.supplier,
        verified_by=by,
        spoke_with="Jo",
        effective_at=house.now + timedelta(days=days),
    )
    house.append(change.ref.id, event, who=by, kind=kind)


def changed(house: House, change: BankChangeProposed, account: BankAccount = THIEF) -> None:
    event = SupplierAccountChanged(
        supplier=change.supplier, account=account, accounts=(account,), change=change.ref, proposed_by="bob"
    )
    house.append(where(house, SupplierRegistered), event, who="req2pay", kind="system")


@mutant("I5", "account-verified-by-its-maker")
def maker_verifies(house: House) -> None:
    verified(house, proposed(house), by="bob")


@mutant("I5", "decided-by-no-person")
def robot_verifies(house: House) -> None:
    verified(house, proposed(house), kind="service")


@mutant("I5", "account-without-verification")
def nobody_verifies(house: House) -> None:
    changed(house, proposed(house))


@mutant("I5", "account-without-verification")
def no_cooling_off(house: House) -> None:
    change = proposed(house)
    verified(house, change, days=3)
    changed(house, change)


@mutant("I5", "account-without-verification")
def another_account(house: House) -> None:
    change = proposed(house)
    verified(house, change)
    changed(house, change, THIEF.model_copy(update={"iban": "DE02100500000054540402"}))


@mutant("I5", "account-without-verification")
def dropped_before(house: House) -> None:
    change = proposed(house)
    verified(house, change)
    dropped = BankChangeDropped(ref=change.ref, supplier=change.supplier, result="rejected", dropped_by="fay", why="no")
    house.append(change.ref.id, dropped, who="fay")
    changed(house, change)


@mutant("I5", "paid-to-unknown-account")
def pay_the_thief(house: House) -> None:
    payment = house.newest(PaymentRunProposed).payments[0]
    release(house, fresh_run(house, payments=(payment.model_copy(update={"creditor": THIEF}),)))


@mutant("I5", "flag-passed-unseen")
def look_away(house: House) -> None:
    payment = house.newest(PaymentRunProposed).payments[0]
    flagged = payment.model_copy(update={"flags": ("first-payment-to-new-account",)})
    release(house, fresh_run(house, payments=(flagged,)))
