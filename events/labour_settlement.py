"""What happens to settlements of day labour."""

from datetime import date

from contracts.values import CostObject, Money, Ref, Value
from events._base import Event


class SettledItem(Value):
    """A line of a sheet that the settlement pays, and where it was accrued."""

    sheet: Ref
    line: int
    cost_object: CostObject
    amount: Money


class SettlementLine(Value):
    """A worker: what he earned less what he drew in advance is what he gets."""

    worker: str
    name: str
    earned: Money
    advanced: Money
    amount: Money
    items: tuple[SettledItem, ...]


class LabourSettlementProposed(Event):
    """What is outstanding up to a day is to be paid."""

    stored_as = "labour_settlement.proposed.v1"
    ref: Ref
    until: date
    proposed_by: str
    total: Money
    lines: tuple[SettlementLine, ...]


class LabourSettlementApproved(Event):
    """Another person approved it."""

    stored_as = "labour_settlement.approved.v1"
    ref: Ref
    approved_by: str


class LabourSettlementPaid(Event):
    """The wage account paid it."""

    stored_as = "labour_settlement.paid.v1"
    ref: Ref
    paid_by: str
    bank_reference: str


class LabourSettlementWithdrawn(Event):
    """It was dropped before it was paid."""

    stored_as = "labour_settlement.withdrawn.v1"
    ref: Ref
    withdrawn_by: str
    why: str


LabourSettlementEvent = (
    LabourSettlementProposed | LabourSettlementApproved | LabourSettlementPaid | LabourSettlementWithdrawn
)
