"""What is drawn in BPMN at the door: for whom the matrices and approvals are shown, in the reader's language."""

from typing import Any
from uuid import UUID

import pytest

from events.approval import ApprovalOpened
from tests.support.pictures import Picture
from tests.web.door import Door


async def _get(door: Door, who: str, path: str, **headers: str) -> Any:
    door.show()
    async with door.as_(who) as client:
        return await client.get(f"/api/bpmn/{path}", headers=headers)


async def test_all_processes_and_a_matrix_in_the_readers_language(door: Door) -> None:
    whole = await _get(door, "mona", "process", **{"accept-language": "zh"})
    assert (whole.status_code, whole.headers["content-type"]) == (200, "application/xml")
    assert "从请购到付款" in Picture(whole.content).names("participant")
    matrix = await _get(door, "mona", "matrices/requisition")
    assert Picture(matrix.content).names("userTask")[-1] == "Director"
    row = await _get(door, "mona", "matrices/requisition?row=up-to-100000")
    assert Picture(row.content).names("userTask") == ["Manager", "Finance"]
    assert row.headers["content-disposition"] == 'attachment; filename="matrix.bpmn"'


async def test_an_approval_is_drawn_for_whom_it_is_shown(door: Door) -> None:
    door.submitted()
    approval = door.newest(ApprovalOpened).ref.id
    drawn = await _get(door, "mona", f"approvals/{approval}")
    assert Picture(drawn.content).names("userTask") == ["Manager"]
    assert (await _get(door, "sam", f"approvals/{approval}")).status_code == 404


@pytest.mark.parametrize("path", ["matrices/lease", "matrices/requisition?row=none", f"approvals/{UUID(int=1)}"])
async def test_what_is_not_there(door: Door, path: str) -> None:
    found = await _get(door, "mona", path)
    assert (found.status_code, found.json()["code"]) == (404, "unknown-document")


async def test_it_is_hidden_from_who_may_read_nothing(door: Door) -> None:
    for path in ("process", "matrices/requisition", f"approvals/{UUID(int=1)}"):
        assert (await _get(door, "nobody", path)).status_code == 403
