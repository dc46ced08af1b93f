"""The stand-alone approval of any document."""

from temporalio import workflow

from contracts.process import ProcessRef
from workflows._process import Process


@workflow.defn(name="Approval")
class Approval(Process):
    """Keeps the time of an approval whose subject has no process of its own."""

    @workflow.run
    async def run(self, approval: ProcessRef) -> None:
        """The business story."""
        await self.complete(approval, "decision")
