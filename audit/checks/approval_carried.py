"""Approvals that count again because what was approved is the same: reckoned from both approvals, as they opened."""

from collections.abc import Mapping
from uuid import UUID

from audit.checks._base import Found
from audit.checks.approval_standing import Account
from audit.report import violation
from contracts.route import Step
from events._base import Recorded
from events.approval import ApprovalOpened
from events.approval_verbs import DecisionCarried

NAME = "I5"


def carried(known: Mapping[UUID, Account], account: Account, event: DecisionCarried, recorded: Recorded) -> Found:
    """Before anybody was asked: what counted in an earlier approval of the same document by the same step, for parts that are
    as they were."""
    before, step, one = known.get(event.earlier.id), account.places[event.step].step, event.decider
    chain = (*event.on_behalf_of, event.person)
    allowed = before and not account.steps and one in step.deciders and _still_asked(before, account.opened, step)
    counted = any(each.step == step and each.counts(one, chain) for each in before.steps.values()) if before else False
    if not allowed or not counted:
        yield violation(NAME, "carried-wrongly", event.ref, person=event.person, position=recorded.position)
    else:
        account.carried.setdefault(event.step, {})[one] = chain


def _still_asked(before: Account, now: ApprovalOpened, step: Step) -> bool:
    """Whether somebody was asked for the same parts of the same document by the same person."""
    was = before.opened
    about = (was.subject, was.requester) == (now.subject, now.requester) and before.result in ("returned", "approved")
    return about and bool(step.parts) and all(now.parts.get(part, "") == was.parts.get(part) for part in step.parts)
