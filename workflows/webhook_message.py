"""A message to another system."""

from temporalio import workflow

from contracts.process import ProcessRef
from workflows._process import Process


@workflow.defn(name="WebhookMessage")
class WebhookMessage(Process):
    """Sends what an endpoint is to be told; several attempts, then a person."""

    @workflow.run
    async def run(self, message: ProcessRef) -> None:
        """The business story."""
        await self.complete(message, "delivery")
