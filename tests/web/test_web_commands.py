"""Every contract at the door: without credentials, with the wrong role, by a service, by the right person, and again."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from contracts._base import ADMINISTRATIVE, COMMANDS
from events.receipt import CommandReceipt
from tests.web.bodies import BODIES
from tests.web.door import Door
from web.commands import SENT
from web.scopes import sendable

NAMES = [contract.contract for contract in SENT]
DECIDED = [contract.contract for contract in SENT if contract.by == "person"]
ALLOWED = frozenset(sendable())
RIGHT = (
    {"approval.vote": "mona", "certificate.approve": "mona", "settlement.confirm_milestone": "mona"}
    | {
        **dict.fromkeys(("approval.reassign", "approval.delegate", "approval.recall", "approval.add_approver"), "mona"),
        **dict.fromkeys(("approval.remove_approver", "approval.take_back", "person.name_substitute"), "mona"),
        "person.end_substitute": "mona",
        "approval.move": "chief",
        "approval.report": "chief",
    }
    | {n: "ada" for n in COMMANDS if COMMANDS[n].permission in ADMINISTRATIVE}
)
"""Who may send it where `boss`, who may do every transaction, lacks the role that a route asks for or administers nothing."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    built = Door(tmp_path_factory.mktemp("door"))
    built.master_data()
    yield built
    built.close()


async def post(client: Any, name: str, body: Any, key: str = "k", **headers: str) -> Any:
    return await client.post(f"/api/commands/{name}", json=body, headers={"Idempotency-Key": key, **headers})


def test_every_contract_has_a_body_here() -> None:
    assert sorted(BODIES) == NAMES


@pytest.mark.parametrize("name", NAMES)
async def test_without_credentials(shared: Door, name: str) -> None:
    head = shared.house.log.head()
    async with shared.client() as client:
        answer = await post(client, name, {})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["code"] == "not-logged-in"
    assert shared.house.log.head() == head


@pytest.mark.parametrize("name", NAMES)
async def test_wrong_role(shared: Door, name: str) -> None:
    body = BODIES[name](shared)
    head = shared.house.log.head()
    async with shared.as_("clerk") as client:
        answer = await post(client, name, body, f"wrong-{name}")
    assert (answer.status_code, answer.json()["code"]) == (403, "not-permitted")
    stored = [type(recorded.event) for recorded in shared.house.log.events(after=head)]
    assert stored == [CommandReceipt]


@pytest.mark.parametrize("name", DECIDED)
async def test_a_service_never_decides(shared: Door, name: str) -> None:
    body = BODIES[name](shared)
    head = shared.house.log.head()
    secret = shared.access.issue_token("boss", ALLOWED, frozenset({"*"}), 1)
    async with shared.bearing(secret) as client:
        answer = await post(client, name, body, f"service-{name}")
    assert (answer.status_code, answer.json()["code"]) == (403, "not-for-you")
    assert shared.house.log.head() == head


@pytest.mark.parametrize("name", sorted(ALLOWED))
async def test_a_service_sends_what_its_token_says_and_nothing_else(shared: Door, name: str) -> None:
    """The token is named like a person who may do everything: that must not help it."""
    body = BODIES[name](shared)
    for token in ((ALLOWED - {name}, "*"), (frozenset({name}), "ELSEWHERE")):
        secret = shared.access.issue_token("boss", token[0], frozenset({token[1]}), 1)
        async with shared.bearing(secret) as client:
            answer = await post(client, name, body, f"{name}-{token[1]}")
        assert (answer.status_code, answer.json()["code"]) == (403, "not-permitted")
    secret = shared.access.issue_token("boss", frozenset({name}), frozenset({"*"}), 1)
    async with shared.bearing(secret) as client:
        answer = await post(client, name, body, f"{name}-right")
    assert answer.status_code in (200, 409), answer.text  # 409: the document's own rules, such as not-the-requester


@pytest.mark.parametrize("name", NAMES)
async def test_right_person_and_the_same_again(shared: Door, name: str) -> None:
    body = BODIES[name](shared)
    async with shared.as_(RIGHT.get(name, "boss")) as client:
        first = await post(client, name, body, f"right-{name}")
        again = await post(client, name, body, f"right-{name}")
    assert first.status_code == 200, first.text
    found = first.json()
    assert found["outcome"] in ("accepted", "ignored")
    assert not found["repeated"]
    assert again.json()["repeated"]
    assert (again.json()["outcome"], again.json()["document"]) == (found["outcome"], found["document"])


@pytest.mark.parametrize("name", sorted(name for name in COMMANDS if COMMANDS[name].by == "system"))
async def test_follow_ups_of_the_system_have_no_address(shared: Door, name: str) -> None:
    async with shared.as_("boss") as client:
        answer = await post(client, name, {})
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-page")


async def test_the_same_key_with_another_body(shared: Door) -> None:
    body = BODIES["requisition.create"](shared)
    async with shared.as_("boss") as client:
        assert (await post(client, "requisition.create", body, "reused")).status_code == 200
        other = await post(client, "requisition.create", body | {"title": "U"}, "reused")
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")


async def test_the_same_key_of_another_person_is_another_request(shared: Door) -> None:
    body = BODIES["requisition.create"](shared)
    numbers = set()
    for person in ("boss", "rita"):
        async with shared.as_(person) as client:
            answer = await post(client, "requisition.create", body, "twins")
        assert not answer.json()["repeated"]
        numbers.add(answer.json()["document"]["number"])
    assert len(numbers) == 2


