"""The time-skipping server the deadline tests stand on: a month passes in moments."""

from __future__ import annotations

import time
from datetime import timedelta

from temporalio import workflow
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from tests.support.time_skipping import time_skipping


@workflow.defn(name="test.month")
class Month:
    """Sleeps for 30 days and says how long it thinks it slept, in seconds."""

    @workflow.run
    async def run(self) -> float:
        began = workflow.now()
        await workflow.sleep(timedelta(days=30))
        return (workflow.now() - began).total_seconds()


async def test_thirty_days_pass_at_once() -> None:
    async with time_skipping() as environment:
        runner = UnsandboxedWorkflowRunner()
        async with Worker(environment.client, task_queue="t", workflows=[Month], workflow_runner=runner):
            began = time.monotonic()
            slept = await environment.client.execute_workflow(Month.run, id="month", task_queue="t")
            assert slept >= timedelta(days=30).total_seconds()
            assert time.monotonic() - began < 30
