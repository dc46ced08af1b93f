"""Stream ids: every document's id is derived from its kind and the key that created it."""

from uuid import UUID, uuid5

NAMESPACE = UUID("6f9b1c54-4d0e-5a0b-9a53-0c5f6d1f7a10")


def stream_id(kind: str, key: str) -> UUID:
    """The id of the stream of a `kind` ("requisition") created under `key`: the same key always gives the same id."""
    return uuid5(NAMESPACE, f"{kind}:{key}")
