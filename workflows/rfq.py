"""From a request for quotation to its award."""

from temporalio import workflow

from contracts.process import ProcessRef
from workflows._process import Process


@workflow.defn(name="RequestForQuotation")
class RequestForQuotation(Process):
    """Suppliers quote, sealed; everything is opened at the deadline; a buyer awards and others approve."""

    @workflow.run
    async def run(self, rfq: ProcessRef) -> None:
        """The business story."""
        await self.complete(rfq, "quoting")
        await self.complete(rfq, "opening")
        await self.complete(rfq, "award")
