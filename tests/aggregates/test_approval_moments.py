"""What each verb does at each moment: the table of docs/decisions/0025, cell by cell."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from aggregates._base import Facts, Refusal
from aggregates.approval import APPROVAL, Move, Open
from aggregates.approval_asking import HandOver
from aggregates.approval_state import Approval
from contracts import approval_verbs as verbs
from contracts._base import Actor
from contracts.approval import OpenApproval, Vote, WithdrawApproval
from contracts.route import Route, Step
from tests.support.house import HASH, NOW, eur, facts, fold, ref

AP, PR = ref("approval"), ref("requisition")
PAGE = Path(__file__).parents[2] / "docs" / "decisions" / "0025-approvals-that-people-shape.md"
SCENARIOS = PAGE.parents[1] / "scenarios"
ELSEWHERE = {"cannot-be-asked": "approval_verbs.yaml", "maker-is-asked": "duties.yaml"}
"""What only the streams of people and documents tell."""
ONE = Step(name="One", roles=("manager",))
TWO = Step(name="Two", roles=("finance",), persons=("max",))
BOT = Step(name="Three", kind="bot", bot="prices", time_out_after_hours=1)
LAST = Step(name="Last", roles=("director",), persons=("leo",))
ROUTE = Route(policy="p", row="r", steps=(ONE, TWO, BOT, LAST))
PEOPLE = {
    "rita": facts("rita", "finance"),
    "mona": facts("mona", "manager", "finance"),
    "fay": facts("fay", "finance"),
    "max": facts("max"),
    "dora": facts("dora", "director"),
    "leo": facts("leo"),
    "nick": facts("nick"),
    "prices": Facts(NOW, Actor(kind="service", id="prices")),
    "others": Facts(NOW, Actor(kind="service", id="others")),
}
A: dict[str, Any] = {"approval": AP.id}
OPEN = Open(OpenApproval(subject=PR, title="Beams", amount=eur(1000), requester="rita", content_hash=HASH), AP, ROUTE)


def vote(step: int, verdict: Any = "approve", **more: Any) -> Vote:
    return Vote(**A, step=step, verdict=verdict, **more)


def give(step: int, to: str) -> verbs.ReassignApproval:
    return verbs.ReassignApproval(**A, step=step, to=to, why="w")


def lend(step: int, to: str) -> verbs.DelegateApproval:
    return verbs.DelegateApproval(**A, step=step, to=to)


def add(step: int, person: str, where: Any = "parallel") -> verbs.AddApprover:
    return verbs.AddApprover(**A, step=step, person=person, where=where, why="w")


def remove(step: int, person: str) -> verbs.RemoveApprover:
    return verbs.RemoveApprover(**A, step=step, person=person, why="w")


def recall(step: int) -> verbs.RecallDelegation:
    return verbs.RecallDelegation(**A, step=step)


def back(step: int) -> verbs.TakeBackVote:
    return verbs.TakeBackVote(**A, step=step)


def report(step: int) -> verbs.ReportFindings:
    return verbs.ReportFindings(**A, step=step, findings=("f",))


URGE, COMMENT = verbs.UrgeApproval(**A), verbs.CommentApproval(**A, comment="c")
WITHDRAW = WithdrawApproval(**A, why="w")
MOVE = Move(Route(policy="p", row="r", steps=(LAST,)), {}, "w")
Act = tuple[str, object]
AT_TWO: tuple[Act, ...] = (("mona", vote(1)),)
AT_BOT: tuple[Act, ...] = (*AT_TWO, ("fay", vote(2)), ("max", vote(2)))
AT_LAST: tuple[Act, ...] = (*AT_BOT, ("prices", report(3)))
ENDED: tuple[Act, ...] = (*AT_LAST, ("dora", vote(4)), ("leo", vote(4)))
ADDED: tuple[Act, ...] = (*AT_TWO, ("fay", add(2, "nick")))
ME, ANOTHER, OVER, AFTER = range(4)
YES, NOTHING = "", "nothing happens"


@dataclass(frozen=True)
class Case:
    """Who does what after which acts, and what comes of it: YES, NOTHING, or the code of the refusal."""

    verb: str
    moment: int
    before: tuple[Act, ...]
    who: str
    command: object
    comes: str = YES


def _votes() -> Iterator[Case]:
    of = "approve, reject, return"
    for verdict in ("approve", "reject", "return"):
        yield Case(of, ME, AT_TWO, "fay", vote(2, verdict))
        yield Case(of, ME, AT_TWO, "max", vote(2, verdict))
        yield Case(of, ANOTHER, AT_TWO, "dora", vote(2, verdict), "not-your-turn")
        yield Case(of, ANOTHER, AT_TWO, "mona", vote(2, verdict), "already-voted")
        yield Case(of, OVER, AT_TWO, "mona", vote(1, verdict), "step-passed")
        yield Case(of, AFTER, ENDED, "dora", vote(4, verdict), "approval-closed")
    of, late = "return to step n", AT_LAST
    for to, comes in (
        (1, YES),
        (2, YES),
        (3, "not-an-earlier-step"),
        (4, "not-an-earlier-step"),
        (5, "not-an-earlier-step"),
    ):
        for then in ("continue", "come_back"):
            yield Case(of, ME, late, "dora", vote(4, "return", to=to, then=then), comes)
    yield Case(of, ANOTHER, late, "nick", vote(4, "return", to=1), "not-your-turn")
    yield Case(of, ANOTHER, AT_TWO, "mona", vote(2, "return", to=1), "already-voted")
    yield Case(of, OVER, late, "fay", vote(2, "return", to=1), "step-passed")
    yield Case(of, AFTER, ENDED, "dora", vote(4, "return", to=1), "approval-closed")


def _asking() -> Iterator[Case]:
    for of, ask in (("reassign", give), ("delegate", lend), ("add", add)):
        yield Case(of, ME, AT_TWO, "fay", ask(2, "nick"))
        yield Case(of, ME, AT_TWO, "fay", ask(2, "leo"), YES if ask is lend else "already-asked")
        yield Case(of, ME, AT_TWO, "fay", ask(2, "max"), "already-asked")
        yield Case(of, ME, AT_TWO, "fay", ask(2, "fay"), "already-asked")
        yield Case(of, ME, ADDED, "fay", ask(2, "nick"), "already-asked")
        yield Case(of, ME, AT_TWO, "fay", ask(2, "mona"), "already-voted")
        yield Case(of, ME, AT_TWO, "fay", ask(2, "rita"), "requester-is-approver")
        yield Case(of, ME, (*AT_TWO, ("fay", lend(2, "nick"))), "nick", ask(2, "dora"), "judgement-awaited")
        yield Case(of, ANOTHER, AT_TWO, "dora", ask(2, "nick"), "not-your-turn")
        yield Case(of, OVER, AT_TWO, "mona", ask(1, "nick"), "step-passed")
        yield Case(of, AFTER, ENDED, "dora", ask(4, "nick"), "approval-closed")
        yield Case(of, ANOTHER, AT_TWO, "mona", ask(2, "nick"), "already-voted")
    yield Case("delegate", ME, AT_TWO, "max", lend(2, "fay"))


def _recalling() -> Iterator[Case]:
    of, lent = "recall", (*AT_TWO, ("fay", lend(2, "nick")))
    again: tuple[Act, ...] = (*lent, ("fay", recall(2)))
    yield Case(of, ME, AT_TWO, "fay", recall(2), "no-judgement-awaited")
    yield Case(of, ME, lent, "nick", recall(2), "no-judgement-awaited")
    yield Case(of, ME, (*lent, ("nick", vote(2))), "fay", recall(2), "no-judgement-awaited")
    yield Case(of, ME, again, "fay", recall(2), "no-judgement-awaited")
    yield Case(of, ANOTHER, lent, "fay", recall(2))
    yield Case(of, ANOTHER, (*again, ("fay", lend(2, "nick"))), "fay", recall(2))
    yield Case(of, ANOTHER, lent, "max", recall(2), "no-judgement-awaited")
    yield Case(of, ANOTHER, lent, "fay", recall(1), "no-judgement-awaited")
    yield Case(of, OVER, AT_BOT, "fay", recall(2), "no-judgement-awaited")
    yield Case(of, AFTER, ENDED, "dora", recall(4), "approval-closed")


def test_who_recalled_decides_himself_and_the_judge_does_not() -> None:
    recalled = after((*AT_TWO, ("max", lend(2, "nick")), ("max", recall(2))))
    assert recalled.waiting() == ("finance", "@max")
    late = APPROVAL.decide(recalled, vote(2), PEOPLE["nick"])
    assert isinstance(late, Refusal)
    assert late.code == "not-your-turn"
    assert not isinstance(APPROVAL.decide(recalled, vote(2), PEOPLE["max"]), Refusal)


def _undoing() -> Iterator[Case]:
    of = "remove"
    yield Case(of, ME, ADDED, "fay", remove(2, "nick"))
    yield Case(of, ME, ADDED, "fay", remove(2, "max"), "approver-not-added")
    yield Case(of, ME, ADDED, "max", remove(2, "nick"), "added-by-another")
    yield Case(of, ME, (*ADDED, ("nick", vote(2))), "fay", remove(2, "nick"), "already-voted")
    yield Case(of, ANOTHER, (*ADDED, ("fay", vote(2))), "fay", remove(2, "nick"))
    yield Case(of, ANOTHER, AT_TWO, "dora", remove(2, "nick"), "approver-not-added")
    yield Case(of, ANOTHER, ADDED, "dora", remove(2, "nick"), "added-by-another")
    yield Case(of, OVER, AT_TWO, "mona", remove(1, "nick"), "approver-not-added")
    yield Case(of, AFTER, ENDED, "dora", remove(4, "leo"), "approval-closed")
    of, mine = "take back", (*AT_TWO, ("fay", vote(2)))
    yield Case(of, ME, AT_TWO, "fay", back(2), "no-vote-to-take-back")
    yield Case(of, ANOTHER, mine, "fay", back(2))
    yield Case(of, ANOTHER, mine, "max", back(2), "no-vote-to-take-back")
    yield Case(of, OVER, AT_TWO, "mona", back(1))
    yield Case(of, OVER, mine, "mona", back(1), "acted-on-already")
    yield Case(of, OVER, AT_BOT, "fay", back(2))
    yield Case(of, OVER, AT_LAST, "fay", back(2), "acted-on-already")
    yield Case(of, OVER, (*AT_TWO, ("fay", give(2, "nick"))), "mona", back(1), "acted-on-already")
    yield Case(of, AFTER, ENDED, "dora", back(4), "approval-closed")


def _telling() -> Iterator[Case]:
    yield Case("urge", ME, AT_TWO, "fay", URGE, "not-the-requester")
    yield Case("urge", ANOTHER, AT_TWO, "rita", URGE)
    yield Case("urge", ANOTHER, (*AT_TWO, ("rita", URGE)), "rita", URGE, "urged-lately")
    yield Case("urge", ANOTHER, AT_TWO, "dora", URGE, "not-the-requester")
    yield Case("urge", OVER, AT_BOT, "rita", URGE)
    yield Case("urge", AFTER, ENDED, "rita", URGE, "approval-closed")
    yield Case("comment", ME, AT_TWO, "fay", COMMENT)
    yield from (Case("comment", ANOTHER, AT_TWO, who, COMMENT) for who in ("rita", "dora", "leo"))
    yield Case("comment", ANOTHER, AT_TWO, "nick", COMMENT, "not-concerned")
    yield Case("comment", OVER, AT_BOT, "mona", COMMENT)
    yield Case("comment", AFTER, ENDED, "rita", COMMENT, "approval-closed")
    yield from (Case("report", ME, AT_BOT, who, report(3)) for who in ("prices", "nick"))
    yield Case("report", ANOTHER, AT_BOT, "others", report(3), "another-bot-awaited")
    yield from (Case("report", OVER, AT_BOT, "prices", report(step), "no-bot-awaited") for step in (1, 2, 4, 5))
    yield Case("report", OVER, AT_LAST, "prices", report(3), "no-bot-awaited")
    yield Case("report", AFTER, ENDED, "prices", report(3), "approval-closed")


def _turning() -> Iterator[Case]:
    yield Case("withdraw", ME, AT_TWO, "fay", WITHDRAW, "not-the-requester")
    yield Case("withdraw", ANOTHER, AT_TWO, "rita", WITHDRAW)
    yield Case("withdraw", ANOTHER, AT_TWO, "dora", WITHDRAW, "not-the-requester")
    yield Case("withdraw", OVER, AT_BOT, "rita", WITHDRAW)
    yield Case("withdraw", AFTER, ENDED, "rita", WITHDRAW, NOTHING)
    yield Case("move", ME, AT_TWO, "fay", MOVE)
    yield Case("move", ANOTHER, AT_TWO, "nick", MOVE)
    yield Case("move", ANOTHER, AT_TWO, "rita", MOVE, "requester-is-approver")
    yield Case("move", OVER, AT_TWO, "mona", MOVE)
    yield Case("move", AFTER, ENDED, "dora", MOVE, "approval-closed")
    of = "hand over"
    yield Case(of, ME, AT_TWO, "nick", HandOver("max", "nick", "w"))
    yield Case(of, ME, AT_TWO, "nick", HandOver("leo", "max", "w"), "already-asked")
    yield Case(of, ME, AT_TWO, "nick", HandOver("max", "leo", "w"), "already-asked")
    yield Case(of, ME, AT_TWO, "nick", HandOver("max", "mona", "w"), "already-voted")
    yield Case(of, ME, AT_TWO, "nick", HandOver("leo", "mona", "w"), "already-voted")
    yield from (
        Case(of, ME, AT_TWO, "nick", HandOver(who, "rita", "w"), "requester-is-approver") for who in ("max", "leo")
    )
    yield Case(of, ANOTHER, AT_TWO, "nick", HandOver("dora", "nick", "w"), NOTHING)
    yield Case(of, OVER, AT_BOT, "nick", HandOver("max", "nick", "w"))
    yield Case(of, AFTER, ENDED, "nick", HandOver("leo", "nick", "w"), NOTHING)


CASES = (*_votes(), *_asking(), *_recalling(), *_undoing(), *_telling(), *_turning())


def after(acts: tuple[Act, ...]) -> Approval:
    """The approval after these acts, each of which must be taken."""
    opened = APPROVAL.decide(APPROVAL.initial, OPEN, facts("rita"))
    assert not isinstance(opened, Refusal)
    state = fold(APPROVAL, APPROVAL.initial, opened)
    for who, command in acts:
        decided = APPROVAL.decide(state, command, PEOPLE[who])
        assert not isinstance(decided, Refusal), (who, decided)
        state = fold(APPROVAL, state, decided)
    return state


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.verb}-{case.moment}-{case.who}-{case.comes or 'yes'}")
def test_each_verb_at_each_moment(case: Case) -> None:
    decided = APPROVAL.decide(after(case.before), case.command, PEOPLE[case.who])
    came = decided.code if isinstance(decided, Refusal) else YES if decided else NOTHING
    assert came == case.comes


def _table() -> Mapping[tuple[str, int], str]:
    rows = re.findall(r"^\| (?!verb)([a-z][^|]+) \| (.*) \| (.*) \| (.*) \| (.*) \|$", PAGE.read_text("utf-8"), re.M)
    return {(verb, moment): cell for verb, *cells in rows for moment, cell in enumerate(cells)}


def test_the_table_says_what_is_tested() -> None:
    table = dict(_table())
    for moment in (ME,):
        above = table["reassign", moment]
        table["delegate", moment] = table["delegate", moment].replace("as above", above)
        table["add", moment] = table["add", moment].replace("as above", above)
    assert set(table) == {(case.verb, case.moment) for case in CASES}
    for (verb, moment), cell in table.items():
        codes = set(re.findall(r"`([a-z-]+)`", cell)) - ELSEWHERE.keys()
        comes = {case.comes for case in CASES if (case.verb, case.moment) == (verb, moment)}
        words = re.sub(r"`[a-z-]+`|[,;]|else", "", cell).strip()
        assert comes - {YES, NOTHING} == codes, (verb, moment)
        assert (NOTHING in comes) == (NOTHING in cell), (verb, moment)
        assert (YES in comes) == bool(words and words != NOTHING), (verb, moment)
    assert all(code in (SCENARIOS / name).read_text("utf-8") for code, name in ELSEWHERE.items())
