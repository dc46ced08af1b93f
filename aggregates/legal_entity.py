"""Legal entities: the companies of the group."""

from dataclasses import dataclass

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.legal_entity import RegisterLegalEntity
from contracts.values import BankAccount
from events.legal_entity import LegalEntityEvent, LegalEntityRegistered


@dataclass(frozen=True)
class LegalEntity:
    """Who buys, receives invoices and pays."""

    code: str = ""
    name: str = ""
    tax_ids: tuple[str, ...] = ()
    country: str = ""
    currency: str = ""
    accounts: tuple[BankAccount, ...] = ()


def decide(state: LegalEntity, command: RegisterLegalEntity, facts: Facts) -> Decision:
    """Register once."""
    if state.code:
        return refuse("already-registered", kind="legal entity", key=command.entity)
    return (LegalEntityRegistered(**dict(command)),)


def evolve(state: LegalEntity, event: LegalEntityEvent) -> LegalEntity:
    """Apply one event."""
    return LegalEntity(event.entity, event.name, event.tax_ids, event.country, event.currency, event.accounts)


LEGAL_ENTITY = Aggregate("legal_entity", LegalEntity(), decide, evolve)
