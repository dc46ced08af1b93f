"""What happens to the settlement of a contract: what its bills certified, gave up and kept back, and what became of it."""

from datetime import date
from typing import Literal

from contracts.values import Money, Ref, Value
from events._base import Event


class TakenDeduction(Value):
    """How much of a fine or deduction comes off a bill."""

    number: int
    kind: Literal["fine", "deduction"]
    amount: Money


class ReleasedRetention(Value):
    """What was kept of a bill, and how much of it is never paid because of fines and deductions that were still open."""

    invoice: Ref
    payable: Ref
    amount: Money
    taken: tuple[TakenDeduction, ...] = ()


class OfSettlement(Event):
    """Base: which settlement of which contract."""

    ref: Ref
    agreement: Ref


class SettlementBilled(OfSettlement):
    """A bill was posted: net = certified − recovered − retained − fined − deducted, all without tax.

    `certified_to_date` is with this bill, `certified_before` without it; `retention` is the payable of what is kept.
    """

    stored_as = "settlement.billed.v1"
    invoice: Ref
    certified_before: Money
    certified_to_date: Money
    certified: Money
    recovered: Money
    retained: Money
    fined: Money
    deducted: Money
    net: Money
    taken: tuple[TakenDeduction, ...] = ()
    retention: Ref | None = None
    expected: date | None = None
    """When the retention is expected to be released."""
    held: bool = False
    """Whether anything is kept of this bill or others."""


class SettlementReturned(OfSettlement):
    """A credit note or cancellation (`cause`) took back so much of a bill, and of what came off it (all positive)."""

    stored_as = "settlement.returned.v1"
    invoice: Ref
    cause: Ref
    certified: Money
    recovered: Money
    retained: Money
    net: Money
    taken: tuple[TakenDeduction, ...] = ()
    held: bool = False
    """Whether anything is still kept of this bill or others."""


class DeductionProposed(OfSettlement):
    """A fine or deduction was proposed; nothing is taken yet. `base` is what a fine is in percent of."""

    stored_as = "settlement.deduction_proposed.v1"
    number: int
    kind: Literal["fine", "deduction"]
    amount: Money
    author: str
    reason: str
    days_late: int | None = None
    base: Money | None = None


class DeductionApproved(OfSettlement):
    """Another person approved it: bills are reduced by it from now on."""

    stored_as = "settlement.deduction_approved.v1"
    number: int
    approved_by: str


class DeductionDropped(OfSettlement):
    """What was left of it is given up."""

    stored_as = "settlement.deduction_dropped.v1"
    number: int
    left: Money
    dropped_by: str
    why: str


class CompletionAccepted(OfSettlement):
    """The work was finally accepted; the retention is due on `release_on`, where the contract keeps one."""

    stored_as = "settlement.completion_accepted.v1"
    completed_on: date
    accepted_by: str
    release_on: date | None = None


class DefectClaimed(OfSettlement):
    """A defect holds the retention back."""

    stored_as = "settlement.defect_claimed.v1"
    number: int
    claimed_by: str
    why: str


class DefectCleared(OfSettlement):
    """It holds nothing back any more."""

    stored_as = "settlement.defect_cleared.v1"
    number: int
    cleared_by: str
    why: str


class MilestoneReached(OfSettlement):
    """A milestone is due: by its day, or because a person confirmed its condition."""

    stored_as = "settlement.milestone_reached.v1"
    milestone: int
    name: str
    amount: Money
    reached_on: date
    confirmed_by: str | None = None
    why: str | None = None


class RetentionReleased(OfSettlement):
    """What was kept is due."""

    stored_as = "settlement.retention_released.v1"
    due_date: date
    released: tuple[ReleasedRetention, ...]


class AdvanceReserved(OfSettlement):
    """An advance was asked for: no more than is agreed can be."""

    stored_as = "settlement.advance_reserved.v1"
    advance: Ref
    amount: Money


class AdvanceGivenUp(OfSettlement):
    """It will not be paid."""

    stored_as = "settlement.advance_given_up.v1"
    advance: Ref


class AdvanceSettled(OfSettlement):
    """It was paid: from now on bills give it back."""

    stored_as = "settlement.advance_settled.v1"
    advance: Ref
    amount: Money


SettlementEvent = (
    SettlementBilled
    | SettlementReturned
    | DeductionProposed
    | DeductionApproved
    | DeductionDropped
    | CompletionAccepted
    | DefectClaimed
    | DefectCleared
    | MilestoneReached
    | RetentionReleased
    | AdvanceReserved
    | AdvanceGivenUp
    | AdvanceSettled
)
