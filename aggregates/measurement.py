"""Measurement books: sheets measured by one person and certified by another; what is certified may be billed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, Refusal, plus, refuse
from aggregates.duties import apart
from contracts.measurement import CertifyMeasurement, MeasuredLine, RecordMeasurement, WithdrawMeasurement
from contracts.values import CostObject, Ref
from events.measurement import (
    CertifiedLine,
    MeasurementCertified,
    MeasurementEvent,
    MeasurementRecorded,
    MeasurementWithdrawn,
)

ZERO = Decimal(0)
Status = Literal["measured", "certified", "withdrawn"]


@dataclass(frozen=True)
class Sheet:
    """A sheet of the book."""

    measured_by: str
    lines: tuple[MeasuredLine, ...]
    status: Status = "measured"
    certified_by: str = ""

    @property
    def quantities(self) -> Mapping[int, Decimal]:
        """What was measured, by order line."""
        return plus({}, ((line.order_line, line.quantity) for line in self.lines))


@dataclass(frozen=True)
class Measurement:
    """The book of one order; `certified` is what counts to date, by order line, `this_period` what could be billed then."""

    ref: Ref | None = None
    order: Ref | None = None
    sheets: Mapping[int, Sheet] = field(default_factory=dict)
    certified: Mapping[int, Decimal] = field(default_factory=dict)
    this_period: Mapping[int, Decimal] = field(default_factory=dict)

    @property
    def receivers(self) -> tuple[str, ...]:
        """Who measured or certified what counts."""
        counted = (sheet for sheet in self.sheets.values() if sheet.certified_by)
        return tuple(dict.fromkeys(name for sheet in counted for name in (sheet.measured_by, sheet.certified_by)))


@dataclass(frozen=True)
class OrderLine:
    """What the order says of one of its lines: how much may be certified in all, and what is billed already."""

    allowed: Decimal
    billed: Decimal
    unit: str
    cost_object: CostObject


Lines = Mapping[int, OrderLine]


@dataclass(frozen=True)
class Record:
    """RecordMeasurement for the book of its order."""

    command: RecordMeasurement
    ref: Ref
    order: Ref


@dataclass(frozen=True)
class Certify:
    """CertifyMeasurement with what the order says now, and who raised it or accepted an invoice of it."""

    command: CertifyMeasurement
    lines: Lines
    raisers: tuple[str, ...] = ()
    accepters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Withdraw:
    """WithdrawMeasurement with what the order says now."""

    command: WithdrawMeasurement
    lines: Lines


def decide(state: Measurement, command: Record | Certify | Withdraw, facts: Facts) -> Decision:
    """Who measured does not certify; no more is certified than ordered, no less than billed."""
    if isinstance(command, Record):
        return _record(state, command, facts)
    number = command.command.sheet
    sheet = state.sheets.get(number)
    if state.ref is None or state.order is None or sheet is None:
        return refuse("unknown-measurement", sheet=number)
    about = {"ref": state.ref, "order": state.order, "sheet": number}
    name, undoes = facts.actor.name, isinstance(command, Withdraw)
    if isinstance(command, Withdraw) and sheet.status == "withdrawn":
        return ()
    if isinstance(command, Withdraw) and sheet.status == "measured":
        return (MeasurementWithdrawn(**about, withdrawn_by=name, why=command.command.why),)
    if isinstance(command, Certify) and sheet.status != "measured":
        return refuse("closed-document", number=f"{state.ref}/{number}", status=sheet.status)
    if isinstance(command, Certify) and (refusal := _wrong_person(sheet, command, facts)):
        return refusal
    lines = _certified(state, sheet, command.lines, -1 if undoes else 1)
    if isinstance(lines, Refusal):
        return lines
    match command:
        case Certify():
            return (MeasurementCertified(**about, certified_by=name, lines=lines),)
        case Withdraw():
            return (MeasurementWithdrawn(**about, withdrawn_by=name, why=command.command.why, lines=lines),)
        case _:
            assert_never(command)


def _wrong_person(sheet: Sheet, command: Certify, facts: Facts) -> Refusal | None:
    """What is certified counts as received: not by who measured it, raised the order or accepted an invoice of it."""
    measurer = apart("measurer-is-certifier", facts, (sheet.measured_by,))
    raiser = apart("raiser-is-receiver", facts, command.raisers)
    return measurer or raiser or apart("receiver-is-invoice-approver", facts, command.accepters)


def _record(state: Measurement, command: Record, facts: Facts) -> Decision:
    asked = command.command
    if asked.measured_on > facts.today:
        return refuse("measured-in-future", on=asked.measured_on, today=facts.today)
    recorded = MeasurementRecorded(
        ref=command.ref,
        order=command.order,
        sheet=len(state.sheets) + 1,
        title=asked.title,
        measured_on=asked.measured_on,
        measured_by=facts.actor.name,
        lines=asked.lines,
    )
    return (recorded,)


def _certified(state: Measurement, sheet: Sheet, lines: Lines, sign: int) -> tuple[CertifiedLine, ...] | Refusal:
    found = []
    for number, measured in sheet.quantities.items():
        line, quantity = lines[number], sign * measured
        before = state.certified.get(number, ZERO)
        to_date = before + quantity
        if to_date > max(line.allowed, before):
            return refuse("over-certified", line=number, certified=to_date, allowed=f"{line.allowed.normalize():f}")
        if to_date < min(max(line.billed, ZERO), before):
            return refuse("certified-below-billed", line=number, certified=to_date, billed=line.billed)
        found.append(
            CertifiedLine(
                order_line=number,
                quantity=quantity,
                to_date=to_date,
                billed_before=line.billed,
                this_period=to_date - line.billed,
                unit=line.unit,
                cost_object=line.cost_object,
            )
        )
    return tuple(found)


def evolve(state: Measurement, event: MeasurementEvent) -> Measurement:
    """Apply one event."""
    match event:
        case MeasurementRecorded():
            sheet = Sheet(event.measured_by, event.lines)
            return replace(state, ref=event.ref, order=event.order, sheets={**state.sheets, event.sheet: sheet})
        case MeasurementCertified():
            return _with(state, event, "certified")
        case MeasurementWithdrawn():
            return _with(state, event, "withdrawn")
        case _:
            assert_never(event)


def _with(state: Measurement, event: MeasurementCertified | MeasurementWithdrawn, status: Status) -> Measurement:
    certified = plus(state.certified, ((line.order_line, line.quantity) for line in event.lines))
    sheets = dict(state.sheets)
    if event.sheet in sheets:
        by = event.certified_by if isinstance(event, MeasurementCertified) else ""
        sheets[event.sheet] = replace(sheets[event.sheet], status=status, certified_by=by)
    this_period = {**state.this_period, **{line.order_line: line.this_period for line in event.lines}}
    about = {"ref": event.ref, "order": event.order}
    return replace(state, **about, sheets=sheets, certified=certified, this_period=this_period)


MEASUREMENT = Aggregate("measurement", Measurement(), decide, evolve)
