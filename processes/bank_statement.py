"""Bank statements: reconciled as far as is certain, again each day, until a person has explained the rest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aggregates.bank_statement import BankStatement
from contracts.bank_statement import ReconcileBankStatement
from processes._base import DAY, DONE, FollowUp, Next


@dataclass(frozen=True)
class Statement:
    """A bank statement."""

    statement: BankStatement


def reconciliation(case: Statement, now: datetime) -> Next:
    """What is not found today may be found when a run's file has been recorded, or its payments have been proposed anew."""
    state = case.statement
    if state.ref is None or not state.waiting:
        return DONE
    if not state.open:
        return Next(deadline=now + DAY)
    ask = ReconcileBankStatement(bank_statement=state.ref.id)
    occurrence = f"{len(state.open)}:{now.date()}"
    return Next(commands=(FollowUp("reconcile", occurrence, ask),), deadline=now + DAY)


STAGES: Mapping[str, Callable[[Statement, datetime], Next]] = {"reconciliation": reconciliation}
