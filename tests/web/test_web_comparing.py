"""The comparison of quotations at the door: sealed before the deadline, then shown to whom the RFQ is shown."""

from typing import Any
from uuid import uuid4

from tests.web.bodies import _quoted
from tests.web.door import Door


async def compared(door: Door, who: str, rfq: str) -> Any:
    door.show()
    async with door.as_(who) as client:
        return await client.get(f"/api/rfqs/{rfq}/comparison")


async def test_nothing_is_compared_before_the_deadline(door: Door) -> None:
    rfq = str(_quoted(door, minutes=1)["rfq"])
    sealed = await compared(door, "boss", rfq)
    assert (sealed.status_code, sealed.json()["code"]) == (409, "sealed-until-deadline")
    assert "unit_price" not in sealed.text
    door.later(minutes=1)
    opened = await compared(door, "boss", rfq)
    found = opened.json()
    assert opened.status_code == 200, opened.text
    assert (found["rfq"], found["currency"]) == ("RFQ-2026-000001", "EUR")
    assert [offer["supplier"] for offer in found["lines"][0]["offers"]] == ["STAHL"]
    assert found["lines"][0]["offers"][0]["steps"][0]["name"] == "goods"
    assert found["totals"][0]["best"] is True


async def test_it_is_hidden_from_others_and_unknown_where_there_is_none(door: Door) -> None:
    rfq = str(_quoted(door, minutes=1)["rfq"])
    door.later(minutes=1)
    assert (await compared(door, "sam", rfq)).status_code == 404
    assert (await compared(door, "nobody", rfq)).status_code == 403
    assert (await compared(door, "boss", str(uuid4()))).status_code == 404
    secret = door.access.issue_token("bi", frozenset({"read:cases"}), frozenset({"ACME"}), 1)
    async with door.bearing(secret) as client:
        assert (await client.get(f"/api/rfqs/{rfq}/comparison")).status_code == 403
