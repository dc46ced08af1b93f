"""Months of day labour at the door: sheets for whoever may submit them, once for a key."""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts.labour_worker import RegisterLabourWorker, SetLabourRate
from tests.support.house import eur
from tests.support.labour_book import month_book
from tests.web.door import Door
from web.data import CSV, XLSX
from web.labour_month import PATH

BOOK = month_book(("北区", "P1", (("张三", "瓦工", {1: "√", 2: "半+3h"}, 1.5, 3),)))


async def hand_in(door: Door, who: str, data: bytes, key: str = "k", kind: str = XLSX, **asked: str) -> Any:
    door.show()
    async with door.as_(who) as client:
        headers = {"Idempotency-Key": key, "Content-Type": kind}
        query = {"entity": "ACME", "cost_code": "MAT"} | asked
        return await client.post(PATH, content=data, headers=headers, params=query)


def roster(door: Door) -> None:
    worker: dict[str, Any] = {"entity": "ACME", "worker": "W1"}
    door.send("boss", RegisterLabourWorker(**worker, name="张三", trade="瓦工", team="A组"))
    rates = {"day_rate": eur(200), "overtime_rate": eur(30)}
    door.send("boss", SetLabourRate.model_validate(worker | rates | {"valid_from": date(2026, 11, 1)}))


async def test_a_file_of_months_is_taken_once(door: Door) -> None:
    roster(door)
    tried = await hand_in(door, "boss", BOOK, dry_run="true")
    assert (tried.status_code, tried.json()["new"], tried.json()["applied"]) == (200, 2, False), tried.text
    for repeated in (False, True):
        answer = (await hand_in(door, "boss", BOOK)).json()
        assert (answer["applied"], answer["repeated"], answer["kind"]) == (True, repeated, "labour_month")
    door.show()
    async with door.as_("boss") as client:
        rows = (await client.get("/api/labour_sheets")).json()["rows"]
    assert sorted((row["day"], row["site"], row["submitted_by"]) for row in rows) == [
        ("2026-11-01", "北区", "boss"), ("2026-11-02", "北区", "boss"),
    ]  # fmt: skip
    other = await hand_in(door, "boss", b"2026-11,Site: n,Project: P1\nname,2,3\nW1,1,\n", kind=CSV)
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")


async def test_wrong_cells_are_listed_with_their_place(door: Door) -> None:
    roster(door)
    future = await hand_in(door, "boss", b"2026-11,Site: n,Project: P1\nname,2,3\nW1,1,1\nWX,1,\n", kind=CSV)
    assert (future.status_code, future.json()["code"]) == (422, "rows-wrong")
    assert [(each["row"], each["column"], each["code"]) for each in future.json()["errors"]] == [
        (4, "A", "row-worker-unknown")
    ]
    future = await hand_in(door, "boss", b"2026-11,Site: n,Project: P1\nname,2,3\nW1,1,1\n", kind=CSV)
    assert [(each["row"], each["column"], each["code"]) for each in future.json()["errors"]] == [
        (2, "C", "sheet-in-future")
    ]
    nothing = await hand_in(door, "boss", b"no table", kind=CSV)
    assert [each["code"] for each in nothing.json()["errors"]] == ["row-days-missing"]
    broken = await hand_in(door, "boss", BOOK[:200])
    assert (broken.status_code, broken.json()["code"]) == (422, "not-a-workbook")


async def test_it_is_hidden_from_others(door: Door) -> None:
    roster(door)
    assert (await hand_in(door, "nobody", BOOK)).status_code == 403
    assert (await hand_in(door, "ada", BOOK)).status_code in (403, 422)
    elsewhere = await hand_in(door, "boss", BOOK, entity="SUB")
    assert elsewhere.json()["errors"][0]["code"] == "row-worker-unknown"
