"""From requisition to payment."""

from temporalio import workflow

from contracts.process import ProcessRef
from workflows._process import Process


@workflow.defn(name="RequisitionToPayment")
class RequisitionToPayment(Process):
    """A case: approval, order, receipt, invoice, payment."""

    @workflow.run
    async def run(self, case: ProcessRef) -> None:
        """The business story."""
        await self.complete(case, "approval")
        await self.complete(case, "order")
        await self.complete(case, "receipt")
        await self.complete(case, "invoice")
        await self.complete(case, "payment")
