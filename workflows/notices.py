"""The notices of an approval: a process beside those that wait for it, so that no mail server ever holds an approval."""

from temporalio import workflow

from contracts.process import ProcessRef
from workflows._process import Process


@workflow.defn(name="Notices")
class Notices(Process):
    """Tells people what happens to an approval; ends when nothing is left to be told, and the next event starts it again."""

    @workflow.run
    async def run(self, approval: ProcessRef) -> None:
        """The business story."""
        await self.complete(approval, "telling")
        while self.wakes != self.seen:
            await self.complete(approval, "telling")
