"""The references of the cases measure: bare workflows without business or store, on the same server and worker settings."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta

from pydantic import BaseModel
from temporalio import activity, workflow
from temporalio.client import Client

import worker

QUEUE = "bench"
APPROVALS = 3
INPUTS = 7  # submission, three votes, receipt, invoice, payment
BEFORE_RECEIPT, BEFORE_INVOICE, BEFORE_PAYMENT = 2, 1, 3  # steps that follow the approvals, the receipt, the invoice
TIMEOUT = timedelta(seconds=10)


class Plain(BaseModel):
    """A case without content: its id, how many steps it has, and for a step its name."""

    case: str
    steps: int = 0
    name: str = ""


class Gates:
    """Lets a driver in the same process wait for a step without asking the server."""

    def __init__(self) -> None:
        self._gates: dict[str, asyncio.Event] = {}

    def of(self, case: str, name: str) -> asyncio.Event:
        """What is set as soon as the step has run."""
        return self._gates.setdefault(f"{case}:{name}", asyncio.Event())


GATES = Gates()


@activity.defn(name="bench.step")
async def step(ask: Plain) -> None:
    """Nothing, but somebody may wait for it."""
    GATES.of(ask.case, ask.name).set()


class _Told:
    def __init__(self) -> None:
        self.told = 0

    @workflow.signal(name="tell")
    def tell(self) -> None:
        """An input from outside."""
        self.told += 1

    async def _input(self, number: int) -> None:
        await workflow.wait_condition(lambda: self.told >= number, timeout=timedelta(days=3))


async def _regular(ask: Plain, name: str) -> None:
    await workflow.execute_activity(step, ask.model_copy(update={"name": name}), start_to_close_timeout=TIMEOUT)


@workflow.defn(name="BenchApproval")
class UsualApproval(_Told):
    """Opens, waits three days at most, decides."""

    @workflow.run
    async def run(self, ask: Plain) -> None:
        """One approval."""
        await _regular(ask, f"{ask.name}:open")
        await self._input(1)
        await _regular(ask, f"{ask.name}:decide")


@workflow.defn(name="BenchUsual")
class Usual(_Told):
    """The usual way: one regular activity a step, a child workflow an approval."""

    @workflow.run
    async def run(self, ask: Plain) -> None:
        """A case of `steps` steps."""
        await _regular(ask, "submit")
        for number in range(APPROVALS):
            child = ask.model_copy(update={"name": str(number)})
            await workflow.execute_child_workflow(UsualApproval.run, child, id=f"{ask.case}/{number}")
        await self._steps(ask, "approved", BEFORE_RECEIPT)
        await self._input(1)
        await self._steps(ask, "received", BEFORE_INVOICE)
        await self._input(2)
        await self._steps(ask, "billed", BEFORE_PAYMENT)
        await self._input(3)
        rest = ask.steps - 1 - 2 * APPROVALS - BEFORE_RECEIPT - BEFORE_INVOICE - BEFORE_PAYMENT
        await self._steps(ask, "paid", rest)

    async def _steps(self, ask: Plain, name: str, count: int) -> None:
        for number in range(count):
            await _regular(ask, name if number == count - 1 else "")


@workflow.defn(name="BenchLocal")
class Local(_Told):
    """The least there can be: one local activity an input."""

    @workflow.run
    async def run(self, ask: Plain) -> None:
        """A case of `INPUTS` inputs."""
        for number in range(INPUTS):
            await self._input(number)
            done = ask.model_copy(update={"name": str(number)})
            await workflow.execute_local_activity(step, done, start_to_close_timeout=TIMEOUT)


@workflow.defn(name="BenchUpdated")
class Updated:
    """An approval that is a bare workflow: its answer is that of a Temporal Update, and nothing is stored elsewhere."""

    @workflow.run
    async def run(self, _: Plain) -> None:
        """Wait for as long as anybody asks."""
        await workflow.wait_condition(lambda: False, timeout=timedelta(days=3))

    @workflow.update(name="decide")
    def decide(self, verdict: str) -> str:
        """The least answer."""
        return verdict


async def usual(client: Client, case: str, steps: int) -> None:
    """Drive one case of the usual kind to its end, as people do: each signals when he is asked."""
    handle = await client.start_workflow(Usual.run, Plain(case=case, steps=steps), id=case, task_queue=QUEUE)
    for number in range(APPROVALS):
        await GATES.of(case, f"{number}:open").wait()
        await client.get_workflow_handle(f"{case}/{number}").signal("tell")
    for name in ("approved", "received", "billed"):
        await GATES.of(case, name).wait()
        await handle.signal("tell")
    await handle.result()


async def local(client: Client, case: str) -> None:
    """Drive one least case to its end."""
    handle = await client.start_workflow(Local.run, Plain(case=case), id=case, task_queue=QUEUE)
    for number in range(INPUTS - 1):
        await GATES.of(case, str(number)).wait()
        await handle.signal("tell")
    await handle.result()


@asynccontextmanager
async def reference_worker(client: Client) -> AsyncIterator[None]:
    """A worker of the references, with the settings of ours."""
    with ThreadPoolExecutor(4) as pool:
        async with worker.tuned(client, QUEUE, [step], [Usual, UsualApproval, Local, Updated], pool):
            yield
