"""What happens to legal entities."""

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


LegalEntityEvent = LegalEntityRegistered
