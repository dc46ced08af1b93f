"""What happens to a change order."""

from typing import Literal
from uuid import UUID

from contracts.change_order import ChangeTerms
from contracts.values import Money, Ref
from events._base import Event


class ChangeOrderDrafted(Event):
    """A change of a contract was drafted under a business number."""

    stored_as = "change_order.drafted.v1"
    ref: Ref
    author: str
    agreement: Ref
    terms: ChangeTerms


class ChangeOrderRevised(Event):
    """The terms were replaced."""

    stored_as = "change_order.revised.v1"
    ref: Ref
    terms: ChangeTerms


class ChangeOrderSubmitted(Event):
    """Submitted for the `round`-th time; `at_stake` is what chooses the route, `content_hash` what will be approved."""

    stored_as = "change_order.submitted.v1"
    ref: Ref
    author: str
    round: int
    at_stake: Money
    content_hash: str


class ChangeOrderConcluded(Event):
    """The approval ended with a verdict; an approved change has altered contract and budgets with this event."""

    stored_as = "change_order.concluded.v1"
    ref: Ref
    approval: UUID
    verdict: Literal["approved", "rejected", "returned"]


class ChangeOrderWithdrawn(Event):
    """The author took it back."""

    stored_as = "change_order.withdrawn.v1"
    ref: Ref
    why: str


class ChangeOrderParked(Event):
    """The approved change was refused by contract or budget; a person has to look."""

    stored_as = "change_order.parked.v1"
    ref: Ref
    step: str
    code: str
    figures: tuple[tuple[str, str], ...]


ChangeOrderEvent = (
    ChangeOrderDrafted
    | ChangeOrderRevised
    | ChangeOrderSubmitted
    | ChangeOrderConcluded
    | ChangeOrderWithdrawn
    | ChangeOrderParked
)
