"""Credit balances of suppliers (供应商贷项余额): what people decide about them; credit notes and payments do the rest."""

from uuid import UUID

from contracts._base import Command
from contracts.bank_statement import EntryNumber
from contracts.values import Code, Text


class RefundSupplierCredit(Command):
    """A person says that an entry of a bank statement (money in) is a supplier paying his credit balance back."""

    contract = "supplier_credit.refund"
    permission = "bank_statement.reconcile"
    by = "person"
    bank_statement: UUID
    entry: EntryNumber
    supplier: Code
    why: Text
