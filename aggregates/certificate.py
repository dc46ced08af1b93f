"""Progress bills of an order: worked out from its measurement book, approved by another person, held against invoices."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from aggregates.duties import apart
from contracts.certificate import ApproveCertificate, DropCertificate
from contracts.values import Ref, money
from events.certificate import (
    CertificateApproved,
    CertificateDrafted,
    CertificateDropped,
    CertificateEvent,
    CertificateLine,
    CertificateShare,
)

ZERO = Decimal(0)
Status = Literal["draft", "approved", "dropped"]


@dataclass(frozen=True)
class Certificate:
    """All progress bills of one order; `to_date` is how much of each line the approved ones let the supplier bill."""

    ref: Ref | None = None
    drafts: Mapping[int, CertificateDrafted] = field(default_factory=dict)
    status: Mapping[int, Status] = field(default_factory=dict)
    to_date: Mapping[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Worked:
    """The progress bill as order, measurement book and contracts give it now."""

    ref: Ref
    order: Ref
    currency: str
    measured_by: tuple[str, ...]
    lines: tuple[CertificateLine, ...]
    shares: tuple[CertificateShare, ...]


@dataclass(frozen=True)
class Draft:
    """Keep it as the next one."""

    worked: Worked


@dataclass(frozen=True)
class Approve:
    """ApproveCertificate, with the bill as it would be drafted now: an outdated one is not approved."""

    command: ApproveCertificate
    worked: Worked


def decide(state: Certificate, command: Draft | Approve | DropCertificate, facts: Facts) -> Decision:
    """One at a time; who drafted, measured or certified does not approve."""
    if isinstance(command, Draft):
        return _draft(state, command.worked, facts)
    number = command.command.certificate if isinstance(command, Approve) else command.certificate
    drafted, status, name = state.drafts.get(number), state.status.get(number), facts.actor.name
    if drafted is None:
        return refuse("unknown-certificate", certificate=number)
    about = {"ref": drafted.ref, "order": drafted.order, "certificate": number}
    match command:
        case DropCertificate() if status == "dropped":
            return ()
        case Approve() | DropCertificate() if status != "draft":
            return refuse("closed-document", number=f"{drafted.order}/{number}", status=status)
        case DropCertificate():
            return (CertificateDropped(**about, dropped_by=name, why=command.why),)
        case Approve() if refusal := apart(
            "certifier-is-approver", facts, (drafted.drafted_by, *drafted.measured_by, *command.worked.measured_by)
        ):
            return refusal
        case Approve() if (drafted.lines, drafted.shares) != (command.worked.lines, command.worked.shares):
            return refuse("content-changed", number=f"{drafted.order}/{number}")
        case Approve():
            return (CertificateApproved(**about, approved_by=name),)
        case _:
            assert_never(command)


def _draft(state: Certificate, worked: Worked, facts: Facts) -> Decision:
    waiting = next((number for number, status in state.status.items() if status == "draft"), None)
    if waiting is not None:
        return refuse("certificate-waits", number=worked.order, certificate=waiting)
    if not worked.lines:
        return refuse("nothing-certified", number=worked.order)
    gross = sum((line.amount.amount for line in worked.lines), ZERO)
    off = sum((share.certified.amount - share.net.amount for share in worked.shares), ZERO)
    drafted = CertificateDrafted(
        ref=worked.ref,
        order=worked.order,
        certificate=len(state.drafts) + 1,
        drafted_by=facts.actor.name,
        measured_by=worked.measured_by,
        lines=worked.lines,
        shares=worked.shares,
        gross=money(gross, worked.currency),
        net=money(gross - off, worked.currency),
    )
    return (drafted,)


def evolve(state: Certificate, event: CertificateEvent) -> Certificate:
    """Apply one event."""
    number = event.certificate
    match event:
        case CertificateDrafted():
            drafts = {**state.drafts, number: event}
            return replace(state, ref=event.ref, drafts=drafts, status={**state.status, number: "draft"})
        case CertificateApproved():
            drafted = state.drafts.get(number)
            more = {line.order_line: line.to_date for line in drafted.lines} if drafted else {}
            status = {**state.status, number: "approved"}
            return replace(state, ref=event.ref, status=status, to_date={**state.to_date, **more})
        case CertificateDropped():
            return replace(state, ref=event.ref, status={**state.status, number: "dropped"})
        case _:
            assert_never(event)


CERTIFICATE = Aggregate("certificate", Certificate(), decide, evolve)
