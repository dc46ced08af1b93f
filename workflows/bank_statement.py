"""Bank statements: reconciled again and again until everything on them is explained."""

from temporalio import workflow

from contracts.process import ProcessRef
from workflows._process import Process


@workflow.defn(name="BankStatement")
class BankStatement(Process):
    """Imported, reconciled by the rules, the rest explained by a person."""

    @workflow.run
    async def run(self, bank_statement: ProcessRef) -> None:
        """The business story."""
        await self.complete(bank_statement, "reconciliation")
