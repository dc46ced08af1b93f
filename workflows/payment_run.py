"""Payment runs, and their proposal by schedule."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from contracts.process import Effected, ProcessRef, ProposeDue
from workflows._process import QUEUES, Process


@workflow.defn(name="PaymentRun")
class PaymentRun(Process):
    """Released by a second person, written to a file, concluded by the bank."""

    @workflow.run
    async def run(self, payment_run: ProcessRef) -> None:
        """The business story."""
        await self.complete(payment_run, "release")
        await self.complete(payment_run, "file")
        await self.complete(payment_run, "settlement")


@workflow.defn(name="PaymentProposal")
class PaymentProposal:
    """Started by a Schedule: proposes a run over everything that is due in an entity; PaymentRun goes on from there."""

    @workflow.run
    async def run(self, ask: ProposeDue) -> None:
        """One regular activity; the command's key makes a repeated proposal of a day harmless."""
        await workflow.execute_activity(
            "payment_run.propose_due",
            ask,
            result_type=Effected,
            task_queue=QUEUES["files"],
            start_to_close_timeout=timedelta(minutes=2),
            retry_policy=RetryPolicy(maximum_attempts=8),
        )
