"""What happens to suppliers."""

from datetime import date

from contracts.supplier import Scope, SupplierDocument
from contracts.values import BankAccount, Ref, Scaled, Value
from events._base import Event


class ScoredLine(Value):
    """One delivered order line: by its needed-by date or not, nothing left open or not, and which share was accepted."""

    line: int
    due: date
    on_time: bool
    in_full: bool
    quality: Scaled


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
    classes: tuple[str, ...] = ()
    phone: str | None = None
    end_of_month: bool = False
    discount_percent: Scaled | None = None
    discount_days: int | None = None


class SupplierRevised(Event):
    """What is known of the supplier changed; `reapproval`: a second person has to approve it again."""

    stored_as = "supplier.revised.v1"
    supplier: str
    name: str
    tax_ids: tuple[str, ...]
    country: str
    payment_days: int
    classes: tuple[str, ...]
    phone: str | None = None
    revised_by: str
    reapproval: bool
    end_of_month: bool = False
    discount_percent: Scaled | None = None
    discount_days: int | None = None


class SupplierApproved(Event):
    """A second person approved the supplier."""

    stored_as = "supplier.approved.v1"
    supplier: str


class SupplierBlocked(Event):
    """The supplier must not be used."""

    stored_as = "supplier.blocked.v1"
    supplier: str
    why: str


class SupplierDocumentAdded(Event):
    """A licence or certificate is on file; `expires_on` is the last day of all of its kind (None: none)."""

    stored_as = "supplier.document_added.v1"
    supplier: str
    document: SupplierDocument
    expires_on: date | None = None
    added_by: str = ""


class SupplierHeld(Event):
    """Nothing of these scopes until `release_on`, the first day on which it goes on."""

    stored_as = "supplier.held.v1"
    supplier: str
    scopes: tuple[Scope, ...]
    release_on: date
    why: str
    held_by: str


class SupplierHoldReleased(Event):
    """A person ended a hold before its date."""

    stored_as = "supplier.hold_released.v1"
    supplier: str
    scopes: tuple[Scope, ...]
    why: str


class SupplierAccountChanged(Event):
    """A verified bank change took effect: an account more, or one in place of another; `accounts` are all from now on."""

    stored_as = "supplier.account_changed.v1"
    supplier: str
    account: BankAccount
    replaces: str | None = None
    accounts: tuple[BankAccount, ...]
    change: Ref
    proposed_by: str


class SupplierAccountProven(Event):
    """The first payment to a changed account arrived; later ones are not flagged."""

    stored_as = "supplier.account_proven.v1"
    supplier: str
    account: str
    payable: Ref


class SupplierAccountDoubted(Event):
    """A payment to the account came back: the next one is flagged again."""

    stored_as = "supplier.account_doubted.v1"
    supplier: str
    account: str
    payable: Ref


class SupplierScored(Event):
    """A delivery was counted: how punctual, complete and good it was."""

    stored_as = "supplier.scored.v1"
    supplier: str
    receipt: Ref
    order: Ref
    received_on: date
    lines: tuple[ScoredLine, ...]


SupplierEvent = (
    SupplierRegistered
    | SupplierRevised
    | SupplierApproved
    | SupplierBlocked
    | SupplierDocumentAdded
    | SupplierHeld
    | SupplierHoldReleased
    | SupplierAccountChanged
    | SupplierAccountProven
    | SupplierAccountDoubted
    | SupplierScored
)
