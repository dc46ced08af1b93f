"""Kills writers at random moments while they race for the last of a budget, and proves that nothing is lost or doubled."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import activities.catalogue as _all  # noqa: F401 - registers every command's function
from activities._registry import handlings
from activities.policies import load_policies
from aggregates.budget_line import BUDGET_LINE, BudgetLine, budget_key
from audit.verify import verify
from contracts._base import SYSTEM, Actor, Answer, Command, Request
from contracts.budget_line import OpenBudgetLine
from contracts.ids import stream_id
from contracts.legal_entity import RegisterLegalEntity
from contracts.person import GrantRole, RegisterPerson
from contracts.project import CostCode, RegisterProject
from contracts.requisition import CreateRequisition, RequisitionLine, SubmitRequisition
from contracts.role import DefineRole
from contracts.values import CostObject, Money, Quantity
from events.budget_line import FundsReserved
from events.requisition import RequisitionSubmitted
from store.handler import CommandHandler
from store.log import EventLog

POLICIES = Path(__file__).parents[1] / "policies"
WHERE = CostObject(project="P1", cost_code="MAT", period="2026-11")
PRICE = Decimal(10)
RITA = Actor(kind="person", id="rita")
# Writers start from a server that has imported everything, so that a kill costs milliseconds, not a whole start.
_SPAWN = multiprocessing.get_context("forkserver")
_SPAWN.set_forkserver_preload(["bench.chaos_writers"])


@dataclass(frozen=True)
class Figures:
    """What a run did: kills that hit a living writer, commands acknowledged, and what was wrong (nothing)."""

    kills: int
    commands: int
    granted: int
    refused: int
    seconds: float
    problems: tuple[str, ...]


def handler(log: EventLog) -> CommandHandler:
    """The production command handler on a log."""
    return CommandHandler(log, handlings(load_policies(POLICIES), keeps=lambda _digest: True))  # nothing here has files


def prepare(url: str, grants: int) -> None:
    """A company whose budget covers exactly so many requisitions."""
    log = EventLog(url)
    run = handler(log)
    commands: tuple[Command, ...] = (
        DefineRole(role="requester", name="Requester", permissions=("requisition.submit",)),
        RegisterPerson(person="rita", name="Rita"),
        GrantRole(person="rita", role="requester"),
        RegisterLegalEntity(entity="ACME", name="ACME GmbH", country="DE", currency="EUR"),
        RegisterProject(
            entity="ACME",
            project=WHERE.project,
            name="Site",
            currency="EUR",
            cost_codes=(CostCode(cost_code=WHERE.cost_code, name="Steel"),),
        ),
        OpenBudgetLine(entity="ACME", cost_object=WHERE, amount=Money(amount=PRICE * grants, currency="EUR")),
    )
    for number, command in enumerate(commands):
        answer = run.handle(Request(command=command, key=f"prepare:{number}", actor=SYSTEM))
        assert answer.outcome == "accepted", answer
    log.close()


def requests(case: str) -> tuple[Request, Request]:
    """The two commands of a case: draft and submit; the draft's id follows from its key."""
    line = RequisitionLine(
        line=1,
        description="Steel",
        quantity=Quantity(amount=Decimal(1)),
        unit_price=PRICE,
        cost_object=WHERE,
        needed_by=date(2026, 12, 1),
    )
    create = CreateRequisition(entity="ACME", title="Steel", currency="EUR", lines=(line,))
    submit = SubmitRequisition(requisition=stream_id("requisition", f"person:rita:{case}:create"))
    return (
        Request(command=create, key=f"{case}:create", actor=RITA),
        Request(command=submit, key=f"{case}:submit", actor=RITA),
    )


