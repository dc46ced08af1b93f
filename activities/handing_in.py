"""Files that commands refer to by hash: who may hand one in, before its bytes are kept."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from activities.master_data import known_entity
from aggregates._base import Refusal
from contracts._base import COMMANDS, Request
from contracts.invoice import ReceiveInvoice
from store.handler import CommandHandler
from store.work import Refused, Work

SIGNED = frozenset({"contract.record_signature"})
"""Contracts that refer to a signed document, which is a PDF."""
FIELDS = frozenset({"file_sha256", "evidence_sha256"})
"""Fields that refer to a file by its hash; the hashes in `attachments` may also stand alone."""


@cache
def referring() -> tuple[str, ...]:
    """The contracts that refer to files; an invoice comes with its bytes through a door of its own."""
    return tuple(
        sorted(name for name, contract in COMMANDS.items() if contract is not ReceiveInvoice and _refers(name))
    )


def referred(stored: Any, named: bool = False) -> Iterator[str]:
    """The hashes of the files that a stored event refers to; a hash that somebody wrote into a text is none."""
    if isinstance(stored, str) and named:
        yield stored
    elif isinstance(stored, Mapping):
        for name, value in stored.items():
            yield from referred(value, name in FIELDS or name == "attachments")
    elif isinstance(stored, list | tuple):
        for value in stored:
            yield from referred(value, named)


def _refers(name: str) -> bool:
    text = json.dumps(COMMANDS[name].model_json_schema())
    return COMMANDS[name].by != "system" and any(field in text for field in ('sha256"', '"attachments"'))


def refusal(handler: CommandHandler, request: Request, entity: str) -> Refusal | None:
    """Why the sender may not send such a command in an entity, if so: who may not does not fill the disk either."""
    work = Work(handler.states, request, handler.clock(), _no_number, handler.keys)
    try:
        work.permit(entity)
        if entity != "*":  # master data of the whole group
            known_entity(work, entity)
    except Refused as refused:
        return refused.refusal
    return None


def _no_number(prefix: str, entity: str, year: int) -> int:
    raise AssertionError("asking for permission takes no number")
