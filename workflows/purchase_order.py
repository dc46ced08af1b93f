"""The amendment of an order."""

from temporalio import workflow

from contracts.process import ProcessRef
from workflows._process import Process


@workflow.defn(name="PurchaseOrder")
class PurchaseOrder(Process):
    """Waits for the approval of one amendment of an order."""

    @workflow.run
    async def run(self, amendment: ProcessRef) -> None:
        """The business story."""
        await self.complete(amendment, "amendment")
