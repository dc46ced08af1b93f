"""Command receipts: the proof that a command was handled, and how, in the same transaction as its effects."""

from typing import Literal
from uuid import UUID

from contracts.values import Ref
from events._base import Event


class CommandReceipt(Event):
    """What became of one command. `documents` are the streams it decided on, `position` is implied by its own."""

    stored_as = "command.receipt.v1"
    command: str
    payload_sha256: str
    outcome: Literal["accepted", "refused", "ignored"]
    code: str | None = None
    figures: tuple[tuple[str, str], ...] = ()
    document: Ref | None = None
    documents: tuple[UUID, ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    """What a refused command named of entity, project and currency: it left no document that could say so."""


ReceiptEvent = CommandReceipt
