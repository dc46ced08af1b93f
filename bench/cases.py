"""Measures `cases`: full cases a second beside two bare workflows, and what an approver feels, all on one server."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

import stack
from aggregates.requisition import REQUISITION
from bench import reference
from bench.house import company, fresh_home, settings, silent
from bench.measure import Measure, at_least, at_most, p95
from bench.parts import people, stories
from bench.story import Story, whole
from console.demo_case import House
from events.receipt import CommandReceipt
from stack import Stack

CASES, CONCURRENCY, ROUNDS = 48, 24, 3
CLICKED = 40
One = Callable[[int], Awaitable[None]]


@dataclass
class Bench:
    """A running stack with its people and numbers for new cases."""

    running: Stack
    house: House
    made: int = 0

    def stories(self, count: int) -> list[Story]:
        """New cases with their invoice files ready."""
        self.made += count
        return stories(self.house, count, self.made - count)


async def rate(one: One, count: int) -> float:
    """Cases a second, `CONCURRENCY` at a time."""
    slots, started = asyncio.Semaphore(CONCURRENCY), time.perf_counter()

    async def slot(number: int) -> None:
        async with slots:
            await one(number)

    await asyncio.gather(*map(slot, range(count)))
    return count / (time.perf_counter() - started)


async def ours(bench: Bench, count: int) -> float:
    """Cases a second with everything stored and shown."""
    cases = bench.stories(count)
    return await rate(lambda number: whole(cases[number]), count)


async def steps_of_a_case(bench: Bench, count: int = 6) -> int:
    """How many commands a case takes, its share of payment runs included: counted by their receipts."""
    log = bench.running.service.log
    before = log.head()
    await ours(bench, count)
    receipts = sum(isinstance(recorded.event, CommandReceipt) for recorded in log.events(before))
    return round(receipts / count)


async def speeds(bench: Bench) -> tuple[int, list[tuple[float, float, float]]]:
    """Steps of a case, and cases a second of ours, the usual way and the least, round by round."""
    client = bench.running.client
    steps = await steps_of_a_case(bench)

    async def usual(count: int, tag: str) -> float:
        return await rate(lambda n: reference.usual(client, f"usual/{tag}/{n}", steps), count)

    async def local(count: int, tag: str) -> float:
        return await rate(lambda n: reference.local(client, f"local/{tag}/{n}"), count)

    await usual(4, "warm")
    await local(4, "warm")
    found = [(await ours(bench, CASES), await usual(CASES, str(n)), await local(CASES, str(n))) for n in range(ROUNDS)]
    return steps, found


async def clicks(bench: Bench) -> tuple[list[float], list[float]]:
    """One case at a time: seconds of each click's answer, and from the last click to the approved case."""
    answers, effects = [], []
    for story in bench.stories(CLICKED):
        await story.submit()
        approval = await story.opened()
        for _ in range(reference.APPROVALS):
            await asyncio.sleep(0.02)
            started = time.perf_counter()
            answers.append(await story.vote(approval))
        assert story.requisition is not None
        await bench.house.watch.until(REQUISITION, story.requisition, lambda state: state.status == "approved")
        effects.append(time.perf_counter() - started)
    return answers, effects


async def usual_clicks(bench: Bench, steps: int) -> tuple[list[float], list[float]]:
    """The same of the usual way: the signal's answer, and until its approval and the next step have run."""
    client, answers, effects = bench.running.client, [], []
    for number in range(CLICKED // reference.APPROVALS):
        case, gates = f"usual/click/{number}", reference.GATES
        plain = reference.Plain(case=case, steps=steps)
        await client.start_workflow(reference.Usual.run, plain, id=case, task_queue=reference.QUEUE)
        for vote in range(reference.APPROVALS):
            await gates.of(case, f"{vote}:open").wait()
            await asyncio.sleep(0.02)
            started = time.perf_counter()
            await client.get_workflow_handle(f"{case}/{vote}").signal("tell")
            answers.append(time.perf_counter() - started)
            await gates.of(case, f"{vote}:decide").wait()
            effects.append(time.perf_counter() - started)
    return answers, effects


async def bare_updates(bench: Bench) -> list[float]:
    """Seconds of the answers of a bare Temporal Update, at a person's pace."""
    answers, plain = [], reference.Plain(case="bare")
    run = reference.Updated.run
    handle = await bench.running.client.start_workflow(run, plain, id="bare", task_queue=reference.QUEUE)
    for _ in range(CLICKED * reference.APPROVALS):
        await asyncio.sleep(0.02)
        started = time.perf_counter()
        await handle.execute_update(reference.Updated.decide, "approve")
        answers.append(time.perf_counter() - started)
    await handle.terminate()
    return answers


async def _all() -> tuple[int, list[tuple[float, float, float]], list[list[float]]]:
    with fresh_home() as home:
        async with stack.running(settings(home), silent, web=False) as running:
            service = company(running.service)
            async with people(service) as house, reference.reference_worker(running.client):
                bench = Bench(running, house)
                steps, found = await speeds(bench)
                felt = [*await clicks(bench), *await usual_clicks(bench, steps), await bare_updates(bench)]
                return steps, found, felt


def measure() -> Iterator[Measure]:
    """Throughput against both references; the click and its effect in milliseconds, unloaded."""
    steps, rounds, (answers, effects, usual_answers, usual_effects, updates) = asyncio.run(_all())
    print(f"# a case: {steps} commands; {CASES} cases a round, {CONCURRENCY} at a time, {ROUNDS} rounds in turn")
    yield at_least("cases.usual", "cases/s", [(a, b) for a, b, _ in rounds], 3.0)
    yield at_least("cases.local", "cases/s", [(a, c) for a, _, c in rounds], 0.6)
    yield at_most("cases.click_p95", "ms", p95(answers) * 1000, 5.0, p95(usual_answers) * 1000)
    clicked, updated = p95(answers) * 1000, p95(updates) * 1000
    yield Measure("cases.click_update_p95", "ms", clicked, updated, clicked / updated, 0.5, clicked <= 0.5 * updated)
    yield at_most("cases.effect_p95", "ms", p95(effects) * 1000, 60.0, p95(usual_effects) * 1000)
