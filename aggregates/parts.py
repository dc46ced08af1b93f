"""The parts of a document to which approvals may be bound, each by the hash of what it says; together they say all of it."""

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256

from contracts.values import Value

REST = "content"
"""What is in no other part: whatever a document may say one day is approved at least there."""


def hashes(
    about: Sequence[str], values: Sequence[Value], parts: Mapping[str, Collection[str]], key: str | None = None
) -> Mapping[str, str]:
    """SHA-256 of each part: what the document is about, and of each of its values the fields of that part (without defaults,
    so that it stays the same), told apart by `key`."""
    keys = {key} if key else set()
    named = {field for fields in parts.values() for field in fields}
    told = {
        part: [value.model_dump_json(include={*fields, *keys}, exclude_defaults=True) for value in values]
        for part, fields in parts.items()
    }
    told[REST] = [value.model_dump_json(exclude=named - keys, exclude_defaults=True) for value in values]
    return {part: sha256("\n".join([part, *about, *texts]).encode()).hexdigest() for part, texts in told.items()}
