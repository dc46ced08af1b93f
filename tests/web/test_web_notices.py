"""The page that a notice's link leads to: it shows, decides nothing, logs nobody in, and says why where it does not show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from adapters.notice_link import Link, signed
from contracts.approval import Vote
from contracts.person import GrantRole
from contracts.requisition import CreateRequisition, SubmitRequisition, WithdrawRequisition
from contracts.values import Ref
from events.approval import ApprovalOpened
from tests.support.house import line
from tests.web.door import PASSWORD
from tests.web.notified import Notified, notified

JSON = {"Accept": "application/json"}
NASTY = "<script>alert(1)</script>'\"&"
PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Notified]:
    with notified(tmp_path) as built:
        yield built


def asked(house: Notified) -> tuple[Ref, str]:
    """A requisition that waits for mona, and the path of the link that she was sent."""
    ref = house.submitted()
    mail: Any = house.catcher.mails[-1]
    text = mail.get_body(("plain",)).get_content()
    (link,) = re.findall(r"http\S+", text)
    assert link.startswith("http://localhost:8080/notices/")
    return ref, urlsplit(link).path


async def test_the_page_shows_what_is_asked_in_the_persons_language_and_changes_nothing(house: Notified) -> None:
    ref, path = asked(house)
    before = house.house.log.head()
    async with house.client(**PAGE) as client:
        for _ in range(3):
            answer = await client.get(path)
        head = await client.head(path)
        posted = await client.post(path)
    assert (answer.status_code, head.status_code, posted.status_code) == (200, 200, 405)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == "zh"
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    for word in (
        f"采购申请 {ref}",
        "1000.00 EUR",
        "Rita",
        "Mona",
        "Manager",
        "2026-11-05 08:00 UTC",
        "2026-11-09 08:00 UTC",
    ):
        assert word in answer.text, word
    assert "approve vote AP-2026-000001 --as mona" in answer.text
    assert not re.search(r"<(form|script|button|input|style|img|a)\b", answer.text)
    assert house.house.log.head() == before


async def test_for_programs_it_is_json_with_the_command_that_decides(house: Notified) -> None:
    ref, path = asked(house)
    async with house.client(**JSON) as client:
        answer = await client.get(path)
    found = answer.json()
    approval = house.newest(ApprovalOpened)
    assert found.pop("headline").startswith("请审批")
    command = found.pop("command")
    assert found == {
        "approval": str(approval.ref.id),
        "subject": str(ref),
        "kind": "requisition",
        "entity": "ACME",
        "title": "Beams 钢梁",
        "amount": "1000.00 EUR",
        "requester": "rita",
        "step": "Manager",
        "decide_by": "2026-11-05 08:00 UTC",
        "for": "mona",
        "link_expires_at": "2026-11-09T08:00:00Z",
    }
    async with house.as_("mona") as client:
        voted = await client.post(command["path"], json=command["body"], headers={"Idempotency-Key": "v"})
    assert voted.json()["outcome"] == "accepted"


async def refused(house: Notified, path: str, code: str, status: int, language: str = "zh", **headers: str) -> str:
    """The sentence of a refusal, which is the same as JSON and as a page."""
    async with house.client(**{**JSON, **headers}) as client:
        told = await client.get(path)
    async with house.client(**{**PAGE, **headers}) as client:
        page = await client.get(path)
    assert (told.status_code, told.json()["code"]) == (status, code)
    assert told.headers["content-type"] == "application/problem+json"
    assert page.status_code == status
    assert told.headers["content-language"] == page.headers["content-language"] == language
    sentence: str = told.json()["detail"]
    assert f"<h1>{sentence}</h1>" in page.text
    assert "1000.00" not in page.text
    return sentence


async def test_altered_links_show_nothing(house: Notified) -> None:
    _, path = asked(house)
    for wrong in (
        path[:-1] + ("A" if path[-1] != "A" else "B"),
        "/notices/x",
        "/notices/" + "A" * 5_000,
        "/notices/%0d%0a",
    ):
        await refused(house, wrong, "notice-link-wrong", 404, "en")
    assert "改动" in await refused(house, "/notices/x", "notice-link-wrong", 404, "zh", **{"Accept-Language": "zh"})


async def test_expired_links_show_nothing_even_where_the_approval_still_waits(house: Notified) -> None:
    _, path = asked(house)
    house.house.now += timedelta(days=7)
    await refused(house, path, "notice-link-expired", 410, "en")


async def test_somebody_else_who_is_logged_in_is_told_so(house: Notified) -> None:
    _, path = asked(house)
    assert "rita" in await refused(house, path, "notice-of-another", 403, **{"X-Req2pay-As": "rita"})
    house.access.set_password("mona", PASSWORD)
    session = house.access.log_in("mona", PASSWORD)
    assert session is not None
    async with house.bearing(session.secret) as client:
        assert (await client.get(path)).status_code == 200
    token = house.access.issue_token("mona", frozenset({"read"}), frozenset({"*"}), 5)
    await refused(house, path, "notice-of-another", 403, Authorization=f"Bearer {token}")
    house.access.end_session(session.secret)
    async with house.bearing(session.secret) as client:
        assert (await client.get(path)).status_code == 200  # nobody in particular


async def test_what_ended_or_moved_on_is_not_asked_any_more(house: Notified) -> None:
    ref, path = asked(house)
    house.send("rita", WithdrawRequisition(requisition=ref.id, why="changed plans"))
    assert "已撤回" in await refused(house, path, "notice-ended", 410)
    _, path = asked(house)
    approval = house.newest(ApprovalOpened).ref
    later = Link(approval.id, 1, "mona", house.house.now + timedelta(days=1))
    await refused(house, f"/notices/{signed(house.house.handler.keys, later)}", "notice-step-passed", 410)
    house.send("mona", Vote(approval=approval.id, verdict="approve"))
    assert "已同意" in await refused(house, path, "notice-ended", 410)


async def test_a_link_of_an_approval_that_the_store_does_not_know_shows_nothing(house: Notified) -> None:
    ref = house.draft()
    link = Link(ref.id, 0, "mona", house.house.now + timedelta(days=1))
    await refused(house, f"/notices/{signed(house.house.handler.keys, link)}", "notice-link-wrong", 404)


async def test_a_link_of_a_group_is_for_whoever_holds_its_role(house: Notified) -> None:
    asked(house)
    approval = house.newest(ApprovalOpened).ref
    link = Link(approval.id, 0, "role:manager", house.house.now + timedelta(days=1))
    path = f"/notices/{signed(house.house.handler.keys, link)}"
    async with house.client(**{**PAGE, "Accept-Language": "en"}) as client:
        page = await client.get(path)
    assert "Please decide: Requisition" in page.text
    assert "approve vote AP-2026-000001 --as CODE" in page.text
    async with house.as_("mona") as client:
        assert (await client.get(path)).status_code == 200
    await refused(house, path, "notice-of-another", 403, "en", **{"X-Req2pay-As": "sam"})
    house.send("ada", GrantRole(person="sam", role="manager", entity="ACME"))
    async with house.as_("sam") as client:
        assert (await client.get(path)).status_code == 200


async def test_a_title_is_text_on_the_page(house: Notified) -> None:
    create = CreateRequisition(entity="ACME", title=NASTY, currency="EUR", lines=(line(),))
    ref = house.made("rita", create)
    house.send("rita", SubmitRequisition(requisition=ref.id))
    approval = house.newest(ApprovalOpened).ref
    link = Link(approval.id, 0, "mona", house.house.now + timedelta(days=1))
    async with house.client(**PAGE) as client:
        page = await client.get(f"/notices/{signed(house.house.handler.keys, link)}")
    assert "<script" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#x27;&quot;&amp;" in page.text
