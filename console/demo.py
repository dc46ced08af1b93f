"""The demo: a sample company runs real cases with real invoice files to paid, and every invariant is checked."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from activities.policies import Policies
from aggregates.invoice import Invoice
from aggregates.payable import payable_key
from aggregates.payment_run import PAYMENT_RUN
from console.demo_case import House, Story, live
from console.demo_data import ENTITIES, foundation
from console.demo_site import build
from console.watch import Watch
from contracts._base import SYSTEM, Actor, Request
from contracts.ids import stream_id
from contracts.payment_run import ProposePaymentRun, ReleasePaymentRun, SettlePayment
from contracts.values import Ref
from store.blobs import Blobs
from store.handler import CommandHandler
from store.log import EventLog

BATCH_PAUSE = 0.5


@dataclass(frozen=True)
class Outcome:
    """What the demo did."""

    stories: list[Story]
    seconds: float
    clicks: list[float]


def load_foundation(handler: CommandHandler, policies: Policies, today: date) -> None:
    """Load the sample company once; a second time changes nothing, because every command has its key."""
    for number, (command, person) in enumerate(foundation(policies, today.strftime("%Y-%m"))):
        actor = Actor(kind="person", id=person) if person else SYSTEM
        key = f"demo:{today:%Y-%m}:{number}" if command.contract.startswith("budget") else f"demo:{number}"
        answer = handler.handle(Request(command=command, key=key, actor=actor, channel="import"))
        known = answer.code == "already-registered"
        assert answer.outcome != "refused" or known, f"{command.contract}: {answer.code} {answer.figures}"


async def run_demo(
    log: EventLog,
    handler: CommandHandler,
    blobs: Blobs,
    cases: int,
    concurrency: int = 24,
    tell: Callable[[Story], None] = lambda story: None,
) -> Outcome:
    """Run cases to paid, and build on the site meanwhile; `tell` hears of each case as it ends."""
    async with Watch(log, handler) as watch:
        house = House(handler, blobs, watch, handler.clock().date(), uuid4().hex)
        payer = asyncio.create_task(_pay(house))
        slots, started = asyncio.Semaphore(concurrency), time.monotonic()

        async def one(number: int) -> Story:
            async with slots:
                story = await live(house, number)
            tell(story)
            return story

        stories, _ = await asyncio.gather(asyncio.gather(*(one(number) for number in range(cases))), build(house))
        seconds = time.monotonic() - started
        payer.cancel()
        return Outcome(list(stories), seconds, house.clicks)


async def _pay(house: House) -> None:
    """The payment office: every half second one run over what was posted meanwhile."""
    batch = 0
    while True:
        posted = [await house.posted.get()]
        await asyncio.sleep(BATCH_PAUSE)
        while not house.posted.empty():
            posted.append(house.posted.get_nowait())
        batch += 1
        await _pay_run(house, posted, batch)


async def _pay_run(house: House, posted: list[Invoice], batch: int) -> None:
    payables = tuple(stream_id("payable", payable_key(_ref(invoice))) for invoice in posted)
    propose = ProposePaymentRun(
        entity="DE01",
        currency="EUR",
        account=ENTITIES["DE01"][4],
        execution_date=house.today,
        payables=payables,
    )
    run = house.send(propose, "paul", f"run:{batch}").document
    assert run is not None
    state = house.handler.state(PAYMENT_RUN, run.id)
    assert state.proposed is not None
    release = ReleasePaymentRun(run=run.id, content_hash=state.proposed.content_hash)
    house.send(release, "tina", f"run:{batch}:release")
    await house.watch.until(PAYMENT_RUN, run.id, lambda found: found.status == "sent")
    for number, payable in enumerate(payables):
        settle = SettlePayment(run=run.id, payable=payable, result="settled", bank_reference=f"{run.number}-{number}")
        house.send(settle, "tina", f"run:{batch}:settle:{number}")
        await asyncio.sleep(0)


def _ref(invoice: Invoice) -> Ref:
    assert invoice.ref is not None
    return invoice.ref
