"""The companies of the group: who buys, receives invoices and pays."""

from contracts._base import Command
from contracts.values import BankAccount, Code, Country, Currency, TaxId, Text


class RegisterLegalEntity(Command):
    """Make a company of the group known, with the names and tax numbers that its invoices must carry."""

    contract = "legal_entity.register"
    permission = "legal_entity.administer"
    entity: Code
    name: Text
    tax_ids: tuple[TaxId, ...] = ()
    country: Country = "CN"
    currency: Currency = "CNY"
    accounts: tuple[BankAccount, ...] = ()
