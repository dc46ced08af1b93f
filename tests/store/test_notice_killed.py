"""A process that is killed between sending a notice and recording it: whoever starts again sends it under the same name."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path
from uuid import UUID

from activities._registry import handlings
from activities.notice_people import Channels
from activities.notice_sending import Notices
from adapters.mail import MailServer
from aggregates.notice import NOTICE
from contracts._base import Answer, Request
from contracts.notice import notice_stream
from contracts.person import RevisePerson
from events.approval import ApprovalOpened
from store.handler import CommandHandler
from store.log import EventLog
from tests.support.chain import Chain
from tests.support.house import NOW, any_file, policies
from tests.support.notice_catcher import mail_catcher


def _send(url: str, port: int, approval: UUID, *, killed: bool) -> None:
    handler = CommandHandler(EventLog(url), handlings(policies(), any_file), lambda: NOW)

    def kill(_: Request) -> Answer:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    if killed:
        handler.handle = kill  # type: ignore[method-assign, assignment]
    channels = Channels(MailServer("127.0.0.1", port, "req2pay@acme.example"))
    Notices(handler, channels, lambda _role, _entity: ("mona",)).send(approval, f"notice/{approval}")
    handler.log.close()


def test_killed_between_sending_and_recording(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/events.db"
    company = Chain(url=url)
    company.send("ada", RevisePerson(person="mona", name="Mona", email="mona@acme.example"))
    company.requested()
    approval = company.newest(ApprovalOpened).ref.id
    company.log.close()
    spawn = multiprocessing.get_context("spawn")
    with mail_catcher() as catcher:
        for killed, code in ((True, -signal.SIGKILL), (True, -signal.SIGKILL), (False, 0), (False, 0)):
            child = spawn.Process(target=_send, args=(url, catcher.port, approval), kwargs={"killed": killed})
            child.start()
            child.join(60)
            assert child.exitcode == code
        names = [mail["Message-ID"] for mail in catcher.mails]
    assert len(names) == 3
    assert len(set(names)) == 1
    log = EventLog(url)
    told = CommandHandler(log, {}).state(NOTICE, notice_stream(approval))
    assert [(cause.closed, cause.settled) for cause in told.causes.values()] == [(True, frozenset({("mona", "mail")}))]
    log.close()
