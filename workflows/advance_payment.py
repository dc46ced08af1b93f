"""An advance under a contract."""

from temporalio import workflow

from contracts.process import ProcessRef
from workflows._process import Process


@workflow.defn(name="AdvancePayment")
class AdvancePayment(Process):
    """Approved, then payable."""

    @workflow.run
    async def run(self, advance: ProcessRef) -> None:
        """The business story."""
        await self.complete(advance, "approval")
