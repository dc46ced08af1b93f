"""What the data means and how good it is, at the door: for readers, and the whole log only for who may see all of it."""

from contracts.supplier import RegisterSupplier
from tests.web.door import Door


async def test_the_catalogue_names_every_field_in_both_languages(door: Door) -> None:
    door.show()
    async with door.as_("boss") as client:
        told = (await client.get("/api/catalogue")).json()
    rows = told["rows"]
    (cost,) = [row for row in told["models"] if row["model"] == "cost"]
    assert (cost["position"], cost["events_behind"], cost["seconds_behind"]) == (door.house.log.head(), 0, 0.0)
    assert (cost["owner"], cost["fields"]) == ("controller", sum(row["model"] == "cost" for row in rows))
    (found,) = [row for row in rows if (row["model"], row["column"]) == ("cost", "available")]
    assert found["meaning"]["zh"] == "可用预算"
    assert (found["classification"], found["events_behind"]) == ("internal", 0)
    assert "budget_line.funds_reserved.v1" in found["sources"]
    async with door.as_("nobody") as client:
        assert (await client.get("/api/catalogue")).status_code == 403
    narrow = door.access.issue_token("bi", frozenset({"read:cases"}), frozenset({"ACME"}), 1)
    async with door.bearing(narrow) as client:
        assert {row["model"] for row in (await client.get("/api/catalogue")).json()["rows"]} == {"cases"}


async def test_the_quality_of_all_data_is_for_who_sees_all(door: Door) -> None:
    secret = door.access.issue_token("bi", frozenset({"read"}), frozenset({"ACME"}), 1)
    async with door.bearing(secret) as client:
        refused = await client.get("/api/data-quality")
    assert (refused.status_code, refused.json()["code"]) == (403, "not-readable")
    everywhere = door.access.issue_token("bi2", frozenset({"read"}), frozenset({"*"}), 1)
    async with door.bearing(everywhere) as client:
        found = (await client.get("/api/data-quality")).json()
    async with door.bearing(everywhere) as client:
        early = (await client.get("/api/data-quality", params={"until": 2})).json()
    delays = [row["n"] for row in early["rows"] if (row["check"], row["level"]) == ("delay", "event")]
    assert (early["position"], sum(delays)) == (2, 2)
    assert found["position"] == door.house.log.head()
    assert {row["measure"] for row in found["rows"]} == {"completeness", "accuracy", "timeliness"}
    assert all(each["formula"]["zh"] and each["version"] for each in found["definitions"])


async def test_the_events_that_fail_are_named_to_who_sees_all(door: Door) -> None:
    everywhere = door.access.issue_token("bi2", frozenset({"read"}), frozenset({"*"}), 1)
    async with door.bearing(everywhere) as client:
        which = {"check": "expected-field", "kind": "supplier", "limit": 2}
        found = (await client.get("/api/data-quality/failing", params=which)).json()
        assert [row["kind"] for row in found["rows"]] == ["supplier"]
        assert found["rows"][0]["message"]["en"].endswith(" is empty")
        slow = (await client.get("/api/data-quality/failing", params={"check": "delay"})).json()
        assert "秒后才记录" in slow["rows"][0]["message"]["zh"]
        of_kind = (await client.get("/api/data-quality", params={"kind": "person"})).json()
        assert {row["kind"] for row in of_kind["rows"]} == {"person"}
        for wrong in ({"check": "x"}, {"check": "delay", "kind": "x"}, {}):
            assert (await client.get("/api/data-quality/failing", params=wrong)).status_code == 422
    narrow = door.access.issue_token("bi", frozenset({"read"}), frozenset({"ACME"}), 1)
    async with door.bearing(narrow) as client:
        assert (await client.get("/api/data-quality/failing", params={"check": "delay"})).status_code == 403


async def test_a_read_model_that_lags_says_by_how_much(door: Door) -> None:
    door.show()
    door.later(minutes=5)
    door.send(
        "bob", RegisterSupplier(supplier="LATE", name="Late", country="DE", tax_ids=(), payment_days=30, accounts=())
    )
    async with door.as_("boss") as client:
        models = (await client.get("/api/catalogue")).json()["models"]
    assert {row["events_behind"] > 0 and row["seconds_behind"] == 300.0 for row in models} == {True}
