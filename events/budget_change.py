"""What happens to a budget change."""

from typing import Literal
from uuid import UUID

from contracts.budget_change import BudgetChangeTerms
from contracts.values import Ref
from events._base import Event


class BudgetChangeAsked(Event):
    """Asked for the `round`-th time; `content_hash` is what will be approved."""

    stored_as = "budget_change.asked.v1"
    ref: Ref
    author: str
    terms: BudgetChangeTerms
    round: int
    content_hash: str


class BudgetChangeConcluded(Event):
    """The approval ended with a verdict; an approved change has changed the budgets with this event."""

    stored_as = "budget_change.concluded.v1"
    ref: Ref
    approval: UUID
    verdict: Literal["approved", "rejected", "returned"]


class BudgetChangeWithdrawn(Event):
    """The author took it back."""

    stored_as = "budget_change.withdrawn.v1"
    ref: Ref
    why: str


class BudgetChangeParked(Event):
    """The approved change was refused by a budget; a person has to look."""

    stored_as = "budget_change.parked.v1"
    ref: Ref
    code: str
    figures: tuple[tuple[str, str], ...]


BudgetChangeEvent = BudgetChangeAsked | BudgetChangeConcluded | BudgetChangeWithdrawn | BudgetChangeParked
