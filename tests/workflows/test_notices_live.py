"""Notices on a real server: told by a workflow of their own, tried again in time, and never in an approval's way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from temporalio.client import WorkflowExecutionStatus
from temporalio.testing import WorkflowEnvironment

import worker
from activities.notice_people import Channels
from adapters.mail import MailServer
from contracts.person import RevisePerson
from contracts.process import notice_process
from events.approval import ApprovalEnded, ApprovalOpened, ApprovalReminded
from events.notice import NoticeTried
from tests.support.living import Living, VirtualClock, living
from tests.support.notice_catcher import MailCatcher, mail_catcher
from tests.support.time_skipping import time_skipping
from tests.workflows.test_cases import server


@asynccontextmanager
async def told(
    home: Path, answers: Callable[[str, str], str | None] | None = None
) -> AsyncIterator[tuple[Living, WorkflowEnvironment, MailCatcher]]:
    with mail_catcher(answers) as catcher:
        channels = Channels(MailServer("127.0.0.1", catcher.port, "req2pay@acme.example"), base_url="http://localhost")
        async with time_skipping() as environment:
            clock = VirtualClock(environment)
            try:
                async with living(home, environment.client, clock=clock, channels=channels) as company:
                    company.found()
                    for person in ("mona", "rita"):
                        revise = RevisePerson(person=person, name=person.title(), email=f"{person}@acme.example")
                        company.send("ada", revise)
                    yield company, environment, catcher
            finally:
                clock.close()


async def test_people_are_told_by_a_workflow_that_ends_and_begins_again(tmp_path: Path) -> None:
    async with told(tmp_path) as (company, environment, catcher):
        company.requested()
        await company.until(lambda: len(catcher.taken) == 1)
        approval = (await company.seen(ApprovalOpened)).ref
        handle = company.client.get_workflow_handle(notice_process(approval).workflow_id)
        await handle.result()
        await environment.sleep(timedelta(hours=25))
        await company.seen(ApprovalReminded)
        await company.until(lambda: len(catcher.taken) == 2)
        company.vote("mona")
        await company.until(lambda: len(catcher.taken) == 3)
        await company.seen(NoticeTried, 3)
        assert [str(mail["Subject"]).split(":")[0] for mail in catcher.mails] == [
            "Please decide",
            "Reminder, please decide",
            "Approved",
        ]
        assert len({mail["Message-ID"] for mail in catcher.mails}) == 3


async def test_a_server_that_is_away_holds_no_approval_and_is_tried_again(tmp_path: Path) -> None:
    down = [True]
    async with told(tmp_path, lambda verb, _: "421 later" if verb == "MAIL" and down[0] else None) as (
        company,
        skipping,
        catcher,
    ):
        company.requested()
        assert (await company.seen(NoticeTried)).rest == "later"
        company.vote("mona", "reject")
        approval = (await company.seen(ApprovalEnded)).ref
        handle = company.client.get_workflow_handle(notice_process(approval).workflow_id)
        await company.seen(NoticeTried, 2)
        assert (await handle.describe()).status == WorkflowExecutionStatus.RUNNING
        down[0] = False
        await skipping.sleep(timedelta(minutes=10))
        await company.until(lambda: catcher.taken)
        assert [(str(mail["To"]), str(mail["Subject"])[:8]) for mail in catcher.mails] == [
            ("rita@acme.example", "Rejected")
        ]
        await handle.result()


async def test_a_sweep_tells_what_a_lost_server_forgot(tmp_path: Path) -> None:
    with mail_catcher() as catcher:
        channels = Channels(MailServer("127.0.0.1", catcher.port, "req2pay@acme.example"))
        async with (
            server(tmp_path / "server") as client,
            living(tmp_path / "house", client, channels=channels, relayed=False) as company,
        ):
            company.found()
            company.send("ada", RevisePerson(person="mona", name="Mona", email="mona@acme.example"))
            company.requested()
            sweeper = worker.sweeper(company.service, company.client)
            await sweeper.sweep()
            await company.seen(ApprovalOpened)
            await sweeper.sweep(fresh=False)
            assert catcher.taken == []
            await sweeper.sweep()
            await company.seen(NoticeTried)
            assert [str(mail["To"]) for mail in catcher.mails] == ["mona@acme.example"]
