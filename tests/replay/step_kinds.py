"""Approvals whose histories show each kind of step, and what time and people do with one: a stand-alone approval for each.

A workflow knows no kinds of steps: each of its rounds is `advance` and a wait. What the histories show: it waits with the
deadline of the step and ends with the route (in order, all, any, so many, a ratio that cannot be reached any more, a
condition, an automatic step and a copy before it, a task handed over: one wait, however many vote). It is woken where
another step opens (after a bot's report, where a branch has passed, after a return to an earlier step: a round for each).
What its deadlines bring is done by itself (reminder, escalation, time-out: a command in each round).
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

import relay
from contracts._base import Actor, Command, Grant, Request
from contracts.approval import OpenApproval, Vote
from contracts.approval_verbs import HandOverApprovals, ReportFindings
from contracts.ids import stream_id
from contracts.process import approval_process
from contracts.values import Ref
from events.approval import ApprovalEnded, ApprovalEscalated, ApprovalReminded
from tests.support.house import HASH, eur
from tests.support.living import Living

POLICIES = Path(__file__).parents[2] / "policies"
Act = Callable[[Living, Ref, list[timedelta]], Awaitable[None]]
"""What somebody does with an approval, or time; the last is how far the clock is ahead."""


def sends(who: str, make: Callable[[Ref], Command]) -> Act:
    async def act(company: Living, approval: Ref, _: list[timedelta]) -> None:
        company.service.runner().catch_up()
        company.send(who, make(approval))

    return act


def votes(who: str, verdict: Any = "approve", to: int | None = None) -> Act:
    return sends(who, lambda approval: Vote(approval=approval.id, verdict=verdict, to=to))


def passes(hours: int, kind: type) -> Act:
    async def act(company: Living, approval: Ref, ahead: list[timedelta]) -> None:
        ahead[0] = timedelta(hours=hours)
        await relay.wake(company.client, approval_process(approval, _subject("timed")), company.log.head())
        await company.seen(kind)

    return act


async def reports(company: Living, approval: Ref, _: list[timedelta]) -> None:
    report = ReportFindings(approval=approval.id, step=1, findings=("3 % above the median",))
    grant = Grant(commands=frozenset({"approval.report"}), entities=frozenset({"ACME"}))
    actor = Actor(kind="service", id="prices")
    company.handler.handle(Request(command=report, key="report", actor=actor, grant=grant))


FAY, DORA = {"name": "Fay", "persons": ["fay"]}, {"name": "Dora", "persons": ["dora"]}
THREE = {"name": "Three", "persons": ["fay", "dora", "pia"]}
KINDS: Mapping[str, tuple[list[dict[str, Any]], list[Act]]] = {
    "in_order": ([{**THREE, "mode": "in_order"}], [votes("fay"), votes("dora"), votes("pia")]),
    "all": ([{"name": "All", "roles": ["finance", "director"]}], [votes("dora"), votes("fay")]),
    "any": ([{**THREE, "mode": "any"}], [votes("pia")]),
    "n_of_m": ([{**THREE, "mode": "votes", "needed": 2}], [votes("fay"), votes("dora", "reject"), votes("pia")]),
    "ratio": ([{**THREE, "mode": "votes", "percent": 66}], [votes("fay", "reject"), votes("dora", "reject")]),
    "parallel": ([{"name": "Both", "kind": "parallel", "branches": [[FAY], [DORA]]}], [votes("dora"), votes("fay")]),
    "condition": ([{**DORA, "when": {"amount": {"above": 99}}}, FAY], [votes("fay")]),
    "automatic": ([{"name": "Dear", "kind": "automatic", "when": {"amount": {"above": 1}}}, FAY], [votes("fay")]),
    "copy": ([{"name": "To know", "kind": "copy", "roles": ["director"]}, FAY], [votes("fay")]),
    "bot": ([{"name": "Prices", "kind": "bot", "bot": "prices", "time_out_after_hours": 48}, FAY], [reports, votes("fay")]),
    "timed": (
        [
            {**FAY, "remind_after_hours": 1, "escalate_after_hours": 2, "time_out_after_hours": 3, "on_time_out": "reject"},
        ],
        [passes(1, ApprovalReminded), passes(2, ApprovalEscalated), passes(3, ApprovalEnded)],
    ),
    "returned_to_step": ([FAY, DORA], [votes("fay"), votes("dora", "return", 1), votes("fay"), votes("dora")]),
    "handed_over": (
        [FAY],
        [sends("ada", lambda _: HandOverApprovals(person="fay", to="dora", why="she leaves")), votes("dora")],
    ),
}  # fmt: skip
"""Name -> the route, and what happens along it."""


def _subject(name: str) -> Ref:
    return Ref(kind=f"{name}_lease", id=stream_id("lease", name), number=f"C-{name.replace('_', '-')}", entity="ACME")


def policies(folder: Path) -> Path:
    """The policies, with a matrix for the papers of each kind."""
    shutil.copytree(POLICIES, folder)
    file = folder / "approval.yaml"
    told = yaml.safe_load(file.read_text("utf8"))
    matrix = {
        name: {"currencies": ["EUR"], "rows": [{"row": "all", "steps": steps}]} for name, (steps, _) in KINDS.items()
    }
    told["approval"] |= {_subject(name).kind: each for name, each in matrix.items()}
    file.write_text(yaml.safe_dump(told, allow_unicode=True), "utf8")
    return folder


async def walked(company: Living, name: str, ahead: list[timedelta]) -> str:
    """Open an approval along a route and let happen what belongs to it; gives its workflow."""
    subject = _subject(name)
    ask = OpenApproval(subject=subject, title=name, amount=eur(10), requester="mona", content_hash=HASH)
    approval = company.send("mona", ask).document
    assert approval is not None
    process = approval_process(approval, subject)
    for act in KINDS[name][1]:
        # So that each act finds the workflow waiting, and wakes it by itself.
        await asyncio.sleep(0.7)
        await act(company, approval, ahead)
    await company.client.get_workflow_handle(process.workflow_id).result()
    ahead[0] = timedelta(0)
    return process.workflow_id
