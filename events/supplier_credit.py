"""What happens to the credit balance of a supplier: what he owes us in one currency, by credit notes on what was paid."""

from contracts.values import Money, Ref
from events._base import Event


class SupplierCreditGranted(Event):
    """A credit note took back what was paid already: `amount` is now owed to us by the supplier; `balance` in all."""

    stored_as = "supplier_credit.granted.v1"
    ref: Ref
    supplier: str
    supplier_name: str
    amount: Money
    credit_note: Ref
    original: Ref
    balance: Money


class SupplierCreditSetAside(Event):
    """A proposed payment is smaller by so much: nobody else can use it meanwhile."""

    stored_as = "supplier_credit.set_aside.v1"
    ref: Ref
    supplier: str
    run: Ref
    payable: Ref
    amount: Money


class SupplierCreditFreed(Event):
    """The payment did not happen: what was set aside for it can be used again."""

    stored_as = "supplier_credit.freed.v1"
    ref: Ref
    supplier: str
    run: Ref
    payable: Ref
    amount: Money
    why: str


class SupplierCreditUsed(Event):
    """The payment has settled: what was set aside for it is used up; `balance` is left."""

    stored_as = "supplier_credit.used.v1"
    ref: Ref
    supplier: str
    run: Ref
    payable: Ref
    amount: Money
    balance: Money


class SupplierCreditReturned(Event):
    """The payment came back: what was used with it is owed to us again."""

    stored_as = "supplier_credit.returned.v1"
    ref: Ref
    supplier: str
    run: Ref
    payable: Ref
    amount: Money
    balance: Money


class SupplierCreditRefunded(Event):
    """The supplier paid it back: an entry of a bank statement is that money, as a person says."""

    stored_as = "supplier_credit.refunded.v1"
    ref: Ref
    supplier: str
    statement: Ref
    entry: int
    amount: Money
    balance: Money
    refunded_by: str
    why: str


SupplierCreditEvent = (
    SupplierCreditGranted
    | SupplierCreditSetAside
    | SupplierCreditFreed
    | SupplierCreditUsed
    | SupplierCreditReturned
    | SupplierCreditRefunded
)
