"""Day-labour sheets: submitted by one person, countersigned by a second, approved by a third; undone only by reversal."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from aggregates.duties import apart
from contracts.labour_sheet import CountersignLabourSheet, ReverseLabourSheet, SubmitLabourSheet, WithdrawLabourSheet
from contracts.values import Money, Ref, money
from events.labour_sheet import (
    CostedLine,
    LabourSheetApproved,
    LabourSheetCountersigned,
    LabourSheetEvent,
    LabourSheetReversed,
    LabourSheetSubmitted,
    LabourSheetWithdrawn,
    SheetLine,
)

Status = Literal["unknown", "submitted", "countersigned", "approved", "withdrawn", "reversed"]


@dataclass(frozen=True)
class LabourSheet:
    """The sheet of a site and day; `costed` are the lines as they were approved."""

    ref: Ref | None = None
    project: str = ""
    site: str = ""
    day: date = date.min
    lines: tuple[SheetLine, ...] = ()
    costed: tuple[CostedLine, ...] = ()
    submitted_by: str = ""
    countersigned_by: str = ""
    status: Status = "unknown"


@dataclass(frozen=True)
class Submit:
    """SubmitLabourSheet with its number, and its lines with what the roster says of the workers."""

    command: SubmitLabourSheet
    ref: Ref
    lines: tuple[SheetLine, ...]


@dataclass(frozen=True)
class Rates:
    """What a day and an hour of overtime of a worker cost."""

    day: Money
    overtime: Money


@dataclass(frozen=True)
class Approve:
    """The sheet is approved at the rates of its workers on its day."""

    rates: Mapping[str, Rates]


SheetCommand = Submit | CountersignLabourSheet | Approve | WithdrawLabourSheet | ReverseLabourSheet


def decide(state: LabourSheet, command: SheetCommand, facts: Facts) -> Decision:
    """Three steps by three people, in this order; only what counts is reversed, only what does not is withdrawn."""
    if isinstance(command, Submit):
        return _submit(state, command, facts)
    if state.ref is None:
        return refuse("unknown-document", kind="labour sheet")
    name = facts.actor.name
    match command:
        case CountersignLabourSheet():
            if state.status != "submitted":
                return refuse("closed-document", number=state.ref, status=state.status)
            if refusal := apart("foreman-is-countersigner", facts, (state.submitted_by,)):
                return refusal
            return (LabourSheetCountersigned(ref=state.ref, countersigned_by=name),)
        case Approve():
            return _approve(state, state.ref, command, facts)
        case WithdrawLabourSheet() if state.status in ("submitted", "countersigned"):
            return (LabourSheetWithdrawn(ref=state.ref, withdrawn_by=name, why=command.why),)
        case ReverseLabourSheet() if state.status == "approved":
            about = {"ref": state.ref, "project": state.project, "site": state.site, "day": state.day}
            return (LabourSheetReversed(**about, reversed_by=name, why=command.why, lines=state.costed),)
        case WithdrawLabourSheet() | ReverseLabourSheet() if state.status in ("withdrawn", "reversed"):
            return ()
        case WithdrawLabourSheet():
            return refuse("closed-document", number=state.ref, status=state.status)
        case ReverseLabourSheet():
            return refuse("sheet-not-approved", number=state.ref, status=state.status)
        case _:
            assert_never(command)


def _submit(state: LabourSheet, command: Submit, facts: Facts) -> Decision:
    asked = command.command
    if state.ref is not None:
        return refuse("already-registered", kind="labour sheet", key=state.ref)
    if asked.day > facts.today:
        return refuse("sheet-in-future", day=asked.day, today=facts.today)
    where = {"project": asked.project, "site": asked.site, "day": asked.day}
    return (LabourSheetSubmitted(ref=command.ref, **where, submitted_by=facts.actor.name, lines=command.lines),)


def _approve(state: LabourSheet, ref: Ref, command: Approve, facts: Facts) -> Decision:
    if state.status == "submitted":
        return refuse("not-countersigned", number=ref)
    if state.status != "countersigned":
        return refuse("closed-document", number=ref, status=state.status)
    if refusal := apart("signer-is-approver", facts, (state.submitted_by, state.countersigned_by)):
        return refusal
    lines = tuple(costed(line, command.rates[line.worker]) for line in state.lines)
    where = {"project": state.project, "site": state.site, "day": state.day}
    return (LabourSheetApproved(ref=ref, **where, approved_by=facts.actor.name, lines=lines),)


def costed(line: SheetLine, rates: Rates) -> CostedLine:
    """Days and hours at their rates, each rounded to the cent; the amount is their sum, so that nothing is lost."""
    base, overtime = _times(rates.day, line.days), _times(rates.overtime, line.overtime_hours)
    figures = {"day_rate": rates.day, "overtime_rate": rates.overtime, "base": base, "overtime": overtime}
    return CostedLine(**dict(line), **figures, amount=base + overtime)


def _times(rate: Money, quantity: Decimal) -> Money:
    return money(rate.amount * quantity, rate.currency)


def evolve(state: LabourSheet, event: LabourSheetEvent) -> LabourSheet:
    """Apply one event."""
    match event:
        case LabourSheetSubmitted():
            return LabourSheet(**dict(event), status="submitted")
        case LabourSheetCountersigned():
            return replace(state, countersigned_by=event.countersigned_by, status="countersigned")
        case LabourSheetApproved():
            return replace(state, costed=event.lines, status="approved")
        case LabourSheetWithdrawn():
            return replace(state, status="withdrawn")
        case LabourSheetReversed():
            return replace(state, status="reversed")
        case _:
            assert_never(event)


LABOUR_SHEET = Aggregate("labour_sheet", LabourSheet(), decide, evolve)


def site_day_key(entity: str, project: str, site: str, day: date) -> str:
    """There is one sheet of a site and day."""
    return f"labour-sheet:{entity}/{project}/{site}/{day.isoformat()}"
