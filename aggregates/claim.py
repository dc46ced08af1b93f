"""Claims: a key that belongs to one owner at a time."""

from dataclasses import dataclass
from typing import assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.values import Ref
from events.claim import Claimed, ClaimEvent, ClaimReleased


@dataclass(frozen=True)
class Claim:
    """Who owns the key now."""

    owner: Ref | None = None


@dataclass(frozen=True)
class Take:
    """Take the key for an owner."""

    key: str
    owner: Ref


@dataclass(frozen=True)
class GiveBack:
    """Free the key, if this owner has it."""

    key: str
    owner: Ref


def decide(state: Claim, command: Take | GiveBack, facts: Facts) -> Decision:
    """Taking again by the same owner changes nothing; by another it is refused."""
    match command:
        case Take():
            if state.owner is None:
                return (Claimed(key=command.key, owner=command.owner),)
            return () if state.owner == command.owner else refuse("already-taken", key=command.key, owner=state.owner)
        case GiveBack():
            return (ClaimReleased(key=command.key, owner=command.owner),) if state.owner == command.owner else ()
        case _:
            assert_never(command)


def evolve(state: Claim, event: ClaimEvent) -> Claim:
    """Apply one event."""
    return Claim(event.owner if isinstance(event, Claimed) else None)


CLAIM = Aggregate("claim", Claim(), decide, evolve)


def invoice_number_key(entity: str, supplier: str, number: str, year: int) -> str:
    """An invoice number is unique per entity, supplier and year (a number reused in another year is another invoice)."""
    plain = "".join(character for character in number.upper() if character.isalnum()).lstrip("0") or "0"
    return f"invoice:{entity}:{supplier}:{year}:{plain}"


def business_number_key(entity: str, number: str) -> str:
    """A business number is unique per entity."""
    return f"number:{entity}:{number}"
