"""Mutants of I5: what people do with approvals besides a plain vote, forged event by event (approvals.yaml)."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from contracts.ids import stream_id
from contracts.route import Route, Step, leaves
from events import approval_verbs as verbs
from events._base import Event
from events.approval import ApprovalEnded, ApprovalEscalated, ApprovalOpened, ApproverPassedOver, StepOpened, Voted
from events.person import PersonRevised, SubstituteNamed
from tests.audit.house import House
from tests.audit.mutants import mutant, other

FILE = yaml.safe_load((Path(__file__).parent / "approvals.yaml").read_text("utf-8"))
CLEAN = FILE.pop("clean")
MANAGER, FINANCE = Step(name="m", roles=("manager",), escalate_to="treasurer"), Step(name="f", roles=("finance",))
THREE = ("mona", "fay", "carl")
STEPS = {
    "manager": MANAGER,
    "finance": FINANCE,
    "mona": Step(name="n", persons=("mona",)),
    "carl": Step(name="l", persons=("carl",)),
    "both": Step(name="b", roles=("manager", "finance"), escalate_to="treasurer"),
    "either": Step(name="a", roles=("manager", "finance"), mode="any"),
    "named": Step(name="n", persons=("mona", "fay")),
    "role_and_name": Step(name="d", roles=("manager",), persons=("mona",)),
    "order": Step(name="o", persons=THREE, mode="in_order", escalate_to="treasurer"),
    "votes": Step(name="v", persons=THREE, mode="votes", needed=2),
    "dear": Step(name="d", kind="automatic"),
    "bot": Step(name="p", kind="bot", bot="prices", time_out_after_hours=1),
    "money": Step(name="m", roles=("manager",), parts=("amount",)),
    "place": Step(name="p", roles=("manager",), parts=("amount", "delivery")),
    "alone": Step(name="n", persons=("mona",), parts=("delivery",)),
    "group": Step(name="g", kind="parallel", branches=((MANAGER,), (FINANCE,))),
}

PARTS = {"amount": "0" * 64, "delivery": "0" * 64}


class Walk:
    """An approval of its own along a route; each act by whoever does it, as it would be told."""

    def __init__(self, house: House, *steps: Step) -> None:
        waiting = house.newest(ApprovalOpened)
        self.house, self.steps = house, tuple(leaves(steps))
        self.opened = waiting.model_copy(
            update={"ref": other(waiting.ref), "route": Route(steps=steps, policy="p", row="r"), "parts": PARTS}
        )
        self.about: dict[str, Any] = {"ref": self.opened.ref, "subject": self.opened.subject}
        self.before = self.opened.ref
        self.tell(self.opened)

    def tell(self, event: Event, who: str = "paul", kind: str = "person") -> "Walk":
        self.house.append(self.opened.ref.id, event, who=who, kind=kind)
        return self

    def open(self, step: int = 0, *roles: str) -> "Walk":
        asked = roles or self.steps[step].deciders
        return self.tell(StepOpened(**self.about, step=step, roles=asked, opened_at=self.house.now))

    def vote(self, person: str, role: str, step: int = 0, verdict: Any = "approve", **more: Any) -> "Walk":
        more |= {"on_behalf_of": tuple(more.get("on_behalf_of", "").split(",")) if "on_behalf_of" in more else ()}
        voted = {"step": step, "person": person, "role": role, "verdict": verdict, **more}
        return self.tell(Voted(**self.about, content_hash=self.opened.content_hash, **voted), person)

    def act(self, kind: str, who: str, **fields: Any) -> "Walk":
        fields = {"step": 0, **fields}
        return self.tell(getattr(verbs, kind)(**self.about, **fields), who)

    def give(self, to: str, decider: str = "manager", by: str = "mona", step: int = 0) -> "Walk":
        return self.act("ApproverReassigned", by, step=step, decider=decider, to=to, by=by, why="w")

    def lend(self, to: str, decider: str = "manager", by: str = "mona") -> "Walk":
        return self.act("ApprovalDelegated", by, decider=decider, to=to, by=by)

    def advise(self, person: str, decider: str = "@mona") -> "Walk":
        return self.act("ApprovalAdvised", person, decider=decider, person=person, verdict="approve")

    def recall(self, of: str, by: str = "mona", decider: str = "@mona", who: str = "") -> "Walk":
        return self.act("DelegationRecalled", who or by, decider=decider, person=of, by=by)

    def add(self, person: str, where: str = "parallel", beside: str = "manager", by: str = "mona") -> "Walk":
        return self.act("ApproverAdded", by, person=person, beside=beside, where=where, by=by, why="w")

    def remove(self, person: str, by: str = "mona") -> "Walk":
        return self.act("ApproverRemoved", by, person=person, by=by, why="w")

    def take_back(self, person: str, decider: str, step: int = 0, who: str = "") -> "Walk":
        return self.act("VoteTakenBack", who or person, step=step, decider=decider, person=person)

    def found(self, by: str, step: int = 0, who: str = "paul", kind: str = "person") -> "Walk":
        return self.tell(verbs.ApprovalFound(**self.about, step=step, by=by), who, kind)

    def over(self, person: str, step: int) -> "Walk":
        return self.tell(ApproverPassedOver(**self.about, step=step, person=person))

    def again(self, changed: str = "", by: str = "", subject: str = "") -> "Walk":
        """The document is submitted once more, with this part changed, by this requester, or another document."""
        self.before = self.opened.ref
        more: dict[str, Any] = {"ref": other(self.before), "parts": {**PARTS, changed: "1" * 64} if changed else PARTS}
        more |= {"requester": by} if by else {}
        more |= {"subject": other(self.opened.subject)} if subject else {}
        self.opened = self.opened.model_copy(update=more)
        self.about = {"ref": self.opened.ref, "subject": self.opened.subject}
        return self.tell(self.opened)

    def carry(self, person: str, decider: str, step: int = 0, **more: Any) -> "Walk":
        more |= {"on_behalf_of": tuple(more.get("on_behalf_of", "").split(",")) if "on_behalf_of" in more else ()}
        carried = {"person": person, "decider": decider, "earlier": self.before, "asked_since": self.house.now, **more}
        return self.tell(verbs.DecisionCarried(**self.about, step=step, parts={}, **carried), kind="system")

    def move(self, to: str, by: str = "tess", kind: str = "person") -> "Walk":
        route = Route(steps=(STEPS[to],), policy="p", row="r2")
        self.steps = (STEPS[to],)
        return self.tell(verbs.ApprovalMoved(**self.about, route=route, by=by, why="w"), by, kind)

    def escalate(self, step: int = 0, to: str = "treasurer") -> "Walk":
        return self.tell(ApprovalEscalated(**self.about, step=step, to=to))

    def end(self, result: Any = "approved") -> "Walk":
        return self.tell(ApprovalEnded(**self.about, result=result))

    def substitute(self, person: str, to: str, first: int = 1, last: int = 30) -> "Walk":
        days = {"valid_from": date(2026, 11, first), "valid_until": date(2026, 11, last)}
        self.house.append(
            stream_id("person", person), SubstituteNamed(person=person, substitute=to, **days), who=person
        )
        return self

    def leave(self, person: str, last: int = 1) -> "Walk":
        gone = PersonRevised(person=person, name=person, valid_until=date(2026, 11, last))
        self.house.append(stream_id("person", person), gone, who="paul")
        return self


def walk(house: House, route: str, acts: str) -> None:
    """An approval along these steps with these acts."""
    along = Walk(house, *(STEPS[name] for name in route.split()))
    for act, *words in map(str.split, acts.split(";")):
        given = [int(word) if word.isdecimal() else word for word in words if "=" not in word]
        named = dict(word.split("=") for word in words if "=" in word)
        getattr(along, act)(*given, **{key: int(value) if value.isdecimal() else value for key, value in named.items()})


def _seed(code: str, of: str, route: str, acts: str) -> None:
    spoil: Any = partial(walk, route=route, acts=acts)
    spoil.__name__ = of
    mutant("I5", code)(spoil)


for _code, _seeds in FILE.items():
    for _each in _seeds:
        _seed(_code, **_each)


@mutant("I5", "approval-not-open")
def steps_of_an_unknown_approval(house: House) -> None:
    opened = house.newest(ApprovalOpened)
    ref = other(opened.ref)
    house.append(ref.id, StepOpened(ref=ref, subject=opened.subject, step=0, roles=(), opened_at=house.now))


def clean(house: House) -> None:
    """Each verb as it may be: nothing of it violates anything."""
    for each in CLEAN:
        walk(house, **each)
