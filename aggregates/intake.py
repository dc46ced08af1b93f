"""Files that came in: none vanishes, each ends once, and a person may set right what no reader took."""

from dataclasses import dataclass, replace
from typing import assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.intake import ArrivedFile, Channel, IntakeOutcome, MailPlace, ResolveIntake
from contracts.values import Ref
from events.intake import IntakeEnded, IntakeEvent, IntakeReceived

NO_FILE = frozenset({"archive-unpacked", "mail-without-attachment"})
"""Why something ended of which nothing is left that could be an invoice: its parts stand for themselves."""


@dataclass(frozen=True)
class Intake:
    """A file that came in, and what became of it."""

    ref: Ref | None = None
    received: IntakeReceived | None = None
    outcome: IntakeOutcome = "open"
    code: str | None = None
    invoice: Ref | None = None


@dataclass(frozen=True)
class Arrive:
    """A file with the number it was given."""

    ref: Ref
    file: ArrivedFile
    channel: Channel
    source: str = ""
    mail: MailPlace | None = None
    part_of: Ref | None = None


@dataclass(frozen=True)
class End:
    """What became of it."""

    outcome: IntakeOutcome
    code: str | None = None
    figures: tuple[tuple[str, str], ...] = ()
    invoice: Ref | None = None


@dataclass(frozen=True)
class Resolve:
    """A person's decision, with the invoice that it becomes."""

    command: ResolveIntake
    invoice: Ref | None = None


IntakeCommand = Arrive | End | Resolve


def decide(state: Intake, command: IntakeCommand, facts: Facts) -> Decision:
    """It comes once and ends once; only a person decides again."""
    if isinstance(command, Arrive):
        return () if state.ref else (_received(command),)
    if state.ref is None:
        return refuse("unknown-document", kind="intake")
    match command:
        case End():
            ended = IntakeEnded(ref=state.ref, **vars(command))
            return (ended,) if state.outcome == "open" else ()
        case Resolve():
            return _resolved(state, state.ref, command, facts)
        case _:
            assert_never(command)


def _received(arrived: Arrive) -> IntakeReceived:
    file = arrived.file
    return IntakeReceived(
        ref=arrived.ref,
        channel=arrived.channel,
        source=arrived.source,
        file_sha256=file.file_sha256,
        file_name=file.name,
        size=file.size,
        path=file.path,
        mail=arrived.mail,
        part_of=arrived.part_of,
    )


def _resolved(state: Intake, ref: Ref, asked: Resolve, facts: Facts) -> Decision:
    """What an invoice already stands for is decided there; what no reader took may be one after all."""
    decision, why = asked.command.decision, asked.command.why
    if state.outcome == decision:
        return ()
    waits = state.outcome == "exception" or (state.outcome == "not-an-invoice" and state.code not in NO_FILE)
    if state.invoice is not None or not waits:
        return refuse("intake-not-open", number=ref, outcome=state.outcome)
    return (IntakeEnded(ref=ref, outcome=decision, invoice=asked.invoice, person=facts.actor.name, why=why),)


def evolve(state: Intake, event: IntakeEvent) -> Intake:
    """Apply one event."""
    match event:
        case IntakeReceived():
            return Intake(event.ref, event)
        case IntakeEnded():
            return replace(state, outcome=event.outcome, code=event.code, invoice=event.invoice or state.invoice)
        case _:
            assert_never(event)


INTAKE = Aggregate("intake", Intake(), decide, evolve)
