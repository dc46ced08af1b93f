"""A change of a supplier's bank account."""

from temporalio import workflow

from contracts.process import ProcessRef
from workflows._process import Process


@workflow.defn(name="SupplierBankChange")
class SupplierBankChange(Process):
    """Verified by a second person; in effect when the cooling-off is over."""

    @workflow.run
    async def run(self, change: ProcessRef) -> None:
        """The business story."""
        await self.complete(change, "verification")
        await self.complete(change, "cooling_off")
