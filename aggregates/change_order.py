"""Change orders: drafted by an author, approved by others; the conclusion alters contract and budgets."""

from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from typing import Literal, assert_never
from uuid import UUID

from aggregates._base import Aggregate, Decision, Facts, doubled_in, refuse
from aggregates.parts import of_change_order
from contracts.approval import OpenApproval
from contracts.change_order import (
    ChangeTerms,
    ConcludeChangeOrder,
    ParkChangeOrder,
    ReviseChangeOrder,
    WithdrawChangeOrder,
)
from contracts.values import Money, Ref, money
from events.change_order import (
    ChangeOrderConcluded,
    ChangeOrderDrafted,
    ChangeOrderEvent,
    ChangeOrderParked,
    ChangeOrderRevised,
    ChangeOrderSubmitted,
    ChangeOrderWithdrawn,
)

Status = Literal["unknown", "draft", "submitted", "returned", "approved", "rejected", "withdrawn"]
DRAFTS: frozenset[Status] = frozenset({"draft", "returned"})


@dataclass(frozen=True)
class ChangeOrder:
    """A change order; `round` counts its submissions, `parkings` how often it waited for help; `decided` ended last."""

    ref: Ref | None = None
    author: str = ""
    agreement: Ref | None = None
    terms: ChangeTerms | None = None
    status: Status = "unknown"
    round: int = 0
    content_hash: str = ""
    parked: ChangeOrderParked | None = None
    parkings: int = 0
    submitted_for: Money | None = None
    decided: UUID | None = None

    @property
    def at_stake(self) -> Money | None:
        """What chooses the approval route: as it was submitted; before that, what its own amounts move."""
        return self.submitted_for or self.staked(Decimal(0))

    def staked(self, exposed: Decimal) -> Money | None:
        """The change of the contract, that of all budgets, or what new prices, days and milestones expose: whichever is most."""
        if self.terms is None:
            return None
        budgets = sum((abs(delta.amount.amount) for delta in self.terms.budget), Decimal(0))
        return money(max(abs(self.terms.amount.amount), budgets, exposed), self.terms.amount.currency)

    def hash_content(self) -> str:
        """SHA-256 of what is approved: author, contract and terms."""
        assert self.terms is not None
        assert self.agreement is not None
        terms = self.terms.model_dump_json(exclude_defaults=True)
        return sha256("\n".join([self.author, str(self.agreement.id), terms]).encode()).hexdigest()

    @property
    def asked(self) -> OpenApproval | None:
        """What its last submission asks approval for; None while it is a first draft."""
        if not (self.ref and self.agreement and self.terms and self.at_stake and self.round):
            return None
        return OpenApproval(
            subject=self.ref,
            title=self.terms.reason,
            amount=self.at_stake,
            requester=self.author,
            content_hash=self.content_hash,
            occurrence=self.round,
            parts=of_change_order(str(self.agreement.id), self.author, self.at_stake, self.terms),
            follows=self.decided,
        )

    @property
    def asks(self) -> bool:
        """Whether it waits for that approval, or for its conclusion."""
        return self.status == "submitted"


@dataclass(frozen=True)
class Draft:
    """A change of a contract with its number."""

    ref: Ref
    agreement: Ref
    terms: ChangeTerms


@dataclass(frozen=True)
class Submit:
    """SubmitChangeOrder, with how much of the contract its prices, its last day and its milestones expose today."""

    exposed: Decimal = Decimal(0)


ChangeOrderCommand = Draft | ReviseChangeOrder | Submit | WithdrawChangeOrder | ConcludeChangeOrder | ParkChangeOrder


