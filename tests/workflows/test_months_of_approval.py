"""Months of an approval in the real workflow: a service that answers late, reminders, escalation, a substitute, and time-out."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from contracts._base import Actor, Grant, Request
from contracts.approval import Vote
from contracts.approval_verbs import ReportFindings
from contracts.person import NameSubstitute
from events.approval import ApprovalEnded, ApprovalEscalated, ApprovalOpened, ApprovalReminded, StepOpened, Voted
from events.approval_verbs import ApprovalFound
from events.purchase_order import PurchaseOrderIssued
from events.requisition import RequisitionConcluded
from tests.support.living import Living, VirtualClock, living
from tests.support.time_skipping import time_skipping

ROOT = Path(__file__).parents[2]
STEPS = [
    {"name": "Prices", "kind": "bot", "bot": "prices", "time_out_after_hours": 48, "on_time_out": "return"},
    {"name": "Dear", "kind": "automatic", "when": {"amount": {"above": 1}}},
    {"name": "Manager", "roles": ["manager"], "escalate_to": "director", "time_out_after_hours": 60 * 24},
    {"name": "To know", "kind": "copy", "roles": ["director"]},
]


def _policies(folder: Path) -> Path:
    shutil.copytree(ROOT / "policies", folder)
    file = folder / "approval.yaml"
    told = yaml.safe_load(file.read_text("utf8"))
    told["approval"]["requisition"] = {"currencies": ["EUR"], "rows": [{"row": "all", "steps": STEPS}]}
    file.write_text(yaml.safe_dump(told, allow_unicode=True), "utf8")
    return folder


async def _asked(company: Living, count: int) -> ApprovalOpened:
    company.requested()
    opened: ApprovalOpened = await company.seen(ApprovalOpened, count)
    return opened


def _reported(company: Living, opened: ApprovalOpened) -> None:
    grant = Grant(commands=frozenset({"approval.report"}), entities=frozenset({"ACME"}))
    report = ReportFindings(approval=opened.ref.id, step=1, findings=("3 % above the median",))
    service = Actor(kind="service", id="prices")
    company.handler.handle(Request(command=report, key=f"r:{opened.ref.id}", actor=service, grant=grant))


async def test_months_pass_until_a_substitute_decides_and_nobody_ever_approves_by_time(tmp_path: Path) -> None:
    policies: Any = _policies(tmp_path / "policies")
    async with time_skipping() as environment:
        clock = VirtualClock(environment)
        try:
            async with living(tmp_path / "home", environment.client, clock=clock, policies=policies) as company:
                company.found()
                first = await _asked(company, 1)
                _reported(company, first)
                asked = await company.seen(StepOpened, 2)
                assert (asked.step, company.count(ApprovalFound)) == (2, 2)
                await environment.sleep(timedelta(days=40))
                await company.seen(ApprovalEscalated)
                assert (company.count(ApprovalReminded), company.count(ApprovalEnded)) == (1, 0)

                day = clock().date() + timedelta(days=1)
                company.send("mona", NameSubstitute(person="mona", substitute="fay", valid_from=day, valid_until=day))
                for_mona = Vote(approval=first.ref.id, verdict="approve", on_behalf_of="mona")
                assert company.send("fay", for_mona, outcome=None).code == "not-a-substitute"
                await environment.sleep(timedelta(days=1))
                company.send("fay", for_mona)
                await company.seen(PurchaseOrderIssued)
                voted = company.newest(Voted)
                assert (voted.person, voted.on_behalf_of) == ("fay", ("mona",))

                # A service that never answers, then people who never do: both send it back, nothing is approved.
                silent = await _asked(company, 2)
                await environment.sleep(timedelta(hours=49))
                assert (await company.seen(RequisitionConcluded, 2)).verdict == "returned"
                ended = company.newest(ApprovalEnded)
                assert (ended.ref, ended.result) == (silent.ref, "returned")
                late = await _asked(company, 3)
                _reported(company, late)
                await company.seen(StepOpened, 5)
                await environment.sleep(timedelta(days=59))
                assert company.count(ApprovalEnded) == 2
                await environment.sleep(timedelta(days=2))
                assert (await company.seen(RequisitionConcluded, 3)).verdict == "returned"
                assert company.newest(ApprovalEnded).ref == late.ref
                assert company.count(Voted) == 1
        finally:
            clock.close()
