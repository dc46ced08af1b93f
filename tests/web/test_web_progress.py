"""The progress of a project at the door: for whoever may see the project, and for nobody else."""

from typing import Any

from contracts.schedule import RecordProgress
from tests.web.bodies import _progress
from tests.web.door import Door


async def asked(door: Door, who: str, project: str, entity: str = "ACME") -> Any:
    async with door.as_(who) as client:
        return await client.get(f"/api/projects/{entity}/{project}/progress")


async def test_who_may_see_a_project_sees_its_progress(door: Door) -> None:
    entry = RecordProgress.model_validate(_progress(door))
    position = door.send("boss", entry).position
    door.show()
    answer = await asked(door, "boss", entry.project)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["project"], found["version"], found["total"]["bac"]["amount"]) == (entry.project, 1, "10.00")
    assert found["total"]["ev"] == {"amount": "0.10", "currency": "EUR"}
    assert found["position"] >= position
    assert [late["cause"] for late in found["late"]] == ["behind-plan"]


async def test_it_is_hidden_from_others_and_unknown_where_there_is_none(door: Door) -> None:
    project = str(_progress(door)["project"])
    door.show()
    assert (await asked(door, "sam", project)).status_code == 404
    assert (await asked(door, "nobody", project)).status_code == 403
    assert (await asked(door, "boss", "P1")).status_code == 404
    secret = door.access.issue_token("bi", frozenset({"read:cases"}), frozenset({"ACME"}), 1)
    async with door.bearing(secret) as client:
        assert (await client.get(f"/api/projects/ACME/{project}/progress")).status_code == 403
