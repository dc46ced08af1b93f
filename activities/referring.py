"""Which commands and events refer to files, and to which: by the SHA-256 of their bytes, in fields of certain names."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from contracts._base import COMMANDS, Command
from contracts.invoice import ReceiveInvoice

FIELDS = frozenset({"file_sha256", "evidence_sha256"})
"""Fields that refer to a file by its hash; the hashes in `attachments` may also stand alone."""


@cache
def referring() -> tuple[str, ...]:
    """The contracts that refer to files; an invoice comes with its bytes through a door of its own."""
    return tuple(
        sorted(name for name, contract in COMMANDS.items() if contract is not ReceiveInvoice and _refers(contract))
    )


def _refers(contract: type[Command]) -> bool:
    text = json.dumps(contract.model_json_schema())
    return contract.by != "system" and any(field in text for field in ('sha256"', '"attachments"'))


def referred(stored: Any, named: bool = False) -> Iterator[str]:
    """The hashes of the files that an event or command refers to; one that somebody wrote into a text is none."""
    if isinstance(stored, str) and named:
        yield stored
    elif isinstance(stored, Mapping):
        for name, value in stored.items():
            yield from referred(value, name in FIELDS or name == "attachments")
    elif isinstance(stored, list | tuple):
        for value in stored:
            yield from referred(value, named)
