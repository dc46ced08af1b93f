"""When a budget change and a bank statement are looked at again, and when they are over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from aggregates.approval import APPROVAL
from aggregates.approval_state import Approval
from aggregates.bank_statement import BankStatement
from aggregates.budget_change import BUDGET_CHANGE
from contracts.bank_statement import ReconcileBankStatement
from contracts.budget_change import ConcludeBudgetChange
from processes._base import DAY, DONE, FollowUp, Next
from processes.bank_statement import Statement, reconciliation
from processes.budget_change import Change, approval
from tests.examples import AP, BC, BS, EVENT_EXAMPLES
from tests.support.house import NOW, fold

ASKED = fold(BUDGET_CHANGE, BUDGET_CHANGE.initial, (EVENT_EXAMPLES["budget_change.asked.v1"],))
OPENED = fold(
    APPROVAL,
    APPROVAL.initial,
    (EVENT_EXAMPLES["approval.opened.v1"], EVENT_EXAMPLES["approval.step_opened.v1"]),
)


def test_a_budget_change_is_asked_for_once_and_what_its_conclusion_is_refused_is_tried_again_each_day() -> None:
    asked = ASKED.asked
    assert asked is not None
    opening = approval(Change(ASKED, APPROVAL.initial), NOW)
    assert opening == Next(commands=(FollowUp("open-approval", "1", asked),), deadline=NOW + DAY)
    concluding = approval(Change(ASKED, replace(OPENED, ref=AP, result="approved")), NOW)
    command = ConcludeBudgetChange(budget_change=BC.id, approval=asked.approval, verdict="approved")
    assert concluding == Next(commands=(FollowUp("conclude", "1", command),), deadline=NOW + DAY)
    assert approval(Change(ASKED, OPENED), NOW) == Next(deadline=NOW + timedelta(hours=24))


def test_a_budget_change_that_was_returned_waits_and_one_that_is_decided_is_over() -> None:
    approved: Approval = replace(OPENED, result="approved")
    assert approval(Change(replace(ASKED, status="returned"), approved), NOW) == Next(deadline=NOW + 7 * DAY)
    assert approval(Change(replace(ASKED, status="approved"), approved), NOW) == DONE
    assert approval(Change(BUDGET_CHANGE.initial, APPROVAL.initial), NOW) == DONE


def test_a_statement_is_reconciled_each_day_until_nothing_waits() -> None:
    open_ = BankStatement(ref=BS, open=(3, 4))
    ask = FollowUp("reconcile", f"2:{NOW.date()}", ReconcileBankStatement(bank_statement=BS.id))
    assert reconciliation(Statement(open_), NOW) == Next(commands=(ask,), deadline=NOW + DAY)
    assert reconciliation(Statement(BankStatement(ref=BS, gap_open=True)), NOW) == Next(deadline=NOW + DAY)
    assert reconciliation(Statement(BankStatement(ref=BS)), NOW) == DONE
    assert reconciliation(Statement(BankStatement()), NOW) == DONE
