"""Day labourers: who may work when, and at which rate."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.labour_worker import RegisterLabourWorker, ReviseLabourWorker, SetLabourRate
from events.labour_worker import LabourRateSet, LabourWorkerEvent, LabourWorkerRegistered, LabourWorkerRevised

WorkerCommand = RegisterLabourWorker | ReviseLabourWorker | SetLabourRate


@dataclass(frozen=True)
class LabourWorker:
    """A worker of the roster; `rates` by the day they begin on."""

    code: str = ""
    name: str = ""
    trade: str = ""
    team: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    rates: Mapping[date, LabourRateSet] = field(default_factory=dict)
    makers: tuple[str, ...] = ()
    """Who put him on the roster, revised him or set a rate of his."""

    def active(self, day: date) -> bool:
        """Whether he may work on a day; the first and the last day belong to it."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    def rate_on(self, day: date) -> LabourRateSet | None:
        """The rate that holds on a day: the last that began by then."""
        begun = [first for first in self.rates if first <= day]
        return self.rates[max(begun)] if begun else None

    @property
    def currency(self) -> str:
        """The one currency of his wages; empty before his first rate."""
        return next((rate.day_rate.currency for rate in self.rates.values()), "")


def decide(state: LabourWorker, command: WorkerCommand, facts: Facts) -> Decision:
    """Register once, revise what is known; all rates of a worker are in one currency."""
    match command:
        case RegisterLabourWorker():
            if state.code:
                return refuse("already-registered", kind="labour worker", key=command.worker)
            return (LabourWorkerRegistered(**dict(command), made_by=facts.actor.name),)
        case _ if not state.code:
            return refuse("unknown-worker", entity=command.entity, worker=command.worker)
        case ReviseLabourWorker():
            revised = LabourWorkerRevised(**dict(command), made_by=facts.actor.name)
            return () if replace(evolve(state, revised), makers=state.makers) == state else (revised,)
        case SetLabourRate():
            given = command.day_rate.currency
            if state.currency not in ("", given):
                return refuse("currency-mismatch", expected=state.currency, given=given)
            rate, known = LabourRateSet(**dict(command), made_by=facts.actor.name), state.rates.get(command.valid_from)
            return () if known and known.costs == rate.costs else (rate,)
        case _:
            assert_never(command)


def evolve(state: LabourWorker, event: LabourWorkerEvent) -> LabourWorker:
    """Apply one event."""
    match event:
        case LabourWorkerRegistered() | LabourWorkerRevised():
            fields = {name: value for name, value in dict(event).items() if name not in ("entity", "worker", "made_by")}
            return replace(state, code=event.worker, makers=_with(state, event), **fields)
        case LabourRateSet():
            return replace(state, rates={**state.rates, event.valid_from: event}, makers=_with(state, event))
        case _:
            assert_never(event)


def _with(state: LabourWorker, event: LabourWorkerEvent) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*state.makers, event.made_by))) if event.made_by else state.makers


LABOUR_WORKER = Aggregate("labour_worker", LabourWorker(), decide, evolve)


def worker_key(entity: str, worker: str) -> str:
    """The creation key of a worker: his code is unique within his legal entity."""
    return f"{entity}/{worker}"
