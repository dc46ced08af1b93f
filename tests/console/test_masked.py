"""What the settings show of secrets: nothing."""

import pytest
from pydantic import SecretStr

from adapters.webhook import Endpoint
from console.masking import MASK, masked


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://app:s3cret@db/req2pay",
        "postgresql://db/req2pay?password=s3cret&sslmode=require",
        "host=db password=s3cret dbname=req2pay",
        "password = s3cret host=db",
        r"host=db password='it\'s s3cret' dbname=req2pay",
        "host=db PASSWORD='' sslpassword=s3cret",
    ],
)
def test_no_password_of_a_database_is_shown(text: str) -> None:
    shown = masked(text)
    assert "s3cret" not in shown
    assert MASK in shown
    assert "req2pay" not in text or "req2pay" in shown


def test_what_is_no_secret_is_shown() -> None:
    for value in ("postgresql://app@db/req2pay", "host=db dbname=nopassword", 5, None, True):
        assert masked(value) == value


def test_of_a_webhook_only_scheme_and_host_are_shown() -> None:
    secret = SecretStr(f"whsec_{'A' * 32}")
    endpoint = Endpoint(url="https://hr.example.org:8443/s3cret/hook?token=s3cret", secret=secret)
    assert masked({"hr": endpoint}) == "{'hr': 'https://hr.example.org'}"
    assert masked({}) == "{}"
