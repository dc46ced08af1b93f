"""What happens to a supplier's quotation for an RFQ: sealed versions, and after the deadline what the last one says."""

from datetime import datetime

from contracts.quotation import QuotationContents, Sealed
from contracts.values import Ref
from events._base import Event


class QuotationSubmitted(Event):
    """A version came; nobody can read it. A late one is kept, never opened."""

    stored_as = "quotation.submitted.v1"
    ref: Ref
    rfq: Ref
    supplier: str
    version: int
    sealed: Sealed
    received_at: datetime
    late: bool


class QuotationWithdrawn(Event):
    """The supplier took it back before the deadline."""

    stored_as = "quotation.withdrawn.v1"
    ref: Ref
    rfq: Ref
    supplier: str
    why: str


class QuotationOpened(Event):
    """Unsealed after the deadline: SHA-256 of salt and sealed text is the commitment that came with the version."""

    stored_as = "quotation.opened.v1"
    ref: Ref
    rfq: Ref
    supplier: str
    version: int
    contents: QuotationContents
    salt: str


class QuotationUnreadable(Event):
    """What is sealed cannot be opened, or is not what was committed to; it is not compared."""

    stored_as = "quotation.unreadable.v1"
    ref: Ref
    rfq: Ref
    supplier: str
    version: int


QuotationEvent = QuotationSubmitted | QuotationWithdrawn | QuotationOpened | QuotationUnreadable
