"""Requests for quotation (询价), their opening and award (比价、定标)."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts._base import Command
from contracts.comparison import KnownPrice, Rate
from contracts.requisition import LineNumber
from contracts.values import Code, Currency, Instant, Quantity, Scaled, Text, Value

AwardMatter = Literal["award", "award_not_cheapest", "single_source"]
"""Which rows of the approval matrix an award goes by."""


class RfqSource(Value):
    """A requisition line that an RFQ is to fill."""

    requisition: UUID
    line: LineNumber


class RfqLine(Value):
    """What suppliers are asked for, and from which requisition lines it comes."""

    line: LineNumber
    description: Text
    quantity: Quantity
    needed_by: date
    item: Code | None = None
    sources: tuple[RfqSource, ...] = ()


class IssuedLine(RfqLine):
    """A line as issued: what its requisitions estimated per unit, and the day on which prices are looked up for it."""

    known_on: date
    estimate: Scaled | None = None
    recoverable_percent: Annotated[Scaled, Field(ge=0, le=100)] = Decimal(100)
    """What of its tax is given back by the tax codes of its requisitions (of several the least), whatever a supplier says."""
    owed_percent: Annotated[Scaled, Field(ge=0, le=100)] | None = None
    """The tax that the buyer owes itself (reverse charge), in place of what a supplier states."""


class IssueRfq(Command):
    """Ask approved suppliers for quotations until the deadline, to be compared in `currency`."""

    contract = "rfq.issue"
    permission = "rfq.issue"
    entity: Code
    title: Text
    currency: Currency
    lines: Annotated[tuple[RfqLine, ...], Field(min_length=1)]
    suppliers: Annotated[tuple[Code, ...], Field(min_length=1)]
    deadline: Instant


class AmendRfq(Command):
    """Before the deadline: extend it, or invite further suppliers."""

    contract = "rfq.amend"
    permission = "rfq.issue"
    rfq: UUID
    deadline: Instant | None = None
    suppliers: tuple[Code, ...] = ()


class CancelRfq(Command):
    """Give up an RFQ of which nothing is ordered yet."""

    contract = "rfq.cancel"
    permission = "rfq.issue"
    rfq: UUID
    why: Text


class RemindQuotations(Command):
    """Follow-up: the deadline is near, and quotations are still missing."""

    contract = "rfq.remind"
    permission = "system"
    by = "system"
    rfq: UUID


class OpenQuotations(Command):
    """Follow-up: the deadline has come, the quotations are unsealed."""

    contract = "rfq.open"
    permission = "system"
    by = "system"
    rfq: UUID


class AwardLine(Value):
    """So much of a line for a supplier; another than the cheapest needs a reason."""

    award_line: LineNumber
    line: LineNumber
    supplier: Code
    quantity: Annotated[Scaled, Field(gt=0)]
    reason: Text | None = None


class AwardRfq(Command):
    """Propose who gets what; it waits for approval, and can be ordered from then on.

    `rates` and `prices` are the exchange rates and known prices to compare by; they are kept with the award. Recorded
    rates, and prices that contracts, orders and quotations prove, decide instead wherever there are any.
    """

    contract = "rfq.award"
    permission = "rfq.award"
    by = "person"
    rfq: UUID
    lines: Annotated[tuple[AwardLine, ...], Field(min_length=1)]
    reason: Text
    single_source_reason: Text | None = None
    rates: tuple[Rate, ...] = ()
    prices: tuple[KnownPrice, ...] = ()


class ConcludeAward(Command):
    """Follow-up: carry the verdict of the finished approval to the award."""

    contract = "rfq.conclude"
    permission = "system"
    by = "system"
    rfq: UUID
    approval: UUID
    verdict: Literal["approved", "rejected", "returned"]
