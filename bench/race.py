"""`python -m bench.race`: 64 clients race for the last of one budget line, round after round: none is granted too much, none
refused what was still there at the end."""

import argparse
import random
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier

from aggregates.budget_line import BUDGET_LINE, BudgetLine, budget_key
from audit.invariants import invariants
from bench.chaos_writers import RITA, WHERE, handler, prepare, requests
from contracts._base import SYSTEM, Answer, Request
from contracts.budget_line import OpenBudgetLine
from contracts.ids import stream_id
from contracts.requisition import CreateRequisition
from contracts.values import CostObject, Money
from store.handler import CommandHandler, Unstable
from store.log import EventLog

BUDGET = Decimal("100.00")
RESENDS = 20


@dataclass(frozen=True)
class Raced:
    """What the rounds came to; `over` grants beyond the budget and `wrongly` refused must both be 0."""

    rounds: int
    asked: int
    granted: int
    over: int
    wrongly: int
    unanswered: int
    violations: int
    seconds: float


def race(url: str, rounds: int, clients: int = 64, stores: int = 8, seed: int = 1) -> Raced:
    """Each round is a line of its own; the clients send at once, through several connections to one store."""
    chance, began = random.Random(seed), time.monotonic()
    prepare(url, 1)
    logs = [EventLog(url) for _ in range(stores)]
    handlers, found = [handler(log) for log in logs], [0] * 5
    with ThreadPoolExecutor(clients) as threads:
        for number in range(rounds):
            figures = _round(
                handlers, threads, number, [Decimal(chance.randint(1, 2_500)).scaleb(-2) for _ in range(clients)]
            )
            found = [before + now for before, now in zip(found, figures, strict=True)]
    violations = len(invariants(logs[0]).violations)
    for log in logs:
        log.close()
    asked, granted, over, wrongly, unanswered = found
    return Raced(rounds, asked, granted, over, wrongly, unanswered, violations, time.monotonic() - began)


def _round(
    handlers: Sequence[CommandHandler], threads: ThreadPoolExecutor, number: int, amounts: Sequence[Decimal]
) -> tuple[int, int, int, int, int]:
    where = WHERE.model_copy(update={"period": f"{2030 + number // 12}-{number % 12 + 1:02d}"})
    submits = _drafted(handlers[0], number, where, amounts)
    together = Barrier(len(amounts))

    def send(place: int) -> Answer | None:
        together.wait()
        for _ in range(RESENDS):
            try:
                return handlers[place % len(handlers)].handle(submits[place])
            except Unstable:  # fifty conflicts in a row: nothing was stored, the client sends the same again
                continue
        return None

    answers = list(threads.map(send, range(len(amounts))))
    line: BudgetLine = handlers[0].state(BUDGET_LINE, stream_id("budget_line", budget_key("ACME", where)))
    granted = [amount for amount, each in zip(amounts, answers, strict=True) if each and each.outcome == "accepted"]
    refused = [amount for amount, each in zip(amounts, answers, strict=True) if each and each.outcome == "refused"]
    over = int(sum(granted) > BUDGET or sum(granted) != BUDGET - line.available)
    wrongly = sum(amount <= line.available for amount in refused)
    return len(amounts), len(granted), over, wrongly, len(amounts) - len(granted) - len(refused)


def _drafted(run: CommandHandler, number: int, where: CostObject, amounts: Sequence[Decimal]) -> list[Request]:
    """The round's budget, a draft for each client, and the submissions they will race with."""
    opened = OpenBudgetLine(entity="ACME", cost_object=where, amount=Money(amount=BUDGET, currency="EUR"))
    assert run.handle(Request(command=opened, key=f"open:{number}", actor=SYSTEM)).outcome == "accepted"
    pairs = [requests(f"r{number}:{client}") for client in range(len(amounts))]
    creates = []
    for (create, _), amount in zip(pairs, amounts, strict=True):
        assert isinstance(create.command, CreateRequisition)
        line = create.command.lines[0].model_copy(update={"unit_price": amount, "cost_object": where})
        command = create.command.model_copy(update={"lines": (line,)})
        creates.append(Request(command=command, key=create.key, actor=RITA))
    assert run.handle_batch(creates).outcome == "accepted"
    return [submit for _, submit in pairs]


def main() -> int:
    """0 when nothing was granted beyond a budget, nothing refused that was still there, and no invariant is violated."""
    parser = argparse.ArgumentParser(prog="python -m bench.race", description=__doc__)
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--url", help="an empty store; else a SQLite file of its own")
    chosen = parser.parse_args()
    with TemporaryDirectory(prefix="req2pay-bench-") as folder:
        found = race(chosen.url or f"sqlite:///{Path(folder)}/events.db", chosen.rounds, chosen.clients)
    print(
        f"{found.rounds} rounds of {chosen.clients} clients in {found.seconds:.0f} s: {found.granted} of {found.asked} granted, "
        f"{found.over} rounds over-granted, {found.wrongly} wrongly refused, {found.unanswered} without an answer, "
        f"{found.violations} violations"
    )
    return 1 if found.over or found.wrongly or found.unanswered or found.violations else 0


if __name__ == "__main__":
    sys.exit(main())
