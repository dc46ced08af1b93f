"""Read models at the door: who sees which rows, page by page, and how new they are."""

import threading
import time
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from contracts.person import GrantRole, RevokeRole
from projections.queries import READ_MODELS
from tests.web.door import Door


async def read(door: Door, person: str, path: str, **params: Any) -> Any:
    async with door.as_(person) as client:
        return await client.get(f"/api/{path}", params=params)


@pytest.mark.parametrize("name", sorted(READ_MODELS))
async def test_every_read_model_needs_a_known_reader(quiet: Door, name: str) -> None:
    async with quiet.client() as client:
        assert (await client.get(f"/api/{name}")).status_code == 401
    assert (await read(quiet, "nobody", name)).status_code == 403
    found = await read(quiet, "boss", name)
    assert found.status_code == 200, found.text
    assert found.json()["position"] == quiet.house.log.head()


async def test_entities_are_never_mixed(door: Door) -> None:
    """Two companies, one person in each, one in both: no list shows a row of the other one, however it is filtered."""
    door.payable()
    door.submitted(who="sam", entity="SUB")
    door.show()
    seen = 0
    for name, model in READ_MODELS.items():
        if model.entity is None:
            continue
        ours = (await read(door, "rita", name, **{"all": True} if name == "inbox" else {})).json()["rows"]
        assert {row[model.entity] for row in ours} <= {"ACME"}
        seen += len(ours)
        filtered = await read(door, "rita", name, **{model.entity: "SUB"})
        assert filtered.status_code == (400 if name == "inbox" else 200)
        assert not filtered.json().get("rows")
    assert seen > 10
    everything = (await read(door, "boss", "cases")).json()["rows"]
    assert {row["entity"] for row in everything} == {"ACME", "SUB"}


async def test_a_revoked_or_ended_role_closes_the_view_at_once(door: Door) -> None:
    door.draft()
    door.show()
    assert (await read(door, "rita", "cases")).json()["rows"]
    door.send("system", RevokeRole(person="rita", role="requester", entity="ACME"))
    assert (await read(door, "rita", "cases")).status_code == 403
    ended = GrantRole(person="rita", role="requester", entity="ACME", valid_until=date(2026, 11, 1))
    door.send("system", ended)
    assert (await read(door, "rita", "cases")).status_code == 403


async def test_a_token_reads_what_it_is_scoped_to(door: Door) -> None:
    door.draft()
    door.draft("sam", "SUB")
    door.show()
    secret = door.access.issue_token("bi", frozenset({"read:cases"}), frozenset({"SUB"}), 1)
    async with door.bearing(secret) as client:
        assert {row["entity"] for row in (await client.get("/api/cases")).json()["rows"]} == {"SUB"}
        refused = await client.get("/api/payables")
    assert (refused.status_code, refused.json()["code"]) == (403, "not-readable")


async def test_the_inbox_shows_what_one_may_do(door: Door) -> None:
    ref = door.submitted()
    door.show()
    mine = (await read(door, "mona", "inbox")).json()["rows"]
    assert [(task["kind"], task["title"]) for task in mine] == [("approval", "Beams 钢梁")]
    assert (await read(door, "gus", "inbox")).json()["rows"] == []
    assert [task["kind"] for task in (await read(door, "gus", "inbox", all="true")).json()["rows"]] == ["approval"]
    door.send("system", GrantRole(person="rita", role="manager", entity="ACME"))
    door.show()
    assert (await read(door, "rita", "inbox")).json()["rows"] == [], f"the own {ref} is not for oneself"


async def test_pages_follow_each_other_without_gap_or_repeat(door: Door) -> None:
    made = {door.draft().number for _ in range(7)}
    door.show()
    found: list[str] = []
    cursor = None
    while True:
        page = (await read(door, "rita", "cases", limit=3, **({"cursor": cursor} if cursor else {}))).json()
        found += [row["number"] for row in page["rows"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(found) == 7
    assert set(found) == made


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({"limit": 501}, 422, "fields-wrong"),
        ({"limit": 0}, 422, "fields-wrong"),
        ({"limit": "many"}, 422, "fields-wrong"),
        ({"min_position": -1}, 422, "fields-wrong"),
        ({"min_position": 10**30}, 422, "fields-wrong"),
        ({"colour": "red"}, 400, "filter-unknown"),
        ({"cursor": "!"}, 400, "filter-wrong"),
        ({"cursor": "WyJhIiwiYiIsImMiXQ"}, 400, "filter-wrong"),
        ({"cursor": "W1sxXV0"}, 400, "filter-wrong"),
        ({"round": "two"}, 400, "filter-wrong"),
        ({"round": str(10**40)}, 400, "filter-wrong"),
        ({"number": "a\x00b"}, 400, "bad-request"),
    ],
)
async def test_garbage_in_the_query(quiet: Door, params: dict[str, Any], status: int, code: str) -> None:
    answer = await read(quiet, "rita", "cases", **params)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_min_position_waits_for_the_own_change(door: Door) -> None:
    door.draft()
    head = door.house.log.head()
    later = threading.Timer(0.2, door.show)
    later.start()
    answer = await read(door, "rita", "cases", min_position=head)
    later.join()
    assert answer.status_code == 200
    assert answer.json()["position"] >= head
    assert len(answer.json()["rows"]) == 1


async def test_min_position_gives_up_after_two_seconds(door: Door) -> None:
    began = time.monotonic()
    answer = await read(door, "rita", "cases", min_position=door.house.log.head() + 1)
    assert (answer.status_code, answer.json()["code"]) == (503, "not-shown-yet")
    assert answer.headers["retry-after"] == "1"
    assert 1.5 < time.monotonic() - began < 4


async def test_the_history_of_a_document_is_for_its_entity(door: Door) -> None:
    ref = door.submitted()
    story = (await read(door, "mona", f"documents/{ref.id}/history")).json()["rows"]
    events = [entry["what"]["event"] for entry in story]
    assert "requisition.submitted.v1" in events
    assert all(entry["line"] for entry in story)
    for person, document in (("sam", ref.id), ("rita", uuid4())):
        answer = await read(door, person, f"documents/{document}/history")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown-document")


async def test_health_says_how_far_behind_read_models_are(door: Door) -> None:
    door.draft()
    behind = door.house.log.head() - door.views.status()["cases"]["position"]
    async with door.client() as client:
        answer = await client.get("/api/health")
    assert answer.status_code == 200
    assert answer.json()["projections"]["cases"] == {"lag": behind, "state": "running"}
    door.house.log.close()
    async with door.client() as client:
        answer = await client.get("/api/health")
    assert (answer.status_code, answer.json()["store"]) == (503, False)


async def test_a_grant_for_projects_shows_their_rows_alone(door: Door) -> None:
    ref = door.submitted()
    await_all = ("cases", "progress", "cost", "cost_moves", "approvals")
    door.send("system", RevokeRole(person="rita", role="requester", entity="ACME"))
    for projects, shown in ((("P2",), False), (("P2", "P1"), True)):
        door.send("system", GrantRole(person="rita", role="requester", entity="ACME", projects=projects))
        door.show()
        found = {name: bool((await read(door, "rita", name)).json()["rows"]) for name in await_all}
        assert found == {**dict.fromkeys(await_all, shown), "approvals": False}
        history = await read(door, "rita", f"documents/{ref.id}/history")
        assert history.status_code == (200 if shown else 404)
    door.send("system", GrantRole(person="rita", role="requester", entity="ACME"))
    assert (await read(door, "rita", "approvals")).json()["rows"]
