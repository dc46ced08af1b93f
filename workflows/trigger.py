"""Triggers of declared documents, started by Schedules."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from contracts.process import Effected, RunTrigger
from workflows._process import QUEUES


@workflow.defn(name="TriggerRun")
class TriggerRun:
    """Starts what a trigger of the policies starts at this moment; the documents go on by themselves."""

    @workflow.run
    async def run(self, ask: RunTrigger) -> None:
        """One regular activity; the commands' keys make a repeated one harmless."""
        await workflow.execute_activity(
            "trigger.run",
            ask,
            result_type=Effected,
            task_queue=QUEUES["files"],
            start_to_close_timeout=timedelta(minutes=2),
            retry_policy=RetryPolicy(maximum_attempts=8),
        )
