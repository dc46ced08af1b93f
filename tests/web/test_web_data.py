"""Tables at the door: all rows or none, once for a key, by who may; and given out as far as their reader may see."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from activities.imports import Imported, Importer, applied, planned
from adapters.sheets import read
from adapters.tables import TABLES
from contracts._base import Actor
from contracts.person import RegisterPerson
from events.person import PersonRegistered
from tests.web.door import Door
from web.data import CSV, DATA_LIMIT, XLSX

PEOPLE = "person,name,manager\nli,Li Wei 李伟,wang\nwang,Wang Fang 王芳,\n"


async def send(door: Door, who: str, kind: str, body: str | bytes, key: str = "k", **options: Any) -> Any:
    door.show()
    headers = {"Idempotency-Key": key, "Content-Type": options.pop("content_type", CSV)}
    content = body.encode() if isinstance(body, str) else body
    async with door.as_(who) as client:
        return await client.post(
            f"/api/data/{kind}", content=content, headers=headers | options.pop("more", {}), params=options
        )


async def people(door: Door) -> dict[str, Any]:
    door.show()
    async with door.as_("ada") as client:
        rows = (await client.get("/api/people")).json()["rows"]
    return {row["code"]: row for row in rows}


def counts(answer: Any) -> tuple[int, int, int, bool]:
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return body["new"], body["changed"], body["unchanged"], body["applied"]


async def test_a_table_is_taken_in_changed_and_left_alone(door: Door) -> None:
    assert counts(await send(door, "ada", "people", PEOPLE, "a", dry_run="true")) == (2, 0, 0, False)
    assert "li" not in await people(door)
    assert counts(await send(door, "ada", "people", PEOPLE, "b")) == (2, 0, 0, True)
    changed = PEOPLE.replace("Wang Fang 王芳", "Wang F.")
    assert counts(await send(door, "ada", "people", changed, "c")) == (0, 1, 1, True)
    assert counts(await send(door, "ada", "people", changed, "d")) == (0, 0, 2, True)
    found = await people(door)
    assert (found["li"]["manager"], found["wang"]["name"]) == ("wang", "Wang F.")


async def test_a_key_applies_a_file_once(door: Door) -> None:
    first = await send(door, "ada", "people", PEOPLE)
    assert counts(await send(door, "ada", "people", PEOPLE.replace("Li Wei", "Li W."), "other")) == (0, 1, 1, True)
    again = await send(door, "ada", "people", PEOPLE)
    assert (first.json()["repeated"], again.json()["repeated"], again.json()["applied"]) == (False, True, True)
    assert (await people(door))["li"]["name"] == "Li W. 李伟", "a repeated request takes nothing back"
    reused = await send(door, "ada", "people", PEOPLE + "zhao,Zhao,\n")
    assert (reused.status_code, reused.json()["code"]) == (422, "key-reused")
    async with door.as_("ada") as client:
        missing = await client.post("/api/data/people", content=PEOPLE.encode(), headers={"Content-Type": CSV})
    assert (missing.status_code, missing.json()["code"]) == (428, "key-missing")


BY_ADA = Importer(Actor(kind="person", id="ada"), "k", "0" * 64)


def plan_of(door: Door) -> Imported:
    sheet = read(PEOPLE.encode(), "people.csv")
    return planned(door.house.handler, door.views.engine, TABLES["people"], sheet, BY_ADA)


def test_two_deliveries_at_once_apply_a_file_once(door: Door) -> None:
    plans = [plan_of(door), plan_of(door)]
    done = [applied(door.house.handler, TABLES["people"], plan, BY_ADA) for plan in plans]
    assert [(each.done, each.answer.repeated) for each in done if each.answer] == [(True, False), (True, True)]
    made = [r.event.person for r in door.house.log.events() if isinstance(r.event, PersonRegistered)]
    assert (made.count("li"), made.count("wang")) == (1, 1)


def test_what_changed_since_the_plan_lets_nothing_be_half_applied(door: Door) -> None:
    plan = plan_of(door)
    door.send("ada", RegisterPerson(person="li", name="Another Li"))
    head = door.house.log.head()
    done = applied(door.house.handler, TABLES["people"], plan, BY_ADA)
    assert (done.done, done.answer and done.answer.code) == (False, "already-registered")
    assert door.house.log.head() == head


async def test_what_is_wrong_is_listed_with_its_place_and_nothing_is_applied(door: Door) -> None:
    bad = PEOPLE + "zhao,,\nchen chen,Chen,\n"
    answer = await send(door, "ada", "people", bad, more={"Accept-Language": "zh"})
    body = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert (body["code"], body["type"]) == ("rows-wrong", "urn:req2pay:problem:rows-wrong")
    assert [(each["row"], each["column"], each["code"]) for each in body["errors"]] == [
        (4, "name", "cell-missing"), (5, "person", "cell-wrong")
    ]  # fmt: skip
    assert body["errors"][0]["sheet"] == "people.csv"
    assert body["errors"][0]["message"] == "此单元格必填。"
    refused = (await send(door, "ada", "people", "person,name,manager\nzhao,Zhao,nobody2\n")).json()
    assert [(each["column"], each["code"]) for each in refused["errors"]] == [("manager", "unknown-person")]
    assert not {"li", "wang", "zhao"} & set(await people(door))
    assert counts(await send(door, "ada", "people", PEOPLE)) == (2, 0, 0, True), "a refused file leaves its key free"


async def test_who_may_not_takes_nothing_in(door: Door) -> None:
    answer = await send(door, "rita", "people", PEOPLE)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-permitted")
    assert "errors" not in answer.json()
    nobody = await send(door, "nobody", "people", PEOPLE)
    assert (nobody.status_code, nobody.json()["code"]) == (403, "not-readable")
    own = await send(door, "ada", "role_grants", "person,role\nada,boss\n")
    assert [each["code"] for each in own.json()["errors"]] == ["grants-to-self"]


async def test_a_service_imports_what_its_token_names(door: Door) -> None:
    scopes = frozenset({"read", "person.register"})
    secret = door.access.issue_token("hr", scopes, frozenset({"*"}), 30)
    headers = {"Idempotency-Key": "k", "Content-Type": CSV}
    door.show()
    async with door.bearing(secret) as client:
        made = await client.post("/api/data/people", content=PEOPLE.encode(), headers=headers)
        door.show()
        changed = PEOPLE.replace("Li Wei", "Li").encode()
        refused = await client.post("/api/data/people", content=changed, headers=headers | {"Idempotency-Key": "l"})
    assert counts(made) == (2, 0, 0, True)
    assert (refused.status_code, refused.json()["code"]) == (403, "not-permitted")


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    book.create_sheet("People")
    for row in rows:
        book["People"].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def test_a_workbook_by_its_sheet(door: Door) -> None:
    data = workbook(["人员", "Name"], ["li", "Li"])
    answer = await send(door, "ada", "people", data, sheet="People", content_type=XLSX)
    assert counts(answer) == (1, 0, 0, True)
    assert answer.json()["sheet"] == "People"
    unknown = await send(door, "ada", "people", data, "l", sheet="None", content_type=XLSX)
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown-sheet")
    assert "People" in unknown.json()["detail"]


@pytest.mark.parametrize(
    ("kind", "body", "content_type", "status", "code"),
    [
        ("people", b"", CSV, 422, "empty-file"),
        ("people", b"\xff\xfe", CSV, 422, "not-utf8"),
        ("people", b"PK\x03\x04", XLSX, 422, "not-a-workbook"),
        ("people", PEOPLE.encode(), "text/html", 415, "not-a-table"),
        ("people", b"a" * (DATA_LIMIT + 1), CSV, 413, "too-large"),
        ("colours", PEOPLE.encode(), CSV, 404, "no-such-page"),
        ("open_orders", PEOPLE.encode(), CSV, 405, "no-such-method"),
    ],
)
async def test_what_is_no_table_is_answered(
    door: Door, kind: str, body: bytes, content_type: str, status: int, code: str
) -> None:
    answer = await send(door, "ada", kind, body, content_type=content_type)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def exported(door: Door, who: str, kind: str, accept: str = CSV, **params: str) -> Any:
    door.show()
    async with door.as_(who) as client:
        return await client.get(f"/api/data/{kind}", headers={"Accept": accept}, params=params)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (CSV, CSV),
        ("*/*", CSV),
        ("", CSV),
        (XLSX, XLSX),
        (f"{CSV};q=0.5, {XLSX}", XLSX),
        ("application/*", XLSX),
        (f"{CSV}; charset=utf-8", CSV),
        ("application/json", ""),
        (f"{CSV};q=0", ""),
    ],
)
async def test_the_form_is_chosen_by_accept(door: Door, accept: str, kind: str) -> None:
    answer = await exported(door, "ada", "people", accept, headers="names")
    if not kind:
        assert (answer.status_code, answer.json()["code"]) == (406, "not-offered")
        return
    assert answer.headers["content-type"].startswith(kind)
    assert "people." in answer.headers["content-disposition"]
    if kind == XLSX:
        assert load_workbook(io.BytesIO(answer.content)).active["A1"].value == "person"  # type: ignore[index]
    else:
        assert answer.content.decode("utf-8-sig").startswith("person,name,email")


async def test_rows_are_given_out_as_far_as_their_reader_may_see(door: Door) -> None:
    own = (await exported(door, "rita", "projects")).content.decode("utf-8-sig")
    everything = (await exported(door, "boss", "projects")).content.decode("utf-8-sig")
    assert ("ACME" in own, "SUB" in own) == (True, False)
    assert ("ACME" in everything, "SUB" in everything) == (True, True)
    assert (await exported(door, "nobody", "projects")).status_code == 403


@pytest.mark.parametrize("kind", ["people", "roles", "role_grants", "legal_entities", "suppliers", "projects"])
async def test_what_is_given_out_is_taken_in_unchanged(door: Door, kind: str) -> None:
    who = "boss" if kind in ("suppliers", "projects") else "ada"
    data = (await exported(door, who, kind)).content
    new, changed, unchanged, done = counts(await send(door, who, kind, data))
    assert (new, changed, done) == (0, 0, True)
    assert unchanged


async def test_the_api_tells_its_tables(door: Door) -> None:
    async with door.client() as client:
        paths = (await client.get("/api/openapi.json")).json()["paths"]
    for kind, table in TABLES.items():
        found = paths[f"/api/data/{kind}"]
        assert found["get"]["x-columns"] == [column.name for column in table.all]
        assert ("post" in found) == (table.contract is not None)
    taken = paths["/api/data/people"]["post"]
    assert set(taken["requestBody"]["content"]) == {CSV, XLSX}
    assert "Idempotency-Key" in [each["name"] for each in taken["parameters"]]


async def test_every_read_model_goes_out_filtered_and_as_far_as_its_reader_may_see(door: Door) -> None:
    door.show()
    async with door.as_("boss") as client:
        given = await client.get("/api/data/order_lines", headers={"Accept": XLSX})
        assert given.content[:4] == b"PK\x03\x04"
        some = await client.get("/api/data/cost", params={"cost_code": "MAT", "headers": "names"})
        assert some.text.lstrip("\ufeff").startswith("entity,project,cost_code,period")
        assert {row.split(",")[2] for row in some.text.splitlines()[1:]} == {"MAT"}
        none = await client.get("/api/data/cost", params={"project": "NONE"})
        assert len(none.text.splitlines()) == 1
        for wrong in ({"colour": "x"}, {"available": "1"}):
            assert (await client.get("/api/data/cost", params=wrong)).json()["code"] == "filter-unknown"
        assert (await client.post("/api/data/cost", content=b"x")).status_code == 405
    async with door.as_("nobody") as client:
        assert (await client.get("/api/data/cost")).status_code == 403