def decide(state: ChangeOrder, command: ChangeOrderCommand, facts: Facts) -> Decision:
    """Decide on a change order; its author alone revises, submits and withdraws it."""
    if isinstance(command, Draft):
        return _draft(state, command, facts)
    if state.ref is None or state.terms is None:
        return refuse("unknown-document", kind="change order")
    ref = state.ref
    match command:
        case ReviseChangeOrder() | Submit() | WithdrawChangeOrder() if facts.actor.name != state.author:
            return refuse("not-the-requester", requester=state.author)
        case ReviseChangeOrder():
            if state.status not in DRAFTS:
                return refuse("closed-document", number=ref, status=state.status)
            if command.terms == state.terms:
                return ()
            return _wrong(command.terms, ref) or (ChangeOrderRevised(ref=ref, terms=command.terms),)
        case Submit():
            return _submit(state, ref, command.exposed)
        case WithdrawChangeOrder():
            if state.status == "withdrawn":
                return ()
            if not (state.asks or state.status in DRAFTS):
                return refuse("closed-document", number=ref, status=state.status)
            return (ChangeOrderWithdrawn(ref=ref, why=command.why),)
        case ConcludeChangeOrder():
            concluded = ChangeOrderConcluded(ref=ref, approval=command.approval, verdict=command.verdict)
            return (concluded,) if state.asks else ()
        case ParkChangeOrder():
            parked = ChangeOrderParked(ref=ref, step=command.step, code=command.code, figures=command.figures)
            return (parked,) if state.asks and parked != state.parked else ()
        case _:
            assert_never(command)


def _draft(state: ChangeOrder, command: Draft, facts: Facts) -> Decision:
    if state.ref is not None:
        return refuse("already-registered", kind="change order", key=state.ref)
    drafted = ChangeOrderDrafted(
        ref=command.ref, author=facts.actor.name, agreement=command.agreement, terms=command.terms
    )
    return _wrong(command.terms, command.ref) or (drafted,)


def _wrong(terms: ChangeTerms, ref: Ref) -> Decision:
    """A refusal of terms that change nothing, name a line or cost object twice, or mix currencies; else nothing."""
    if doubled := doubled_in(line.line for line in terms.lines):
        return refuse("doubled-line", line=doubled)
    currency = terms.amount.currency
    if foreign := next((delta for delta in terms.budget if delta.amount.currency != currency), None):
        return refuse("currency-mismatch", expected=currency, given=foreign.amount.currency)
    moves = terms.amount.amount or any(delta.amount.amount for delta in terms.budget)
    if moves or terms.lines or terms.valid_to or terms.milestones is not None:
        return ()
    return refuse("empty-change-order", number=ref)


def _submit(state: ChangeOrder, ref: Ref, exposed: Decimal) -> Decision:
    if state.asks:
        return ()
    at_stake = state.staked(exposed)
    if state.status not in DRAFTS or at_stake is None:
        return refuse("closed-document", number=ref, status=state.status)
    submitted = ChangeOrderSubmitted(
        ref=ref, author=state.author, round=state.round + 1, at_stake=at_stake, content_hash=state.hash_content()
    )
    return (submitted,)


def evolve(state: ChangeOrder, event: ChangeOrderEvent) -> ChangeOrder:
    """Apply one event; anything but parking ends a parking."""
    match event:
        case ChangeOrderDrafted():
            return ChangeOrder(event.ref, event.author, event.agreement, event.terms, "draft")
        case ChangeOrderRevised():
            return replace(state, terms=event.terms, submitted_for=None)
        case ChangeOrderSubmitted():
            submitted = replace(state, status="submitted", submitted_for=event.at_stake)
            return replace(submitted, round=event.round, content_hash=event.content_hash)
        case ChangeOrderConcluded():
            return replace(state, status=event.verdict, decided=event.approval, parked=None)
        case ChangeOrderWithdrawn():
            return replace(state, status="withdrawn", parked=None)
        case ChangeOrderParked():
            return replace(state, parked=event, parkings=state.parkings + 1)
        case _:
            assert_never(event)


CHANGE_ORDER = Aggregate("change_order", ChangeOrder(), decide, evolve)
