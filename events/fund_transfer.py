"""What happens to transfers between fund accounts."""

from typing import Literal
from uuid import UUID

from contracts.values import Money, Ref
from events._base import Event


class FundTransferProposed(Event):
    """A person asked for it; `content_hash` is what is approved."""

    stored_as = "fund_transfer.proposed.v1"
    ref: Ref
    requester: str
    source: Ref
    target: Ref
    amount: Money
    why: str
    content_hash: str


class FundTransferConcluded(Event):
    """Its approval ended; an approved one moved the money with this event."""

    stored_as = "fund_transfer.concluded.v1"
    ref: Ref
    approval: UUID
    verdict: Literal["approved", "rejected", "returned"]


class FundTransferWithdrawn(Event):
    """The requester took it back."""

    stored_as = "fund_transfer.withdrawn.v1"
    ref: Ref
    why: str


FundTransferEvent = FundTransferProposed | FundTransferConcluded | FundTransferWithdrawn
