"""Budget periods of a legal entity: open until somebody closes them, by a checklist that is a pure function of figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from aggregates.duties import apart
from contracts.budget_period import CloseBudgetPeriod, PeriodFinding, ReopenBudgetPeriod
from contracts.values import Money, month_of
from events.budget_period import BudgetPeriodClosed, BudgetPeriodEvent, BudgetPeriodReopened

BLOCKING = frozenset({"open-commitments"})
"""What must be carried forward or ended first: after the close nothing could move it any more."""


@dataclass(frozen=True)
class BudgetPeriod:
    """Whether a month is closed, and by whom."""

    closed: bool = False
    closed_by: str = ""


@dataclass(frozen=True)
class PeriodFigures:
    """What stands at the end of a month: of budget lines by amount, of documents by number."""

    reserved_or_ordered: Sequence[Money] = ()
    accrued: Sequence[Money] = ()
    unpaid: Sequence[Money] = ()
    counted: Mapping[str, int] = field(default_factory=dict)
    """Code of a finding -> how many documents: invoices in exception, runs not concluded, sheets not signed."""


@dataclass(frozen=True)
class Close:
    """Close a month at these figures."""

    command: CloseBudgetPeriod
    figures: PeriodFigures


def checklist(figures: PeriodFigures) -> tuple[PeriodFinding, ...]:
    """Everything to look at before a month is closed; what has nothing to say is left out."""
    amounts = {
        "open-commitments": figures.reserved_or_ordered,
        "accrued-not-billed": figures.accrued,
        "billed-not-paid": figures.unpaid,
    }
    found = [_finding(code, len(each), each) for code, each in amounts.items()]
    found += [_finding(code, count, ()) for code, count in sorted(figures.counted.items())]
    return tuple(finding for finding in found if finding.count)


def _finding(code: str, count: int, amounts: Sequence[Money]) -> PeriodFinding:
    totals: dict[str, Decimal] = {}
    for each in amounts:
        totals[each.currency] = totals.get(each.currency, Decimal(0)) + each.amount
    return PeriodFinding(code=code, count=count, amounts=tuple(sorted(totals.items())), blocking=code in BLOCKING)


def decide(state: BudgetPeriod, command: Close | ReopenBudgetPeriod, facts: Facts) -> Decision:
    """Close what nothing blocks, once; open again by somebody else."""
    match command:
        case Close():
            return _close(state, command, facts)
        case ReopenBudgetPeriod():
            if not state.closed:
                return ()
            refusal = apart("closer-reopens", facts, (state.closed_by,), period=command.period)
            return refusal or (BudgetPeriodReopened(**dict(command), reopened_by=facts.actor.name),)
        case _:
            assert_never(command)


def _close(state: BudgetPeriod, close: Close, facts: Facts) -> Decision:
    if state.closed:
        return ()
    command, findings = close.command, checklist(close.figures)
    entity, period = command.entity, command.period
    if period >= month_of(facts.today):
        return refuse("period-not-over", period=period, today=facts.today)
    if blocking := [finding.code for finding in findings if finding.blocking]:
        return refuse("period-blocked", period=period, findings=_told(findings, blocking))
    if unseen := [finding.code for finding in findings if finding.code not in command.accepted]:
        return refuse("period-findings", period=period, findings=_told(findings, unseen))
    return (BudgetPeriodClosed(entity=entity, period=period, closed_by=facts.actor.name, findings=findings),)


def _told(findings: Sequence[PeriodFinding], codes: Sequence[str]) -> str:
    return ", ".join(f"{finding.code} ({finding.count})" for finding in findings if finding.code in codes)


def evolve(_state: BudgetPeriod, event: BudgetPeriodEvent) -> BudgetPeriod:
    """Apply one event."""
    match event:
        case BudgetPeriodClosed():
            return BudgetPeriod(closed=True, closed_by=event.closed_by)
        case BudgetPeriodReopened():
            return BudgetPeriod()
        case _:
            assert_never(event)


BUDGET_PERIOD = Aggregate("budget_period", BudgetPeriod(), decide, evolve)


def period_key(entity: str, period: str) -> str:
    """The creation key of a month of a legal entity."""
    return f"{entity}/{period}"
