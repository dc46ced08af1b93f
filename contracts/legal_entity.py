"""The companies of the group: who buys, receives invoices and pays."""

from datetime import date

from contracts._base import Command
from contracts.values import BankAccount, Code, Country, Currency, TaxId, Text, Value


class EndedTaxId(Value):
    """A tax number that a company no longer uses, with the last day on which it did."""

    tax_id: str
    until: date


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
    address: Text | None = None
    calendar: Code | None = None
    """The working calendar by which its people work."""


class ReviseLegalEntity(Command):
    """Give a company another name, address, calendar, tax numbers or accounts; what is left out is none.

    Country and currency stay: documents that exist are in them. A tax number that is left out ends today, and
    invoices of the days before still may carry it.
    """

    contract = "legal_entity.revise"
    permission = "legal_entity.administer"
    entity: Code
    name: Text
    tax_ids: tuple[TaxId, ...] = ()
    accounts: tuple[BankAccount, ...] = ()
    address: Text | None = None
    calendar: Code | None = None
