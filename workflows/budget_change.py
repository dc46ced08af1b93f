"""A change of budgets."""

from temporalio import workflow

from contracts.process import ProcessRef
from workflows._process import Process


@workflow.defn(name="BudgetChange")
class BudgetChange(Process):
    """Approved, then the budgets change at once."""

    @workflow.run
    async def run(self, change: ProcessRef) -> None:
        """The business story."""
        await self.complete(change, "approval")
