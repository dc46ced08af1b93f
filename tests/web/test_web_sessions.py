"""Sessions at the door: logging in and out, cookies and forged pages, expiry, revocation, too many tries."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.web.door import PASSWORD, Door

RITA = {"person": "rita", "password": PASSWORD}
SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def known(door: Door) -> Door:
    door.access.set_password("rita", PASSWORD)
    return door


async def log_in(door: Door, body: dict[str, Any] = RITA, **headers: str) -> Any:
    async with door.client(**headers) as client:
        return await client.post("/api/session", json=body)


async def whoami(door: Door, secret: str) -> int:
    async with door.bearing(secret) as client:
        answer = await client.get("/api/session")
        return int(answer.status_code)


async def test_a_person_logs_in_decides_and_logs_out(known: Door) -> None:
    answer = await log_in(known)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    secret = answer.json()["token"]
    async with known.bearing(secret) as client:
        assert (await client.get("/api/session")).json() == {
            "kind": "person", "id": "rita", "entities": ["ACME"], "projects": {}, "scopes": None,
        }  # fmt: skip
        body = {"entity": "ACME", "title": "T", "currency": "EUR"}
        sent = await client.post("/api/commands/requisition.create", json=body, headers={"Idempotency-Key": "1"})
        assert sent.status_code == 200
        assert (await client.delete("/api/session")).status_code == 204
    assert await whoami(known, secret) == 401
    recorded = list(known.house.log.events())[-1]
    assert (recorded.meta.actor.kind, recorded.meta.actor.id) == ("person", "rita")


async def test_wrong_password_and_unknown_person_look_alike(known: Door) -> None:
    wrong = await log_in(known, {"person": "rita", "password": "wrong"})
    unknown = await log_in(known, {"person": "nemo", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


async def test_sessions_slide_but_end(known: Door) -> None:
    secret = (await log_in(known)).json()["token"]
    for _ in range(7):
        known.house.now += timedelta(minutes=100)
        assert await whoami(known, secret) == 200
    known.house.now += timedelta(minutes=100)  # 13 h 20 after the log-in, although never idle for long
    assert await whoami(known, secret) == 401


async def test_an_idle_session_ends_after_two_hours(known: Door) -> None:
    secret = (await log_in(known)).json()["token"]
    known.house.now += timedelta(hours=2, seconds=1)
    assert await whoami(known, secret) == 401


async def test_a_new_password_ends_all_sessions(known: Door) -> None:
    secret = (await log_in(known)).json()["token"]
    known.access.set_password("rita", PASSWORD + "!")
    assert await whoami(known, secret) == 401


@pytest.mark.parametrize("secret", ["", "x", "r2ps_", "r2pt_", "r2ps_wrong", "r2pt_wrong", "r2ps_\xff"])
async def test_invented_secrets(quiet: Door, secret: str) -> None:
    headers = [(b"Authorization", f"Bearer {secret}".encode("latin-1"))]
    async with quiet.client() as client:
        answer = await client.get("/api/session", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "not-logged-in")


async def test_the_cookie_is_hidden_strict_and_bound_to_the_host(known: Door) -> None:
    async with known.client("https://pay.example") as client:
        answer = await client.post("/api/session", json=RITA | {"cookie": True}, headers=SAME)
    assert "token" not in answer.json()
    name, *flags = answer.headers["set-cookie"].split("; ")
    assert name.startswith("__Host-req2pay=r2ps_")
    assert {"HttpOnly", "Path=/", "SameSite=strict", "Secure"} <= set(flags)
    assert not any(flag.lower().startswith("domain") for flag in flags)
    assert answer.headers["strict-transport-security"]


async def test_no_cookie_over_plain_http_but_on_this_machine(known: Door) -> None:
    async with known.client("http://pay.example") as client:
        answer = await client.post("/api/session", json=RITA | {"cookie": True}, headers=SAME)
    assert (answer.status_code, answer.json()["code"]) == (403, "needs-https")
    local = await log_in(known, RITA | {"cookie": True}, **SAME)
    assert local.headers["set-cookie"].startswith("req2pay-session=r2ps_")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:8080"}, 403),
        ({"Origin": "http://localhost:8080"}, 200),
        (SAME, 200),
    ],
)
async def test_forged_pages_cannot_use_the_cookie(quiet: Door, headers: dict[str, str], status: int) -> None:
    async with quiet.client() as client:
        await client.post("/api/session", json=RITA | {"cookie": True}, headers=SAME)
        assert (await client.get("/api/cases")).status_code == 200
        body = {"entity": "ACME", "title": "T", "currency": "EUR"}
        sent = {"Idempotency-Key": "1", **headers}
        answer = await client.post("/api/commands/requisition.create", json=body, headers=sent)
        assert answer.status_code == status
        if status == 403:
            assert (await client.delete("/api/session", headers=headers)).status_code == 403


async def test_too_many_tries_of_one_person_from_one_place(known: Door) -> None:
    for _ in range(5):
        assert (await log_in(known, {"person": "rita", "password": "wrong"})).status_code == 401
    answer = await log_in(known)
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-tries")
    known.house.now += timedelta(seconds=int(answer.headers["retry-after"]))
    assert (await log_in(known)).status_code == 200
    assert (await log_in(known)).status_code == 200


async def test_too_many_persons_from_one_place(known: Door) -> None:
    for number in range(50):
        assert (await log_in(known, {"person": f"p{number}", "password": "guess"})).status_code == 401
    assert (await log_in(known)).status_code == 429


async def test_the_demo_header_works_on_demo_stores_and_loopback_only(door: Door, tmp_path: Path) -> None:
    async with door.client("http://rebound.example", **{"X-Req2pay-As": "boss"}) as client:
        assert (await client.get("/api/cases")).json()["code"] == "no-demo-store"
    async with door.as_("nemo") as client:
        assert (await client.get("/api/cases")).status_code == 403
    (tmp_path / "real").mkdir()
    real = Door(tmp_path / "real", demo=False)
    async with real.as_("boss") as client:
        answer = await client.get("/api/cases")
    real.close()
    assert (answer.status_code, answer.json()["code"]) == (403, "no-demo-store")


@pytest.mark.parametrize("host", ["[", "localhost@evil", "", "a" * 5_000])
async def test_strange_hosts(quiet: Door, host: str) -> None:
    async with quiet.client(Host=host) as client:
        assert (await client.get("/api/cases")).status_code == 401
        assert (await client.get("/api/cases", headers={"X-Req2pay-As": "boss"})).status_code == 403
