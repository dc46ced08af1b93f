"""A change of a contract."""

from temporalio import workflow

from contracts.process import ProcessRef
from workflows._process import Process


@workflow.defn(name="ChangeOrder")
class ChangeOrder(Process):
    """Approved, then contract and budgets are altered at once."""

    @workflow.run
    async def run(self, change: ProcessRef) -> None:
        """The business story."""
        await self.complete(change, "approval")
