"""Day labour of a project at the door: for whoever may see the project, and for nobody else."""

from typing import Any

from contracts.labour_sheet import ApproveLabourSheet
from tests.web.bodies import _countersigned_sheet
from tests.web.door import Door


async def asked(door: Door, who: str, **query: str) -> Any:
    async with door.as_(who) as client:
        return await client.get("/api/projects/ACME/P1/labour", params=query)


async def test_who_may_see_a_project_sees_its_day_labour(door: Door) -> None:
    sheet = _countersigned_sheet(door)
    position = door.send("boss", ApproveLabourSheet.model_validate({"sheet": sheet})).position
    door.show()
    answer = await asked(door, "boss", by="trade", month="2026-11")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    (row,) = found["rows"]
    assert (row["group"], row["workers"], row["days"], row["amount"]) == ("t", 1, "1.000000", "1.00")
    assert found["position"] >= position
    assert (await asked(door, "boss", month="2026-10")).json()["rows"] == []
    assert (await asked(door, "boss", by="shoe-size")).status_code in (400, 422)


async def test_it_is_hidden_from_others(door: Door) -> None:
    door.show()
    assert (await asked(door, "sam")).status_code == 404
    assert (await asked(door, "nobody")).status_code == 403
