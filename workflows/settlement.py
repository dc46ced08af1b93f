"""What a contract keeps back of its bills."""

from temporalio import workflow

from contracts.process import ProcessRef
from workflows._process import Process


@workflow.defn(name="Settlement")
class Settlement(Process):
    """Kept for the warranty, released when it is over: years."""

    @workflow.run
    async def run(self, settlement: ProcessRef) -> None:
        """The business story."""
        await self.complete(settlement, "retention")
