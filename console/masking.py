"""Values of settings as they may be shown: secrets, and passwords in addresses, hidden."""

import re
from typing import Any
from urllib.parse import urlsplit, urlunsplit

MASK = "********"
SECRET = re.compile(r"((?:^|[?&\s])(?:ssl)?password\s*=\s*)(?:'(?:\\.|[^'\\])*'|[^&#\s]*)", re.IGNORECASE)
"""Passwords in the query of a database's URL, and in libpq's "host=… password=…"."""


def masked(value: Any) -> Any:
    """A value as it may be shown: secrets and passwords in addresses hidden."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dict):
        return str({name: _where(each) for name, each in value.items()})
    text = SECRET.sub(rf"\g<1>{MASK}", str(value))
    if type(value).__name__ == "SecretStr":
        return MASK
    if "://" in text and (password := urlsplit(text).password):
        parts = urlsplit(text)
        return urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{password}@", f":{MASK}@")))
    return text


def _where(value: Any) -> str:
    """Of an endpoint only scheme and host: a path or a query may be what lets anybody write there."""
    parts = urlsplit(str(getattr(value, "url", "")))
    return f"{parts.scheme}://{parts.hostname}" if parts.hostname else MASK
