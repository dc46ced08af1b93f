"""An invoice at the registers outside."""

from temporalio import workflow

from contracts.process import ProcessRef
from workflows._process import Process


@workflow.defn(name="TaxVerification")
class TaxVerification(Process):
    """Asks the tax bureau and other registers about an invoice, before it is paid and as long as it may be reversed."""

    @workflow.run
    async def run(self, verification: ProcessRef) -> None:
        """The business story."""
        await self.complete(verification, "answers")
