"""What happens to legal entities."""

from contracts.legal_entity import EndedTaxId
from contracts.values import BankAccount
from events._base import Event


class LegalEntityRegistered(Event):
    """A company of the group is known."""

    stored_as = "legal_entity.registered.v1"
    entity: str
    name: str
    tax_ids: tuple[str, ...]
    country: str
    currency: str
    accounts: tuple[BankAccount, ...]
    address: str | None = None
    calendar: str | None = None


class LegalEntityRevised(Event):
    """From now on a company is this; `ended` are the tax numbers that it gave up."""

    stored_as = "legal_entity.revised.v1"
    entity: str
    name: str
    tax_ids: tuple[str, ...]
    ended: tuple[EndedTaxId, ...] = ()
    accounts: tuple[BankAccount, ...]
    address: str | None = None
    calendar: str | None = None


LegalEntityEvent = LegalEntityRegistered | LegalEntityRevised
