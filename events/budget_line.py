"""What happens to a budget line. Every move takes an amount out of one stage into another and names its cause."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from contracts.budget_line import BudgetControl
from contracts.values import Converted, CostObject, Money, Ref
from events._base import Event

Stage = Literal["available", "pre_encumbered", "encumbered", "accrued", "actual", "paid"]
STAGES: tuple[Stage, ...] = ("available", "pre_encumbered", "encumbered", "accrued", "actual", "paid")


Difference = Literal["price", "currency", "discount"]
"""Why a bill costs more, or less, than its order said: another price, another rate for the same foreign amount, or
that it was paid early."""


class BudgetOpened(Event):
    """A budget line exists."""

    stored_as = "budget_line.opened.v1"
    entity: str
    cost_object: CostObject
    amount: Money
    control: Literal["stop", "warn"]
    controls: BudgetControl | None = None


class BudgetRevised(Event):
    """The budget amount is now `amount`; `cause` is the document that moved it, none where a person set it."""

    stored_as = "budget_line.revised.v1"
    entity: str
    cost_object: CostObject
    amount: Money
    cause: Ref | None = None


class FundsMove(Event):
    """Base of the moves: `amount` leaves `source` (held there under `source_key`) for the target stage, under `key`.

    `difference` names what is only the difference between a bill and its order, or was kept of it for paying early.
    `origin` is the amount of the document's line that this is a part of, where the document is in another currency.
    """

    target: ClassVar[Stage]
    entity: str
    cost_object: CostObject
    source: Stage
    source_key: str
    key: str
    amount: Money
    cause: Ref
    reverses: str | None = None
    """The period whose posting it undoes: closed there, and therefore taken out of what stands here."""
    difference: Difference | None = None
    origin: Converted | None = None


class FundsReserved(FundsMove):
    """Pre-encumbrance: a requisition reserves."""

    stored_as = "budget_line.funds_reserved.v1"
    target: ClassVar[Stage] = "pre_encumbered"


class FundsEncumbered(FundsMove):
    """Encumbrance: an order commits."""

    stored_as = "budget_line.funds_encumbered.v1"
    target: ClassVar[Stage] = "encumbered"


class FundsAccrued(FundsMove):
    """Accrual: goods or services were accepted and are not billed yet."""

    stored_as = "budget_line.funds_accrued.v1"
    target: ClassVar[Stage] = "accrued"


class FundsSpent(FundsMove):
    """Expenditure: an invoice was posted."""

    stored_as = "budget_line.funds_spent.v1"
    target: ClassVar[Stage] = "actual"


class FundsPaid(FundsMove):
    """Payment: the posted invoice was paid."""

    stored_as = "budget_line.funds_paid.v1"
    target: ClassVar[Stage] = "paid"


class FundsUnpaid(FundsMove):
    """A payment came back: what was paid (or, of a discount, had returned to the budget) is billed and due again."""

    stored_as = "budget_line.funds_unpaid.v1"
    target: ClassVar[Stage] = "actual"


class FundsReleased(FundsMove):
    """What is no longer needed returns to the budget."""

    stored_as = "budget_line.funds_released.v1"
    target: ClassVar[Stage] = "available"


class OverspendWarned(Event):
    """A move went over a budget whose control is "warn"; it stands, and this says so."""

    stored_as = "budget_line.overspend_warned.v1"
    entity: str
    cost_object: CostObject
    available: Money
    wanted: Money
    cause: Ref
    cumulative: bool = False
    """Whether `available` is that of all periods up to this one."""


class BudgetControlled(Event):
    """From now on spending over the line is controlled so."""

    stored_as = "budget_line.controlled.v1"
    entity: str
    cost_object: CostObject
    controls: BudgetControl


class OpeningBalancesRecorded(Event):
    """What stood there already at the day of cut-over; its moves follow."""

    stored_as = "budget_line.opening_recorded.v1"
    entity: str
    cost_object: CostObject
    as_of: date
    pre_encumbered: Money
    encumbered: Money
    accrued: Money
    actual: Money
    paid: Money


class OpeningCommitmentRecorded(Event):
    """Part of what was encumbered at the day of cut-over is of this order or contract of an earlier system."""

    stored_as = "budget_line.opening_commitment_recorded.v1"
    entity: str
    cost_object: CostObject
    reference: str
    amount: Money


class OpeningRelieved(Event):
    """So much of an opening commitment has ended; its move follows. `invoice` billed it (none: it returned to the budget)."""

    stored_as = "budget_line.opening_relieved.v1"
    entity: str
    cost_object: CostObject
    reference: str | None = None
    amount: Money
    invoice: str | None = None
    why: str
    relieved_by: str


class ExceptionGranted(Event):
    """The line may be overspent by an amount, for one document or until a day, because an approved change says so."""

    stored_as = "budget_line.exception_granted.v1"
    entity: str
    cost_object: CostObject
    exception: Ref
    amount: Money
    document: UUID | None = None
    until: date | None = None


class ExceptionUsed(Event):
    """So much of an exception is used up, once and for all, by a move over the budget."""

    stored_as = "budget_line.exception_used.v1"
    entity: str
    cost_object: CostObject
    exception: Ref
    amount: Money
    cause: Ref


class CarriedForward(Event):
    """What a document line holds goes on in another period: `amount` was carried, later moves follow it."""

    stored_as = "budget_line.carried_forward.v1"
    entity: str
    cost_object: CostObject
    key: str
    to_period: str
    amount: Money


Move = FundsReserved | FundsEncumbered | FundsAccrued | FundsSpent | FundsPaid | FundsUnpaid | FundsReleased
BudgetLineEvent = (
    BudgetOpened
    | BudgetRevised
    | BudgetControlled
    | OverspendWarned
    | OpeningBalancesRecorded
    | OpeningCommitmentRecorded
    | OpeningRelieved
    | ExceptionGranted
    | ExceptionUsed
    | CarriedForward
    | Move
)
