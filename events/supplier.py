"""What happens to suppliers."""

from contracts.values import BankAccount
from events._base import Event


class SupplierRegistered(Event):
    """A supplier was proposed."""

    stored_as = "supplier.registered.v1"
    supplier: str
    name: str
    tax_ids: tuple[str, ...]
    country: str
    accounts: tuple[BankAccount, ...]
    payment_days: int
    maker: str


class SupplierApproved(Event):
    """A second person approved the supplier."""

    stored_as = "supplier.approved.v1"
    supplier: str


class SupplierBlocked(Event):
    """The supplier must not be used."""

    stored_as = "supplier.blocked.v1"
    supplier: str
    why: str


SupplierEvent = SupplierRegistered | SupplierApproved | SupplierBlocked
