"""Mutants of I3 at the bank: statements that do not add up or join, entries and payments that are used twice."""

from contracts.values import Ref
from events.bank_statement import (
    BankStatementImported,
    StatementEntryExplained,
    StatementEntryMatched,
)
from events.payable import PayableReturned, PayableSettled
from events.payment_run import PaymentConfirmed, PaymentReturned
from tests.audit.house import House
from tests.audit.mutants import again, euros, mutant, other, where


def _fresh(house: House, **changes: object) -> BankStatementImported:
    """A forged statement in a stream of its own."""
    imported: BankStatementImported = house.newest(BankStatementImported)
    ref = other(imported.ref)
    forged = imported.model_copy(update={"ref": ref, "statement": "X", **changes})
    house.append(ref.id, forged)
    return forged


@mutant("I3", "statement-wrong-sum")
def wrong_balance(house: House) -> None:
    _fresh(house, closing=euros("1"))


@mutant("I3", "statement-taken-twice")
def same_file(house: House) -> None:
    _fresh(house, statement=house.newest(BankStatementImported).statement)


@mutant("I3", "statement-does-not-follow")
def silent_gap(house: House) -> None:
    _fresh(house, opening=euros("7"), closing=euros("7"), gap=None)


@mutant("I3", "entry-used-twice")
def explained_twice(house: House) -> None:
    again(house, StatementEntryExplained, who="tess")


@mutant("I3", "entry-used-twice")
def matched_what_is_not_there(house: House) -> None:
    again(house, StatementEntryMatched, who="tess", entry=9)


@mutant("I3", "entry-does-not-add-up")
def other_amount(house: House) -> None:
    again(house, StatementEntryMatched, who="tess", amount=euros("1"))


@mutant("I3", "payment-of-two-entries")
def matched_twice(house: House) -> None:
    again(house, StatementEntryMatched, who="tess", entry=2)


@mutant("I3", "payment-of-two-entries")
def confirmed_twice(house: House) -> None:
    again(house, PaymentConfirmed, who="tess")


@mutant("I3", "matched-not-settled")
def confirmed_by_nothing(house: House) -> None:
    payable = Ref(kind="payable", id=house.newest(PaymentConfirmed).ref.id, number="X", entity="ACME")
    again(house, PaymentConfirmed, who="tess", payable=payable)


@mutant("I3", "returned-without-payment")
def returned_twice(house: House) -> None:
    confirmed = house.newest(PaymentConfirmed)
    settled = house.newest(PayableSettled)
    back = PaymentReturned(ref=confirmed.ref, payable=confirmed.payable, invoice=settled.invoice, bank_reference="B")
    house.append(confirmed.ref.id, back, back)


@mutant("I3", "freed-by-stranger")
def given_back_by_another(house: House) -> None:
    settled = house.newest(PayableSettled)
    back = PayableReturned(ref=settled.ref, invoice=settled.invoice, run=other(settled.run), why="x")
    house.append(where(house, PayableSettled), back)
