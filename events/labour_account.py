"""What happens to the account of a day labourer."""

from datetime import date

from contracts.values import CostObject, Money, Ref
from events._base import Event


class LabourEarned(Event):
    """A line of an approved sheet earned him so much."""

    stored_as = "labour_account.earned.v1"
    entity: str
    worker: str
    sheet: Ref
    line: int
    day: date
    cost_object: CostObject
    amount: Money


class LabourUnearned(Event):
    """The sheet was reversed: he did not earn it."""

    stored_as = "labour_account.unearned.v1"
    entity: str
    worker: str
    sheet: Ref
    line: int
    amount: Money


class LabourAdvanced(Event):
    """He drew cash in advance; advances are numbered within his account."""

    stored_as = "labour_account.advanced.v1"
    entity: str
    worker: str
    advance: int
    amount: Money
    on: date
    recorded_by: str
    why: str


class LabourAdvanceReversed(Event):
    """The advance was recorded in error."""

    stored_as = "labour_account.advance_reversed.v1"
    entity: str
    worker: str
    advance: int
    amount: Money
    reversed_by: str
    why: str


class LabourWagesClaimed(Event):
    """A settlement has what was open up to a day: `earned` − `advanced` = `amount`."""

    stored_as = "labour_account.claimed.v1"
    entity: str
    worker: str
    settlement: Ref
    until: date
    earned: Money
    advanced: Money
    amount: Money


class LabourWagesFreed(Event):
    """The settlement was withdrawn: what it had is open again."""

    stored_as = "labour_account.freed.v1"
    entity: str
    worker: str
    settlement: Ref


class LabourWagesPaid(Event):
    """The settlement was paid."""

    stored_as = "labour_account.paid.v1"
    entity: str
    worker: str
    settlement: Ref
    amount: Money


LabourAccountEvent = (
    LabourEarned
    | LabourUnearned
    | LabourAdvanced
    | LabourAdvanceReversed
    | LabourWagesClaimed
    | LabourWagesFreed
    | LabourWagesPaid
)
