"""Advances: asked for by one person, approved by others, paid; no cost, but money that bills give back."""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.advance_payment import ConcludeAdvance, RequestAdvance, WithdrawAdvance
from contracts.approval import OpenApproval
from contracts.values import BankAccount, Money, Ref
from events.advance_payment import (
    AdvanceCameBack,
    AdvanceConcluded,
    AdvancePaid,
    AdvancePaymentEvent,
    AdvanceRequested,
    AdvanceWithdrawn,
)

Status = Literal["unknown", "submitted", "approved", "rejected", "returned", "withdrawn", "paid"]


@dataclass(frozen=True)
class AdvancePayment:
    """An advance under a contract. Returned or rejected it is over: what is wanted then is asked for anew."""

    ref: Ref | None = None
    requested: AdvanceRequested | None = None
    status: Status = "unknown"

    @property
    def asked(self) -> OpenApproval | None:
        """What it asks approval for."""
        if self.requested is None:
            return None
        return OpenApproval(
            subject=self.requested.ref,
            title=self.requested.reason,
            amount=self.requested.amount,
            requester=self.requested.requester,
            content_hash=self.requested.content_hash,
        )

    @property
    def asks(self) -> bool:
        """Whether it waits for that approval."""
        return self.status == "submitted"


@dataclass(frozen=True)
class Request:
    """RequestAdvance with its number, its contract, and the supplier's account that it will be paid to."""

    command: RequestAdvance
    ref: Ref
    agreement: Ref
    supplier: str
    supplier_name: str
    account: BankAccount
    projects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settle:
    """The bank paid it."""

    amount: Money


@dataclass(frozen=True)
class ComeBack:
    """The bank gave the money back."""

    amount: Money


AdvanceCommand = Request | WithdrawAdvance | ConcludeAdvance | Settle | ComeBack


def decide(state: AdvancePayment, command: AdvanceCommand, facts: Facts) -> Decision:
    """Decide on an advance; its requester alone withdraws it."""
    if isinstance(command, Request):
        return _request(state, command, facts)
    if state.ref is None or state.requested is None:
        return refuse("unknown-document", kind="advance payment")
    about = {"ref": state.ref, "agreement": state.requested.agreement}
    match command:
        case WithdrawAdvance():
            if state.status == "withdrawn":
                return ()
            if facts.actor.name != state.requested.requester:
                return refuse("not-the-requester", requester=state.requested.requester)
            if not state.asks:
                return refuse("closed-document", number=state.ref, status=state.status)
            return (AdvanceWithdrawn(**about, why=command.why),)
        case ConcludeAdvance():
            concluded = AdvanceConcluded(**about, approval=command.approval, verdict=command.verdict)
            return (concluded,) if state.asks else ()
        case Settle():
            return (AdvancePaid(**about, amount=command.amount),) if state.status == "approved" else ()
        case ComeBack():
            return (AdvanceCameBack(**about, amount=command.amount),) if state.status == "paid" else ()
        case _:
            assert_never(command)


def _request(state: AdvancePayment, request: Request, facts: Facts) -> Decision:
    asked = request.command
    if state.ref is not None:
        return refuse("already-registered", kind="advance payment", key=state.ref)
    if asked.amount.amount <= 0:
        return refuse("negative-amount", amount=asked.amount)
    requested = AdvanceRequested(
        ref=request.ref,
        agreement=request.agreement,
        supplier=request.supplier,
        supplier_name=request.supplier_name,
        requester=facts.actor.name,
        amount=asked.amount,
        reason=asked.reason,
        account=request.account,
        content_hash=content_hash(facts.actor.name, request),
        due_date=asked.due_date,
        projects=request.projects,
    )
    return (requested,)


def content_hash(requester: str, request: Request) -> str:
    """SHA-256 of what is approved: requester, contract, amount, account, day and projects."""
    asked, account = request.command, request.account.model_dump_json(exclude_defaults=True)
    parts = [requester, str(request.agreement.id), str(asked.amount), account, str(asked.due_date or "")]
    parts += request.projects
    return sha256("\n".join(parts).encode()).hexdigest()


def evolve(state: AdvancePayment, event: AdvancePaymentEvent) -> AdvancePayment:
    """Apply one event."""
    match event:
        case AdvanceRequested():
            return AdvancePayment(event.ref, event, "submitted")
        case AdvanceConcluded():
            return replace(state, status=event.verdict)
        case AdvanceWithdrawn():
            return replace(state, status="withdrawn")
        case AdvancePaid():
            return replace(state, status="paid")
        case AdvanceCameBack():
            return replace(state, status="approved")
        case _:
            assert_never(event)


ADVANCE_PAYMENT = Aggregate("advance_payment", AdvancePayment(), decide, evolve)
