"""What happens to a budget line. Every move takes an amount out of one stage into another and names its cause."""

from typing import ClassVar, Literal

from contracts.values import CostObject, Money, Ref
from events._base import Event

Stage = Literal["available", "pre_encumbered", "encumbered", "accrued", "actual", "paid"]
STAGES: tuple[Stage, ...] = ("available", "pre_encumbered", "encumbered", "accrued", "actual", "paid")


class BudgetOpened(Event):
    """A budget line exists."""

    stored_as = "budget_line.opened.v1"
    entity: str
    cost_object: CostObject
    amount: Money
    control: Literal["stop", "warn"]


class BudgetRevised(Event):
    """The budget amount is now `amount`; `cause` is the document that moved it, none where a person set it."""

    stored_as = "budget_line.revised.v1"
    entity: str
    cost_object: CostObject
    amount: Money
    cause: Ref | None = None


class FundsMove(Event):
    """Base of the moves: `amount` leaves `source` (held there under `source_key`) for the target stage, under `key`."""

    target: ClassVar[Stage]
    entity: str
    cost_object: CostObject
    source: Stage
    source_key: str
    key: str
    amount: Money
    cause: Ref


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


Move = FundsReserved | FundsEncumbered | FundsAccrued | FundsSpent | FundsPaid | FundsUnpaid | FundsReleased
BudgetLineEvent = BudgetOpened | BudgetRevised | OverspendWarned | Move
