"""The verification of one invoice file."""

from temporalio import workflow

from contracts.process import ProcessRef
from workflows._process import Process


@workflow.defn(name="InvoiceVerification")
class InvoiceVerification(Process):
    """A bot reads the file; rules judge it; people decide what is amiss."""

    @workflow.run
    async def run(self, invoice: ProcessRef) -> None:
        """The business story."""
        await self.complete(invoice, "read")
        await self.complete(invoice, "match")
