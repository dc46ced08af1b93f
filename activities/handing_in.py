"""Files that commands refer to by hash: who may hand one in, before its bytes are kept."""

from activities.master_data import known_entity
from aggregates._base import Refusal
from contracts._base import Request
from store.handler import CommandHandler
from store.work import Refused, Work

SIGNED = frozenset({"contract.record_signature"})
"""Contracts that refer to a signed document, which is a PDF."""


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
