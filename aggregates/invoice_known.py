"""What is known when an invoice is judged: its supplier, its order, its original, and who has its number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from aggregates._base import Facts, Refusal
from aggregates.duties import apart
from aggregates.invoice_amounts import Original
from aggregates.invoice_care import Care
from aggregates.invoice_lines import Lines, OrderFacts
from bots.milestones import Plan
from bots.spreading import Receipts
from contracts.comparison import Rate
from contracts.invoice import ResolveInvoice
from contracts.matching import Assignment, Match, MatchInputs, Tolerances
from contracts.reading import Finding
from contracts.values import Ref


@dataclass(frozen=True)
class SupplierFacts:
    """What the judgement needs of the supplier."""

    code: str
    payment_days: int
    makers: tuple[str, ...]
    end_of_month: bool = False


@dataclass(frozen=True)
class Duplicate:
    """Another invoice has this supplier's number; `same` when amount, currency and date are the same as well."""

    ref: Ref
    posted: bool
    same: bool


@dataclass(frozen=True)
class Judge:
    """Judge the invoice on everything known; `findings` are those of document, master data and the search for its order.

    `accepted` carries a person's decision to accept the exceptions.
    """

    findings: tuple[Finding, ...]
    tolerances: Tolerances
    supplier: SupplierFacts | None = None
    order: OrderFacts | None = None
    found_by: str | None = None
    receipts: Receipts = field(default_factory=Receipts)
    original: Original | None = None
    duplicate: Duplicate | None = None
    similar: Ref | None = None
    highest_tax_percent: Decimal = Decimal(100)
    accepted: ResolveInvoice | None = None
    rate: Rate | Refusal | None = None
    """At which the invoice is booked, where its order's budgets have another currency; or why there is none."""
    certified: Mapping[int, Decimal] = field(default_factory=dict)
    """How much of each measured order line may be billed to date."""
    care: Care = field(default_factory=Care)
    """Who looks after it, where it is an exception."""
    not_run: tuple[str, ...] = ()
    """The rules on the house's records that had not what they ask for: their silence says nothing."""
    plans: tuple[Plan, ...] = ()
    """The contracts with milestones that lines of the order are under."""


@dataclass(frozen=True)
class Matched:
    """How the match went, and on what."""

    lines: Lines
    assigned: Assignment
    inputs: MatchInputs
    match: Match


def duty_refusal(order: OrderFacts | None, supplier: SupplierFacts | None, facts: Facts) -> Refusal | None:
    """Who received the goods or made the supplier has no hand in the invoice."""
    receiver = apart("receiver-is-invoice-approver", facts, order.receivers if order else ())
    return receiver or apart("supplier-maker-is-invoice-approver", facts, supplier.makers if supplier else ())
