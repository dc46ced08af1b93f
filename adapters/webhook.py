"""Sending webhooks: signed as Standard Webhooks says (https://www.standardwebhooks.com), only to endpoints of the settings."""

import base64
import binascii
import hmac
import http.client
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr

from adapters.posting import posted

PREFIX = "whsec_"
SHORTEST_SECRET, LONGEST_SECRET = 24, 64
"""Bytes of a secret, as the specification has them."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
TAKEN = range(200, 300)


class NotDelivered(Exception):
    """The endpoint is unknown, out of reach, or did not answer with success."""


def usable_url(url: str) -> str:
    """An address that things are sent to. Raises ValueError."""
    parts = urlsplit(url)
    if parts.username or parts.password or parts.fragment or not parts.hostname:
        raise ValueError("a webhook's URL has a host, and neither a password nor a fragment")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ValueError("webhooks go over https; http only to this machine")
    return url


def _usable_secret(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    try:
        size = len(base64.b64decode(text.removeprefix(PREFIX), validate=True)) if text.startswith(PREFIX) else 0
    except binascii.Error:
        size = 0
    if not SHORTEST_SECRET <= size <= LONGEST_SECRET:
        raise ValueError(f"a webhook's secret is {PREFIX} and {SHORTEST_SECRET} to {LONGEST_SECRET} bytes in base64")
    return secret


class Endpoint(BaseModel):
    """Where messages go to, and the secret that both sides know."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
    url: Annotated[str, AfterValidator(usable_url)]
    secret: Annotated[SecretStr, AfterValidator(_usable_secret)]


def signature(secret: SecretStr, message_id: str, timestamp: int, payload: bytes) -> str:
    """The header `webhook-signature`: "v1," and the HMAC-SHA256 of id, seconds since 1970 and payload, in base64."""
    key = base64.b64decode(secret.get_secret_value().removeprefix(PREFIX))
    signed = hmac.new(key, f"{message_id}.{timestamp}.".encode() + payload, sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def post(endpoints: Mapping[str, Endpoint], name: str, message_id: str, payload: bytes, now: datetime) -> int:
    """Send one message; the status with which it was taken. No redirect is followed. Raises NotDelivered."""
    endpoint = endpoints.get(name)
    if endpoint is None:
        raise NotDelivered(f"no endpoint is called {name}")
    timestamp = int(now.timestamp())
    headers = {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(endpoint.secret, message_id, timestamp, payload),
    }
    try:
        status, _ = posted(endpoint.url, payload, headers)
    except (OSError, http.client.HTTPException) as error:
        raise NotDelivered(f"{name}: {type(error).__name__}") from error
    if status not in TAKEN:
        raise NotDelivered(f"{name}: HTTP {status}")
    return status
