"""Links of notices: signed, of one approval and step, for one person or group, and only for a time. They decide nothing."""

import base64
import binascii
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from store.keys import Keys

FOR_NOTICES = "notices"
PURPOSE = b"req2pay notice link v1\n"
LONGEST = 1_000
SIGNATURE_BYTES = 32


class LinkWrongError(ValueError):
    """A link that was altered or is none of ours, or has expired; `code` names the sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Link:
    """Where a link leads: `to` is a person's code or "role:ROLE", `step` counts from 0."""

    approval: UUID
    step: int
    to: str
    expires_at: datetime


def signed(keys: Keys, link: Link) -> str:
    """The link as a word that fits into an address."""
    told = [str(link.approval), link.step, link.to, int(link.expires_at.timestamp())]
    body = json.dumps(told, separators=(",", ":")).encode()
    return f"{_word(body)}.{_word(_signature(keys, body))}"


def opened(keys: Keys, token: str, now: datetime) -> Link:
    """The link that a word stands for. Raises LinkWrongError: the signature is looked at first, then the time."""
    try:
        body, signature = (_bytes(part) for part in token[:LONGEST].split("."))
    except (ValueError, binascii.Error):
        raise LinkWrongError("notice-link-wrong") from None
    if not hmac.compare_digest(signature, _signature(keys, body)):
        raise LinkWrongError("notice-link-wrong")
    approval, step, to, expires = json.loads(body)
    link = Link(UUID(approval), step, to, datetime.fromtimestamp(expires, UTC))
    if now >= link.expires_at:
        raise LinkWrongError("notice-link-expired")
    return link


def _signature(keys: Keys, body: bytes) -> bytes:
    return hmac.new(keys.make(FOR_NOTICES), PURPOSE + body, sha256).digest()


def _word(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(word: str) -> bytes:
    if not word.isascii():
        raise ValueError(word)
    data = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
    if _word(data) != word:
        raise ValueError(word)  # one word for one link: spare bits say nothing
    return data