def write(url: str, cases: Sequence[str], acknowledged: Path) -> None:
    """Send every case; each answer is written down, in one system call, only after it was given."""
    log = EventLog(url)
    run = handler(log)
    out = os.open(acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for case in cases:
        for request in requests(case):
            answer = run.handle(request)
            os.write(out, f"{request.key} {answer.outcome} {answer.code}\n".encode())
    os.close(out)
    log.close()


def race(url: str, cases: Sequence[str], acknowledged: Path, writers: int, seed: int = 0) -> None:
    """Let writers send the same cases at once, each in an order of its own, to the end."""
    chance = random.Random(seed)
    running = [start(url, chance.sample(cases, len(cases)), acknowledged) for _ in range(writers)]
    for process in running:
        process.join()
        assert process.exitcode == 0, process.exitcode


def start(url: str, cases: Sequence[str], acknowledged: Path) -> Any:
    """A running writer."""
    process = _SPAWN.Process(target=write, args=(url, list(cases), acknowledged), daemon=True)
    process.start()
    return process


def chaos(url: str, folder: Path, kills: int, *, grants: int = 40, writers: int = 2, seed: int = 0) -> Figures:
    """Ask for twice the budget while writers die by SIGKILL; then send everything once more and judge."""
    chance, began, acknowledged = random.Random(seed), time.monotonic(), folder / "acknowledged"
    cases = [f"case{number}" for number in range(grants * 2)]
    prepare(url, grants)
    living = [start(url, chance.sample(cases, len(cases)), acknowledged) for _ in range(writers)]
    done = 0
    while done < kills:
        time.sleep(chance.uniform(0.02, 0.25))
        place = chance.randrange(writers)
        if living[place].is_alive():
            living[place].kill()
            done += 1
        living[place].join()
        living[place] = start(url, chance.sample(cases, len(cases)), acknowledged)
    for process in living:
        process.join()
    race(url, cases, acknowledged, 1, seed)
    return judge(url, cases, acknowledged, grants, done, time.monotonic() - began)


def judge(url: str, cases: Sequence[str], acknowledged: Path, grants: int, kills: int, seconds: float) -> Figures:
    """Hold the log against what was acknowledged and against the budget."""
    log = EventLog(url)
    run = handler(log)
    answers = {request.key: run.handle(request) for case in cases for request in requests(case)}
    told = [line.split() for line in acknowledged.read_text().splitlines()]
    granted = sum(answer.outcome == "accepted" for key, answer in answers.items() if key.endswith(":submit"))
    problems = (*_told_otherwise(told, answers), *_wrong_counts(log, run, granted, grants), *_broken(log))
    log.close()
    return Figures(kills, len({key for key, *_ in told}), granted, len(cases) - granted, seconds, tuple(problems))


def _told_otherwise(told: Sequence[Sequence[str]], answers: dict[str, Answer]) -> Iterator[str]:
    """Acknowledged commands that are not stored, or were answered in two ways."""
    for key, outcome, code in told:
        found = answers[key]
        if (found.outcome, str(found.code)) != (outcome, code):
            yield f"{key} was acknowledged as {outcome}/{code}, now it is {found.outcome}/{found.code}"
    yield from (f"{key} had not been stored" for key, answer in answers.items() if not answer.repeated)


def _wrong_counts(log: EventLog, run: CommandHandler, granted: int, grants: int) -> Iterator[str]:
    counts = Counter(type(recorded.event) for recorded in log.events())
    line: BudgetLine = run.state(BUDGET_LINE, stream_id("budget_line", budget_key("ACME", WHERE)))
    if not granted == grants == counts[RequisitionSubmitted] == counts[FundsReserved]:
        yield f"{grants} fit, {granted} granted, {counts[RequisitionSubmitted]} submitted, {counts[FundsReserved]} reserved"
    if line.available != 0 or sum(line.holds.values()) != line.budget:
        yield f"available {line.available}, held {sum(line.holds.values())} of {line.budget}"


def _broken(log: EventLog) -> Iterator[str]:
    yield from (f"{found.check} {found.code} {found.document}" for found in verify(log).violations)


def report(figures: Figures) -> str:
    """One line for people."""
    verdict = "; ".join(figures.problems) or "nothing lost, nothing doubled, budget exact"
    return (
        f"{datetime.now(UTC):%H:%M:%S} {figures.kills} kills, {figures.commands} commands acknowledged, "
        f"{figures.granted} granted, {figures.refused} refused in {figures.seconds:.0f} s: {verdict}"
    )
