"""What is new in a folder or mailbox, looked for by a Schedule."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from contracts.process import Effected, TakeIn
from workflows._process import QUEUES


@workflow.defn(name="IntakeRun")
class IntakeRun:
    """Takes in what is new at a source; each file goes on by itself as an invoice."""

    @workflow.run
    async def run(self, ask: TakeIn) -> None:
        """One regular activity; a file that comes twice is known. What fails is tried again at the next moment."""
        await workflow.execute_activity(
            "intake.run",
            ask,
            result_type=Effected,
            task_queue=QUEUES["files"],
            start_to_close_timeout=timedelta(minutes=15),
            heartbeat_timeout=timedelta(seconds=30),
            retry_policy=RetryPolicy(maximum_attempts=3),
        )
