"""Tasks at a step that people give, lend, share or take away: who may have them, and what becomes of the step."""

from collections.abc import Callable, Mapping

from audit.checks._base import Found
from audit.checks.approval_people import People
from audit.checks.approval_standing import Account, Standing
from audit.report import Violation, violation
from events._base import Event, Recorded
from events.approval_verbs import (
    ApprovalAdvised,
    ApprovalDelegated,
    ApproverAdded,
    ApproverReassigned,
    ApproverRemoved,
    DelegationRecalled,
)

NAME = "I5"


def _reassigned(account: Account, event: ApproverReassigned, recorded: Recorded) -> Found:
    """A task that is not done goes to who has none there; a step to come, or that comes again, asks him when it opens."""
    step, to, number = account.steps.get(event.step), f"@{event.to}", event.step
    of_route = event.decider in (*account.places[number].step.deciders, *account.route_of(number))
    if not _may_be_asked(account, event.to, number, recorded) or (step and not _has_task(step, event.decider)):
        yield _wrong(event, event.to, recorded)
    if step and not step.waits and event.decider in step.given:
        pass  # He has answered; whoever takes over is asked only if it is asked again.
    elif step:
        step.put(event.decider, to)
    if not step or not step.waits or of_route:
        keys = (key for key, one in account.instead.items() if key[0] == number and one == event.decider)
        account.instead[next(keys, (number, event.decider))] = to


def _has_task(step: Standing, one: str) -> bool:
    if not step.waits:
        return one in (*step.route, *step.seats, *step.added)
    return one in (*step.seats, *step.added, *step.escalated) and one not in step.given and one not in step.against


def _delegated(account: Account, event: ApprovalDelegated, recorded: Recorded) -> Found:
    """The task stays with whoever asks, and awaits the judgement."""
    step, mine = account.steps.get(event.step), f"@{event.by}"
    doubled = step and event.decider != mine and mine in (*step.seats, *step.added)
    known = step and not doubled and _has_task(step, event.decider)
    if not _may_be_asked(account, event.to, event.step, recorded) or not step or not known:
        yield _wrong(event, event.to, recorded)
    if step:
        step.put(event.decider, mine)
        step.judged[mine] = event.to


def advised(people: People, account: Account, event: ApprovalAdvised, recorded: Recorded) -> Found:
    """The judgement came back from whom it was asked of, or who stood in for him; it is no vote."""
    step = account.steps.get(event.step)
    asked = step.judged.get(event.decider, "") if step else ""
    judge = asked if people.stands_for(event.person, asked, recorded) else event.person
    yield from _judged_by(account, event, judge, event.person, recorded)


def _recalled(account: Account, event: DelegationRecalled, recorded: Recorded) -> Found:
    """Whoever asked for the judgement waits for it no longer."""
    asker = event.by if event.decider == f"@{event.by}" else ""
    yield from _judged_by(account, event, event.person, asker, recorded)


def _judged_by(
    account: Account, event: ApprovalAdvised | DelegationRecalled, judge: str, actor: str, recorded: Recorded
) -> Found:
    """A judgement that was asked of a person is awaited no longer, as the actor, a person, says."""
    step, who = account.steps.get(event.step), recorded.meta.actor
    if not step or step.judged.get(event.decider) != judge or (who.kind, who.id) != ("person", actor):
        yield _wrong(event, event.person, recorded)
    else:
        del step.judged[event.decider]


def _added(account: Account, event: ApproverAdded, recorded: Recorded) -> Found:
    """One more who must approve."""
    step, one = account.steps.get(event.step), f"@{event.person}"
    if not _may_be_asked(account, event.person, event.step, recorded) or not step:
        yield _wrong(event, event.person, recorded)
    if step:
        step.added[one] = event.by
        order = {"before": [(one, event.beside)], "after": [(event.beside, one)]}
        step.first += order.get(event.where, [])


def _removed(account: Account, event: ApproverRemoved, recorded: Recorded) -> Found:
    """Only whom the same person added, and who has not answered."""
    step, one = account.steps.get(event.step), f"@{event.person}"
    if not step or step.added.get(one) != event.by or one in step.given or recorded.meta.actor.id != event.by:
        yield violation(NAME, "removed-wrongly", event.ref, person=event.person, position=recorded.position)
        return
    del step.added[one]
    step.judged.pop(one, None)


def _may_be_asked(account: Account, person: str, number: int, recorded: Recorded) -> bool:
    """By a person: neither the requester, nor who has a task there, nor who has approved."""
    step, one = account.steps.get(number), f"@{person}"
    here = (*step.seats, *step.added) if step else account.route_of(number)
    done = {each for standing in account.steps.values() for each in standing.people()}
    return (
        recorded.meta.actor.kind == "person"
        and person != account.opened.requester
        and one not in here
        and person not in done
    )


def _wrong(
    event: ApproverReassigned | ApprovalDelegated | ApprovalAdvised | DelegationRecalled | ApproverAdded,
    person: str,
    at: Recorded,
) -> Violation:
    return violation(NAME, "task-given-wrongly", event.ref, person=person, step=event.step + 1, position=at.position)


ON_TASKS: Mapping[type[Event], Callable[..., Found]] = {
    ApproverReassigned: _reassigned,
    ApprovalDelegated: _delegated,
    DelegationRecalled: _recalled,
    ApproverAdded: _added,
    ApproverRemoved: _removed,
}
