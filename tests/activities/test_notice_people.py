"""Who is told by which way, and who is still meant on the day of the message."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

import pytest

from activities.notice_people import Channels, People, _may_act
from adapters.chat_cards import Robot
from adapters.mail import MailServer
from aggregates.invoice import Invoice
from aggregates.person import Person
from events.person import RoleGranted
from store.states import States

TODAY = date(2026, 11, 2)
MAIL = MailServer(host="mail.example", port=25, sender="req2pay@example.com")
ROBOT = Robot("wecom", "max", "https://robot.example/1")


def _people(**channels: Any) -> People:
    return People(cast(States, None), Channels(**channels), lambda _role, _entity: [], TODAY)


@pytest.mark.parametrize(
    ("mail", "robots", "email", "ways"),
    [
        (MAIL, (), "max@example.com", ["mail"]),
        (MAIL, (), None, ["mail"]),  # that he has no address is told, not kept quiet
        (MAIL, (ROBOT,), None, ["wecom"]),
        (MAIL, (ROBOT,), "max@example.com", ["mail", "wecom"]),
        (None, (), "max@example.com", []),
        (None, (ROBOT,), "max@example.com", ["wecom"]),
        (None, (), None, []),
    ],
)
def test_a_person_is_told_by_every_way_that_leads_to_him(
    mail: MailServer | None, robots: tuple[Robot, ...], email: str | None, ways: list[str]
) -> None:
    told = _people(mail=mail, robots=robots)._to_person(Person(code="max", email=email), 0)
    assert [one.channel for one in told] == ways


@pytest.mark.parametrize(
    ("code", "until", "named", "meant"),
    [
        ("max", None, False, True),
        ("max", TODAY, False, True),
        ("max", TODAY - timedelta(1), False, False),
        ("max", TODAY - timedelta(1), True, True),
        ("", None, True, False),
    ],
)
def test_whoever_holds_the_role_today_is_meant_or_is_asked_by_name(
    code: str, until: date | None, named: bool, meant: bool
) -> None:
    granted = RoleGranted(person=code or "max", role="manager", entity="ACME", valid_until=until)
    person = Person(code=code, grants=(granted,))
    assert _people()._meant(person, "manager", "ACME", named) is meant
    assert _people()._meant(person, "director", "ACME", False) is False


def test_what_somebody_corrected_of_an_invoice_another_one_looks_at() -> None:
    corrected = Invoice(correctors=("max",))
    assert _may_act(corrected, 0, "manager", ("dora",))
    assert not _may_act(corrected, 0, "manager", ("max",))
    assert not _may_act(corrected, 0, "manager", ("dora", "max"))
