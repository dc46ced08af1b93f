"""Transfers between fund accounts: the requester asks, others approve; the verdict ends it."""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal, assert_never

from aggregates._base import Aggregate, Conclude, Decision, Facts, refuse
from contracts.approval import OpenApproval
from contracts.fund_transfer import WithdrawFundTransfer
from contracts.values import Money, Ref
from events.fund_transfer import FundTransferConcluded, FundTransferEvent, FundTransferProposed, FundTransferWithdrawn


@dataclass(frozen=True)
class FundTransfer:
    """What is to move, and how it stands."""

    ref: Ref | None = None
    proposed: FundTransferProposed | None = None
    status: Literal["unknown", "proposed", "approved", "rejected", "returned", "withdrawn"] = "unknown"

    @property
    def asked(self) -> OpenApproval | None:
        """What it asks approval for."""
        if self.ref is None or self.proposed is None:
            return None
        return OpenApproval(
            subject=self.ref,
            title=self.proposed.why,
            amount=self.proposed.amount,
            requester=self.proposed.requester,
            content_hash=self.proposed.content_hash,
        )

    @property
    def asks(self) -> bool:
        """Whether it waits for that approval."""
        return self.status == "proposed"


@dataclass(frozen=True)
class Propose:
    """A transfer with its number."""

    ref: Ref
    source: Ref
    target: Ref
    amount: Money
    why: str


TransferCommand = Propose | Conclude | WithdrawFundTransfer


def decide(state: FundTransfer, command: TransferCommand, facts: Facts) -> Decision:
    """Its requester alone takes it back; what has ended stays so."""
    if isinstance(command, Propose):
        return _propose(state, command, facts)
    if state.ref is None or state.proposed is None:
        return refuse("unknown-document", kind="fund transfer")
    match command:
        case Conclude():
            concluded = FundTransferConcluded(ref=state.ref, approval=command.approval, verdict=command.verdict)
            return (concluded,) if state.asks else ()
        case WithdrawFundTransfer():
            if facts.actor.name != state.proposed.requester:
                return refuse("not-the-requester", requester=state.proposed.requester)
            if state.status == "withdrawn":
                return ()
            if not state.asks:
                return refuse("closed-document", number=state.ref, status=state.status)
            return (FundTransferWithdrawn(ref=state.ref, why=command.why),)
        case _:
            assert_never(command)


def _propose(state: FundTransfer, command: Propose, facts: Facts) -> Decision:
    if state.ref is not None:
        return refuse("already-registered", kind="fund transfer", key=state.ref)
    if command.source.id == command.target.id:
        return refuse("same-fund-account", account=command.source)
    requester = facts.actor.name
    parts = (requester, command.source.id, command.target.id, command.amount, command.why)
    content = sha256("\n".join(map(str, parts)).encode()).hexdigest()
    return (FundTransferProposed(requester=requester, content_hash=content, **vars(command)),)


def evolve(state: FundTransfer, event: FundTransferEvent) -> FundTransfer:
    """Apply one event."""
    match event:
        case FundTransferProposed():
            return FundTransfer(event.ref, event, "proposed")
        case FundTransferConcluded():
            return replace(state, status=event.verdict)
        case FundTransferWithdrawn():
            return replace(state, status="withdrawn")
        case _:
            assert_never(event)


FUND_TRANSFER = Aggregate("fund_transfer", FundTransfer(), decide, evolve)
