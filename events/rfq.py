"""What happens to a request for quotation: its stream owns what is awarded and ordered from the award."""

from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from contracts.comparison import Baseline, ComparisonPolicy, KnownPrice, Rate
from contracts.rfq import AwardMatter, IssuedLine
from contracts.values import Money, Ref, Scaled, Value, money
from events._base import Event


class RfqIssued(Event):
    """Suppliers are asked until the deadline; `minimum` quotations are required.

    The missing ones are asked for at `remind_at`: `reminder_hours` before the deadline, or halfway to it where that is later.
    """

    stored_as = "rfq.issued.v1"
    ref: Ref
    buyer: str
    title: str
    currency: str
    lines: tuple[IssuedLine, ...]
    suppliers: tuple[str, ...]
    deadline: datetime
    minimum: int
    reminder_hours: int = 0
    remind_at: datetime | None = None


class RfqAmended(Event):
    """The deadline, the invited suppliers and the moment of the next reminder from now on."""

    stored_as = "rfq.amended.v1"
    ref: Ref
    deadline: datetime
    suppliers: tuple[str, ...]
    remind_at: datetime | None = None
    amended_by: str = ""


class RfqReminded(Event):
    """The deadline is near; `suppliers` have not quoted yet (that they have is no secret, what they quote is)."""

    stored_as = "rfq.reminded.v1"
    ref: Ref
    buyer: str
    title: str
    deadline: datetime
    suppliers: tuple[str, ...]


class RfqCancelled(Event):
    """Given up."""

    stored_as = "rfq.cancelled.v1"
    ref: Ref
    why: str


class RfqOpened(Event):
    """The deadline passed and these quotations were unsealed in the same transaction."""

    stored_as = "rfq.opened.v1"
    ref: Ref
    quotations: tuple[Ref, ...]
    minimum: int


class AwardedLine(Value):
    """So much of a line for a supplier, at its net price per unit; `amount` is in the currency of the RFQ.

    `comparable` is what the whole line costs at this supplier, `best` what it costs at the cheapest; `minimum` is the
    least that the supplier sells.
    """

    award_line: int
    line: int
    description: str
    supplier: str
    quotation: Ref
    version: int
    quantity: Scaled
    unit: str
    unit_price: Scaled
    currency: str
    amount: Money
    comparable: Money
    best: Money
    reason: str | None = None
    baseline: Baseline | None = None
    minimum: Scaled = Decimal(0)
    outlier: bool | None = None
    """Whether its price stood out, among the offers for the line or from what was known; None: it was not judged."""

    @property
    def cheapest(self) -> bool:
        """Nobody offered the line for less."""
        return self.comparable.amount <= self.best.amount

    @property
    def would_have_cost(self) -> Money | None:
        """The awarded quantity at the baseline's price, against which its saving is measured; None without one."""
        if self.baseline is None:
            return None
        return money(self.quantity * self.baseline.unit_price, self.baseline.currency)


class RfqAwarded(Event):
    """Awarded for the `round`-th time, to be approved; with everything that the comparison was made from."""

    stored_as = "rfq.awarded.v1"
    ref: Ref
    round: int
    buyer: str
    title: str
    lines: tuple[AwardedLine, ...]
    matter: AwardMatter
    amount: Money
    reason: str
    single_source_reason: str | None = None
    content_hash: str
    rates: tuple[Rate, ...]
    prices: tuple[KnownPrice, ...]
    policy: ComparisonPolicy


class RfqAwardConcluded(Event):
    """The approval of the award ended."""

    stored_as = "rfq.award_concluded.v1"
    ref: Ref
    approval: UUID
    verdict: Literal["approved", "rejected", "returned"]


class RfqOrdered(Event):
    """So much of an award line went into an order."""

    stored_as = "rfq.ordered.v1"
    ref: Ref
    order: Ref
    award_line: int
    quantity: Scaled


class RfqGivenBack(Event):
    """So much of an award line may be ordered again: its order was called off, or became less."""

    stored_as = "rfq.given_back.v1"
    ref: Ref
    order: Ref
    award_line: int
    quantity: Scaled


RfqEvent = (
    RfqIssued
    | RfqAmended
    | RfqReminded
    | RfqCancelled
    | RfqOpened
    | RfqAwarded
    | RfqAwardConcluded
    | RfqOrdered
    | RfqGivenBack
)
