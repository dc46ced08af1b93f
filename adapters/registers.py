"""Registers outside that are asked about invoices: a plain JSON contract (docs/registers.md) at addresses of the settings.

No answer, a late one, one that is no JSON or says nothing we know: nothing was asked, which never passes for a "normal".
"""

import http.client
import json
from collections.abc import Callable, Mapping
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr

from adapters.posting import posted
from adapters.webhook import NotDelivered, usable_url
from contracts.tax_verification import Register, RegisterQuery, Result

LONGEST = 100_000
OK = 200


class NotAnswered(NotDelivered):
    """A register is out of reach or says nothing we understand."""


class RegisterEndpoint(BaseModel):
    """Where a register is asked, and the key that it knows us by, which is sent as a bearer token."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
    url: Annotated[str, AfterValidator(usable_url)]
    key: SecretStr | None = None


class RegisterAnswer(NamedTuple):
    """What it means, and the bytes that prove it; none where nobody could be asked."""

    result: Result
    evidence: bytes = b""


Ask = Callable[[RegisterQuery], RegisterAnswer]
UNAVAILABLE = RegisterAnswer("unavailable")


def asked(endpoint: RegisterEndpoint, body: Mapping[str, object]) -> tuple[dict[str, object], bytes]:
    """The answer of a register, parsed and as it came. Raises NotAnswered, which names no address, key or answer."""
    headers = {"content-type": "application/json", "accept": "application/json"}
    if endpoint.key is not None:
        headers["authorization"] = f"Bearer {endpoint.key.get_secret_value()}"
    try:
        status, raw = posted(endpoint.url, json.dumps(body).encode(), headers, LONGEST)
        found = json.loads(raw) if status == OK else None
    except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
        raise NotAnswered(type(error).__name__) from error
    if not isinstance(found, dict):
        raise NotAnswered(f"HTTP {status}")
    return found, raw


def ask_register(registers: Mapping[Register, Ask], register: Register, query: RegisterQuery) -> RegisterAnswer:
    """Ask one register; one that the settings do not name is unavailable. Raises NotAnswered."""
    ask = registers.get(register)
    return ask(query) if ask else UNAVAILABLE