async def test_keys_are_required_and_bounded(shared: Door) -> None:
    async with shared.as_("boss") as client:
        missing = await client.post("/api/commands/requisition.create", json={})
        long = await post(client, "requisition.create", {}, "k" * 201)
    assert (missing.status_code, missing.json()["code"]) == (428, "key-missing")
    assert (long.status_code, long.json()["code"]) == (400, "key-malformed")


async def test_amounts_written_as_numbers_stay_exact(shared: Door) -> None:
    """A float would make 123456789012.34 of this; the contract refuses what is too fine instead."""
    raw = json.dumps(BODIES["budget_line.open"](shared)).replace('"100000.00"', "123456789012.3400000000001")
    headers = {"Idempotency-Key": "exact", "Content-Type": "application/json"}
    async with shared.as_("boss") as client:
        answer = await client.post("/api/commands/budget_line.open", content=raw, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "amount.amount"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "malformed-json"),
        (b"{", "malformed-json"),
        (b"\xff\xfe", "malformed-json"),
        (b"[" * 100_000, "malformed-json"),
        (b'{"entity": NaN}', "malformed-json"),
        (b'{"title": "a", "title": "b"}', "malformed-json"),
        (b'{"title": "a\\u0000b"}', "malformed-json"),
        (b"9" * 10_000, "malformed-json"),
        (b"null", "fields-wrong"),
        (b"[]", "fields-wrong"),
        (b'{"entity": "ACME", "title": "\\ud800", "currency": "EUR"}', "fields-wrong"),
        (b'{"entity": "ACME", "title": 7, "currency": "EUR"}', "fields-wrong"),
    ],
)
async def test_garbage_is_a_problem_and_leaves_nothing(shared: Door, raw: bytes, code: str) -> None:
    head = shared.house.log.head()
    headers = {"Idempotency-Key": "garbage", "Content-Type": "application/json"}
    async with shared.as_("boss") as client:
        answer = await client.post("/api/commands/requisition.create", content=raw, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == code
    assert "Traceback" not in answer.text
    assert "pydantic" not in answer.text
    assert shared.house.log.head() == head


async def test_wrong_fields_are_named_in_the_readers_language(shared: Door) -> None:
    async with shared.as_("boss") as client:
        english = await post(client, "requisition.create", {"entity": "ACME", "title": "T", "currency": "XXX", "o": 1})
        in_chinese = {"Accept-Language": "de, zh-CN;q=0.9, en;q=0.5"}
        chinese = await post(client, "requisition.create", {"currency": "XXX"}, **in_chinese)
        validity = {"person": "p", "name": "P", "valid_from": "2026-02-01", "valid_until": "2026-01-31"}
        whole = await post(client, "person.register", validity, **in_chinese)
    fields = {error["field"]: error["code"] for error in english.json()["errors"]}
    assert fields == {"currency": "field-currency-not-in-use", "o": "field-unknown"}
    assert english.headers["content-language"] == "en"
    assert chinese.headers["content-language"] == "zh"
    said = [error["detail"] for error in chinese.json()["errors"]]
    assert {"缺少 title。", "currency：币种 XXX 已停用或不可用（ISO 4217）。"} <= set(said)
    [error] = whole.json()["errors"]
    assert error["code"] == "field-ends-before-begin"
    assert error["detail"] == "所填内容：结束日期 2026-01-31 早于开始日期 2026-02-01。"


async def test_only_json_is_taken(shared: Door) -> None:
    headers = {"Idempotency-Key": "form", "Content-Type": "text/plain"}
    async with shared.as_("boss") as client:
        answer = await client.post("/api/commands/requisition.create", content=b"{}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "not-json")


async def test_a_refusal_is_a_problem_and_an_answer(shared: Door) -> None:
    async with shared.as_("boss") as client:
        body = {"requisition": "7b7a7c9e-58a2-4a5e-9d0c-0d6a2f5d6a10"}
        answer = await post(client, "requisition.submit", body, "unknown")
    found = answer.json()
    assert (answer.status_code, found["status"], found["code"]) == (404, 404, "unknown-document")
    assert found["outcome"] == "refused"
    assert found["detail"] == found["sentence"]


async def test_openapi_shows_every_contract_with_its_schema(shared: Door) -> None:
    async with shared.client() as client:
        document = (await client.get("/api/openapi.json")).json()
    for contract in SENT:
        operation = document["paths"][f"/api/commands/{contract.contract}"]["post"]
        reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        schema = document["components"]["schemas"][reference.rsplit("/", 1)[1]]
        assert set(schema["properties"]) == set(contract.model_fields)
        assert operation["x-permission"] == contract.permission
        assert [p["name"] for p in operation["parameters"] if p["required"]] == ["Idempotency-Key"]
    schemas = document["components"]["schemas"]
    assert {"Matrix", "Row", "Step"} <= set(schemas), "who writes matrices by machine finds their form here"
    assert {"when", "branches", "name_zh"} <= set(schemas["Step"]["properties"])
    references = set(_references(document))
    assert references <= {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for member in value.values():
            yield from _references(member)
    elif isinstance(value, list):
        for member in value:
            yield from _references(member)
