"""Claims: a key that belongs to one owner at a time."""

from dataclasses import dataclass
from typing import assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from bots.document_numbers import alike
from bots.same_number import Numbered, in_year, marks
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
    """An invoice number is unique per entity, supplier and year, whatever notation it is written in."""
    return f"invoice:{entity}:{supplier}:{in_year(number, year)}"


def same_number_keys(entity: str, supplier: str, one: Numbered) -> tuple[str, ...]:
    """All keys that an invoice takes with its number: that of its year first. Who has one of them is the same invoice."""
    return tuple(f"invoice:{entity}:{supplier}:{mark}" for mark in marks(one))


def similar_number_keys(entity: str, supplier: str, one: Numbered) -> tuple[str, ...]:
    """The same for numbers that only look alike: who has one of them is a hint at a near duplicate."""
    return tuple(f"invoice-alike:{entity}:{supplier}:{mark}" for mark in marks(one, alike))


def business_number_key(entity: str, number: str) -> str:
    """A business number is unique per entity."""
    return f"number:{entity}:{number}"
