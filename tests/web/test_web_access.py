"""The access database: hashes only, scopes, expiry, revocation; on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from tests.support.postgres import fresh_database
from tests.web.door import CHEAP
from web.access import Access
from web.scopes import expanded, sendable
from web.throttle import Throttle


class Clock:
    now = datetime(2026, 11, 2, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return fresh_database() if request.param == "postgresql" else f"sqlite:///{tmp_path}/access.db"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def access(url: str, clock: Clock) -> Iterator[Access]:
    opened = Access(url, clock, CHEAP)
    yield opened
    opened.close()


def test_no_secret_is_kept(access: Access) -> None:
    access.set_password("rita", "a long password")
    session = access.log_in("rita", "a long password")
    assert session is not None
    secret = access.issue_token("erp", frozenset({"requisition.create"}), frozenset({"ACME"}), 30)
    with access._engine.connect() as connection:
        tables = ("access_passwords", "access_sessions", "access_tokens")
        kept = " ".join(str(row) for table in tables for row in connection.execute(text(f"SELECT * FROM {table}")))
    assert "rita" in kept
    for hidden in ("a long password", session.secret, secret, session.secret[5:], secret[5:]):
        assert hidden not in kept


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    Access(f"sqlite:///{tmp_path}/a/access.db", hasher=CHEAP).close()
    assert (tmp_path / "a" / "access.db").stat().st_mode & 0o077 == 0


def test_a_password_is_rehashed_when_parameters_rise(url: str, clock: Clock) -> None:
    first = Access(url, clock, CHEAP)
    first.set_password("rita", "a long password")
    stronger = Access(url, clock, PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert stronger.log_in("rita", "a long password")
    with stronger._engine.connect() as connection:
        hashed = connection.execute(text("SELECT argon2 FROM access_passwords")).scalar_one()
    assert "m=16,t=2,p=1" in hashed
    assert stronger.log_in("rita", "a long password")
    first.close()
    stronger.close()


@pytest.mark.parametrize("password", ["", "seven77", "x" * 1_001])
def test_passwords_have_a_length(access: Access, password: str) -> None:
    with pytest.raises(ValueError, match="8 to 1000"):
        access.set_password("rita", password)
    assert access.log_in("rita", password) is None


def test_the_same_characters_in_another_encoding_are_the_same_password(access: Access) -> None:
    access.set_password("rita", "Stra\u00dfe caf\u00e9 12")
    assert access.log_in("rita", "Stra\u00dfe cafe\u0301 12")
    assert access.log_in("rita", "Strasse cafe 12") is None


def test_tokens_expire_and_are_revoked(access: Access, clock: Clock) -> None:
    secret = access.issue_token("erp", frozenset({"requisition.create"}), frozenset({"ACME"}), 2)
    clock.now += timedelta(seconds=1)
    other = access.issue_token("erp", frozenset({"read"}), frozenset({"*"}), 30)
    found = access.token_of(secret)
    assert found is not None
    assert found.grant.covers("requisition.create", "ACME")
    assert not found.grant.covers("requisition.create", "SUB")
    assert not found.grant.covers("requisition.create", "*")
    assert not found.grant.covers("requisition.submit", "ACME")
    clock.now += timedelta(days=2)
    assert access.token_of(secret) is None
    revoked = access.token_of(other)
    assert revoked is not None
    assert access.revoke_token(revoked.id)
    assert not access.revoke_token(revoked.id)
    assert access.token_of(other) is None
    assert [(token.name, token.revoked) for token in access.list_tokens()] == [("erp", False), ("erp", True)]


def test_groups_of_scopes_are_written_out() -> None:
    assert expanded(frozenset({"requisition.*", "read:cases"})) == {
        "requisition.create", "requisition.revise", "requisition.submit", "requisition.withdraw",
        "requisition.close_short", "requisition.copy", "read:cases",
    }  # fmt: skip


@pytest.mark.parametrize(
    "scope", ["approval.vote", "payment_run.release", "invoice.match", "*", "", ".*", "read:secrets", "reads", "x y"]
)
def test_no_token_for_decisions_follow_ups_or_nonsense(access: Access, scope: str) -> None:
    with pytest.raises(ValueError, match="scope"):
        access.issue_token("erp", frozenset({scope}), frozenset({"ACME"}), 1)
    assert access.list_tokens() == ()


def test_what_services_may_send_holds_no_decision() -> None:
    assert "requisition.submit" in sendable()
    assert not {"approval.vote", "payment_run.release", "supplier.approve", "invoice.resolve"} & sendable()


@pytest.mark.parametrize(
    ("name", "scopes", "entities", "days"),
    [
        ("", {"read"}, {"*"}, 1),
        ("two words", {"read"}, {"*"}, 1),
        ("erp", set(), {"*"}, 1),
        ("erp", {"read"}, set(), 1),
        ("erp", {"read"}, {"ACME SUB"}, 1),
        ("erp", {"read"}, {"*"}, 0),
        ("erp", {"read"}, {"*"}, 4_000),
    ],
)
def test_tokens_that_cannot_be(access: Access, name: str, scopes: set[str], entities: set[str], days: int) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whichever field is wrong
        access.issue_token(name, frozenset(scopes), frozenset(entities), days)
    assert access.list_tokens() == ()


def test_only_failed_tries_count(clock: Clock) -> None:
    throttle = Throttle(clock)
    for number in range(200):
        assert throttle.wait(f"p{number % 3}", "10.0.0.1") == 0
        throttle.succeeded(f"p{number % 3}", "10.0.0.1")
    assert [throttle.wait("p1", "10.0.0.1") > 0 for _ in range(6)] == [False] * 5 + [True]
    assert throttle.wait("p1", "10.0.0.2") == 0
