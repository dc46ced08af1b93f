"""Budget and cost of a project at the door: for whoever may see the project, and for nobody else."""

from typing import Any

from tests.web.door import Door


async def asked(door: Door, who: str, **query: str) -> Any:
    async with door.as_(who) as client:
        return await client.get("/api/projects/ACME/P1/cost", params=query)


async def test_who_may_see_a_project_sees_where_its_budget_stands(door: Door) -> None:
    door.show()
    answer = await asked(door, "boss", by="project")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    (row,) = found["rows"]
    assert (row["group"], row["budget"], row["available"]) == ("P1", "200000.00", "200000.00")
    assert (row["at_completion"], row["left"], row["crosses_on"]) == ("0.00", "200000.00", None)
    assert found["position"] > 0
    assert (await asked(door, "boss", by="shoe-size")).status_code in (400, 422)


async def test_it_is_hidden_from_others(door: Door) -> None:
    door.show()
    assert (await asked(door, "sam")).status_code == 404
    assert (await asked(door, "nobody")).status_code == 403
