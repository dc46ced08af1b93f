"""A door whose people are told: the whole house under a virtual clock, with catchers for mail and cards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import relay
from activities.notice_people import Channels
from activities.notice_sending import Notices
from adapters.chat_cards import Robot
from adapters.mail import MailServer
from contracts.person import RevisePerson
from projections.companies import holders
from projections.master_data import MASTER_DATA
from tests.support.notice_catcher import MailCatcher, mail_catcher
from tests.web.door import PEOPLE, Door

BASE = "http://localhost:8080"


class Notified(Door):
    """Everybody has an address, mona and boss read Chinese; `catcher` keeps what was mailed."""

    def __init__(self, folder: Path, catcher: MailCatcher, robots: tuple[Robot, ...] = ()) -> None:
        super().__init__(folder)
        self.catcher = catcher
        mail = MailServer("127.0.0.1", catcher.port, "req2pay@acme.example")
        self.channels = Channels(mail, robots, BASE)
        self.notices = Notices(self.house.handler, self.channels, self._holders)
        self.house.effects = replace(self.house.effects, send_notices=self.notices.send)
        self.house._wakes = lambda recorded: [*relay.wakes(recorded), *relay.tells(recorded, self.house.now)]
        self.master_data()
        for person in PEOPLE:
            self.address(person, f"{person}@acme.example")

    def _holders(self, role: str, entity: str) -> tuple[str, ...]:
        return holders(self.house._current(MASTER_DATA).engine, role, entity)

    def address(self, person: str, email: str | None) -> None:
        language = "zh-CN" if person in ("mona", "boss") else "en"
        self.send("system", RevisePerson(person=person, name=person.title(), email=email, language=language))

    def told(self) -> list[tuple[str, str]]:
        """To whom, and the beginning of what, mail went since the last look."""
        mails = [(str(mail["To"]).split("@", maxsplit=1)[0], str(mail["Subject"])) for mail in self.catcher.mails]
        self.catcher.taken.clear()
        return mails

    def rows(self, **which: Any) -> list[dict[str, Any]]:
        """The notices as the read model shows them."""
        from projections.notices import notices

        self.show()
        with self.views.engine.connect() as connection:
            found = [dict(row._mapping) for row in connection.execute(notices.select().order_by(notices.c.position))]
        return [row for row in found if all(row[name] == value for name, value in which.items())]


@contextmanager
def notified(
    folder: Path, answers: Callable[[str, str], str | None] | None = None, robots: tuple[Robot, ...] = ()
) -> Iterator[Notified]:
    with mail_catcher(answers) as catcher:
        built = Notified(folder, catcher, robots)
        try:
            yield built
        finally:
            built.close()
