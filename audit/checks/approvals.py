"""I5 for decisions: what was approved is exactly what was submitted, with the votes that the frozen route demands."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from audit.checks._base import Found, Sees
from audit.checks.approval_carried import carried
from audit.checks.approval_people import People
from audit.checks.approval_standing import Account
from audit.checks.approval_tasks import ON_TASKS, advised
from audit.report import violation
from contracts.route import places
from events._base import Event, Recorded
from events.approval import ApprovalEnded, ApprovalEscalated, ApprovalOpened, ApproverPassedOver, StepOpened, Voted
from events.approval_verbs import ApprovalAdvised, ApprovalFound, ApprovalMoved, DecisionCarried, VoteTakenBack

NAME = "I5"


class Approvals:
    """Every approval that ended approved has its votes: by persons, who hold the roles, distinct from the requester."""

    name = NAME

    def __init__(self) -> None:
        self.ended: dict[UUID, Account] = {}
        self.people = People()

    @property
    def sees(self) -> Sees:
        """Votes and all that changes which of them are needed or count; roles and substitutes of those who vote."""
        mine: dict[type[Event], Callable[..., Found]] = {
            StepOpened: _step_opened,
            ApprovalEscalated: _escalated,
            Voted: partial(_voted, self.people),
            ApproverPassedOver: _passed_over,
            VoteTakenBack: _taken_back,
            ApprovalFound: _found,
            ApprovalMoved: _moved,
            DecisionCarried: partial(carried, self.ended),
            ApprovalEnded: _ended,
            ApprovalAdvised: partial(advised, self.people),
            **ON_TASKS,
        }
        seen = {kind: partial(self._about, look) for kind, look in mine.items()}
        return {**self.people.sees, ApprovalOpened: self._opened, **seen}

    def _opened(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, ApprovalOpened)
        if event.ref.id in self.ended:
            yield violation(NAME, "approval-opened-twice", event.ref, position=recorded.position)
        self.ended.setdefault(event.ref.id, Account.of(event))

    def _about(self, look: Callable[[Account, Any, Recorded], Found], recorded: Recorded) -> Found:
        """What happens to an approval, which must be open."""
        event: Any = recorded.event
        account = self.ended.get(event.ref.id)
        if account is None or account.result != "open":
            code = "approval-ended-twice" if isinstance(event, ApprovalEnded) else "approval-not-open"
            yield violation(NAME, code, event.ref, position=recorded.position)
        elif getattr(event, "step", 0) >= len(account.places):
            yield violation(NAME, "step-opened-wrongly", event.ref, step=event.step + 1, position=recorded.position)
        else:
            yield from look(account, event, recorded)
            if getattr(event, "step", None) in account.steps:
                account.settle(event.step)

    def end(self) -> Found:
        """Nothing is left to say."""
        yield from ()


def _step_opened(account: Account, event: StepOpened, recorded: Recorded) -> Found:
    """After all that come before it, asking whom the route asks."""
    number, kind = event.step, account.places[event.step].step.kind
    waits = number in account.steps and account.steps[number].waits
    early = not all(account.is_done(at) for at in account.places[number].before)
    if waits or early or (kind == "decide" and event.roles != account.route_of(number)):
        yield violation(NAME, "step-opened-wrongly", event.ref, step=number + 1, position=recorded.position)
    if kind == "decide":
        account.open(number)


def _escalated(account: Account, event: ApprovalEscalated, _recorded: Recorded) -> Found:
    """The role that the step names may stand in for one of those whom it asks."""
    step = account.steps.get(event.step)
    if step and event.to == step.step.escalate_to and event.to not in step.seats:
        step.escalated.add(event.to)
    yield from ()


def _voted(people: People, account: Account, event: Voted, recorded: Recorded) -> Found:
    at, actor, chain = recorded.position, recorded.meta.actor, (*event.on_behalf_of, event.person)
    told = {"person": event.person, "position": at}
    if event.content_hash != account.opened.content_hash:
        yield violation(NAME, "vote-on-other-content", event.ref, **told)
        return
    if actor.kind != "person" or actor.id != event.person:
        yield violation(NAME, "decided-by-no-person", event.ref, actor=f"{actor.kind}:{actor.id}", position=at)
    if account.opened.requester in chain:
        yield violation(NAME, "requester-voted", event.ref, **told)
    if _again(account, event, chain):
        yield violation(NAME, "voted-twice", event.ref, step=event.step + 1, **told)
    if not people.stand_in(chain, recorded):
        yield violation(NAME, "voted-for-another", event.ref, principal=chain[0], **told)
    if not _by_name(event, chain) and event.role not in people.roles(chain[0], event.ref.entity, recorded):
        yield violation(NAME, "vote-without-role", event.ref, role=event.role, **told)
    if event.step not in account.steps or not account.steps[event.step].asks(event.role):
        yield violation(NAME, "vote-without-seat", event.ref, role=event.role, step=event.step + 1, **told)
        return
    yield from _counted(account, event, chain, at)


def _counted(account: Account, event: Voted, chain: tuple[str, ...], at: int) -> Found:
    step = account.steps[event.step]
    if event.verdict == "approve":
        step.given[event.role] = chain
    elif event.verdict == "reject":
        step.against[event.role] = chain
    elif event.to is not None:
        if event.to not in account.places[event.step].before or account.places[event.to].step.kind != "decide":
            yield violation(NAME, "returned-wrongly", event.ref, person=event.person, step=event.to + 1, position=at)
            return
        account.returned(event.step, event.to, event.then == "come_back")


def _by_name(event: Voted, chain: tuple[str, ...]) -> bool:
    return event.role == f"@{chain[0]}"


def _again(account: Account, event: Voted, chain: tuple[str, ...]) -> bool:
    """Whether anybody of them had a part in this step, or approved another one and the route does not ask him by name."""
    step = account.steps.get(event.step)
    if step and set(chain) & step.people():
        return True
    principals, deputies = account.part_elsewhere(event.step)
    named = bool(step and _by_name(event, chain) and event.role in account.places[event.step].step.deciders)
    return bool(set(chain) & deputies or set(chain[1 if named else 0 :]) & principals)


def _passed_over(account: Account, event: ApproverPassedOver, recorded: Recorded) -> Found:
    """Only who himself approved directly before, and only where the route asks him by name and was not returned to."""
    one, step = f"@{event.person}", account.steps.get(event.step)
    approved = account.approved_directly_before(event.step)
    known = step and one in account.places[event.step].step.deciders and event.person not in step.people()
    if not step or not known or event.person not in approved or event.step in account.again:
        yield violation(NAME, "passed-over-wrongly", event.ref, person=event.person, position=recorded.position)
    elif step.waits:
        step.given[one] = (event.person,)
        step.over.add(one)


def _taken_back(account: Account, event: VoteTakenBack, recorded: Recorded) -> Found:
    """His own vote, on which nobody has acted."""
    step, later = account.steps.get(event.step), account.later(event.step)
    answers = {**step.given, **step.against} if step else {}
    acted = any(account.steps[at].fresh() for at in later & account.steps.keys())
    own = recorded.meta.actor.id == event.person and answers.get(event.decider, ("",))[-1] == event.person
    if not step or acted or not own or event.decider in step.over:
        yield violation(NAME, "taken-back-wrongly", event.ref, person=event.person, position=recorded.position)
        return
    account.void(later)
    account.again.add(event.step)
    step.without(event.decider)


def _found(account: Account, event: ApprovalFound, recorded: Recorded) -> Found:
    """By the matrix itself, the service that is waited for, or a person in its place."""
    step, actor = account.places[event.step].step, recorded.meta.actor
    wanted = {"automatic": "matrix", "bot": f"service:{step.bot}"}.get(step.kind)
    in_its_place = step.kind == "bot" and actor.kind == "person" and event.by == actor.id
    if event.by != wanted and not in_its_place:
        yield violation(
            NAME, "found-by-another", event.ref, by=event.by, step=event.step + 1, position=recorded.position
        )
    else:
        account.done.add(event.step)


def _moved(account: Account, event: ApprovalMoved, recorded: Recorded) -> Found:
    """Another route: nothing that was decided counts any more."""
    if event.by == account.opened.requester or recorded.meta.actor.kind != "person":
        yield violation(NAME, "moved-wrongly", event.ref, person=event.by, position=recorded.position)
    account.places = places(event.route.steps)
    account.steps, account.done, account.instead, account.again, account.carried = {}, set(), {}, set(), {}


def _ended(account: Account, event: ApprovalEnded, recorded: Recorded) -> Found:
    account.result = event.result
    for number, place in enumerate(account.places) if event.result == "approved" else ():
        step, told = account.steps.get(number), {"step": number + 1, "position": recorded.position}
        if place.step.kind in ("automatic", "bot") and number not in account.done:
            yield violation(NAME, "findings-missing", event.ref, **told)
        elif not account.is_done(number):
            missing = (step and step.lacking()) or account.route_of(number)
            yield violation(NAME, "votes-missing", event.ref, missing=", ".join(missing), **told)
