"""The life of a contract."""

from temporalio import workflow

from contracts.process import ProcessRef
from workflows._process import Process


@workflow.defn(name="Contract")
class Contract(Process):
    """Approved, signed by both, valid until its last day: months or years."""

    @workflow.run
    async def run(self, contract: ProcessRef) -> None:
        """The business story."""
        await self.complete(contract, "approval")
        await self.complete(contract, "signing")
        await self.complete(contract, "validity")
