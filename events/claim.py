"""Claims: a stream whose id is a key that may be taken once (a business number, a supplier's invoice number)."""

from contracts.values import Ref
from events._base import Event


class Claimed(Event):
    """`key` now belongs to `owner`."""

    stored_as = "claim.taken.v1"
    key: str
    owner: Ref


class ClaimReleased(Event):
    """`key` is free again, because its owner was rejected."""

    stored_as = "claim.released.v1"
    key: str
    owner: Ref


ClaimEvent = Claimed | ClaimReleased
