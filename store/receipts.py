"""Receipts: a command leaves one in its own transaction, so that the same key again is answered and never done again."""

from collections.abc import Iterator
from hashlib import sha256
from uuid import UUID

from contracts._base import Actor, Answer, Command, Request
from contracts.ids import stream_id
from events.receipt import CommandReceipt
from store.keys import Keys
from store.work import Work


def receipt_id(request: Request) -> UUID:
    """The stream of a request's receipt."""
    return receipt_of(request.actor, request.key)


def receipt_of(actor: Actor, key: str) -> UUID:
    """The receipt's stream: derived from the key within its actor, never from a run or attempt of a workflow."""
    return stream_id("receipt", f"{actor.kind}:{actor.id}:{key}")


def payload_hash(command: Command, keys: Keys) -> str:
    """SHA-256 of the command's name and fields (keyed where they are secret), to tell a repetition from a reused key."""
    # Defaults are left out, so that a field added later does not make a repeated delivery look like another command.
    text = f"{command.contract}\n{command.model_dump_json(exclude_defaults=True)}"
    return keys.fingerprint(text) if command.secret else sha256(text.encode()).hexdigest()


def receipt(request: Request, answer: Answer, work: Work) -> CommandReceipt:
    """What is stored of a command: what became of it, and where a repetition finds that."""
    return CommandReceipt(
        command=request.command.contract,
        payload_sha256=payload_hash(request.command, work.keys),
        outcome=answer.outcome,
        code=answer.code,
        figures=tuple(answer.figures.items()),
        document=answer.document,
        documents=tuple(work.acted_on),
        named=tuple(_named(request.command)) if answer.outcome == "refused" else (),
    )


def _named(command: Command) -> Iterator[tuple[str, str]]:
    for name in ("entity", "project", "currency", "fund_account", "kind", "external_number"):
        if isinstance(value := getattr(command, name, None), str):
            yield name, value
