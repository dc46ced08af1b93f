"""Webhooks: signed as the specification's own example, only to usable endpoints, and no further than that."""

from __future__ import annotations

import socket
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr, ValidationError

from adapters.webhook import Endpoint, NotDelivered, post, signature
from tests.support.webhook_catcher import SECRET, catching

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)


def endpoint(url: str, secret: str = SECRET) -> Endpoint:
    return Endpoint(url=url, secret=SecretStr(secret))


def test_the_signature_is_that_of_the_reference_libraries() -> None:
    """The example in the test suites of the Standard Webhooks libraries."""
    secret, payload = SecretStr("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), b'{"test": 2432232314}'
    signed = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, payload)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_message_is_taken_with_its_status_and_a_signature_that_verifies() -> None:
    with catching(201) as catcher:
        catcher.now = NOW.timestamp
        assert post({"hr": endpoint(catcher.url)}, "hr", "m1", b"{}", NOW) == 201
        assert post({"hr": endpoint(f"{catcher.url}?a=1")}, "hr", "m1", b"{}", NOW) == 201
    assert ([named for named, _, _ in catcher.told], catcher.forged) == (["m1", "m1"], 0)


@pytest.mark.parametrize("status", [300, 302, 400, 410, 500])
def test_any_other_answer_is_no_delivery_and_a_redirect_is_not_followed(status: int) -> None:
    with catching(status) as catcher, pytest.raises(NotDelivered):
        post({"hr": endpoint(catcher.url)}, "hr", "m1", b"{}", NOW)
    assert len(catcher.told) == 1


def test_who_is_not_named_or_not_there_is_not_told() -> None:
    with pytest.raises(NotDelivered, match="no endpoint is called crm"):
        post({}, "crm", "m1", b"{}", NOW)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(NotDelivered, match="ConnectionRefusedError"):
        post({"hr": endpoint(f"http://localhost:{port}/")}, "hr", "m1", b"{}", NOW)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/hook",
        "http://127.0.0.1.example.org/",
        "ftp://localhost/",
        "file:///etc/passwd",
        "https://user:secret@example.org/",
        "https://example.org/#a",
        "https:///hook",
    ],
)
def test_what_is_no_safe_url_is_refused_by_the_settings(url: str) -> None:
    with pytest.raises(ValidationError):
        endpoint(url)


def test_https_and_this_machine_are_usable() -> None:
    for url in ("https://hr.example.org/hook?x=1", "http://localhost:9/", "http://[::1]:9/a"):
        assert endpoint(url).url == url


@pytest.mark.parametrize(
    "secret", ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_AAAA", "whsec_***", "whsec_" + "A" * 88]
)
def test_a_weak_or_broken_secret_is_refused_and_never_shown(secret: str) -> None:
    with pytest.raises(ValidationError) as failed:
        endpoint("https://example.org/", secret)
    assert secret not in str(failed.value) or len(secret) < 8
    assert SECRET not in repr(endpoint("https://example.org/"))
