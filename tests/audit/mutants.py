"""Ways to violate the invariants: each is registered with the check and code under which it must be named."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from contracts.values import Money, Ref
from events._base import Event
from events.payment_run import PaymentRunProposed, PaymentRunReleased
from tests.audit.house import House

Mutant = Callable[[House], None]
MUTANTS: list[tuple[str, str, Mutant]] = []


def mutant(check: str, code: str) -> Callable[[Mutant], Mutant]:
    """Register a way to violate a check, and the code under which it must be named."""

    def register(function: Mutant) -> Mutant:
        MUTANTS.append((check, code, function))
        return function

    return register


def where(house: House, kind: type[Event]) -> UUID:
    """The stream of the newest event of a type."""
    return [r.originator_id for r in house.log.events() if isinstance(r.event, kind)][-1]


def again(house: House, kind: type[Event], who: str = "paul", actor: str = "person", **changes: Any) -> None:
    """Append the newest event of a type to its stream once more, with changes."""
    event = house.newest(kind).model_copy(update=changes)
    house.append(where(house, kind), event, who=who, kind=actor)


def other(ref: Ref) -> Ref:
    """Another document of the same kind."""
    return ref.model_copy(update={"id": uuid4(), "number": "X-9"})


def euros(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def fresh_run(house: House, receipt: bool = True, **changes: Any) -> PaymentRunProposed:
    """A forged proposal in a stream of its own."""
    proposed: PaymentRunProposed = house.newest(PaymentRunProposed)
    ref = other(proposed.ref)
    forged = proposed.model_copy(update={"ref": ref, **changes})
    house.append(ref.id, forged, receipt=receipt)
    return forged


def release(house: House, run: PaymentRunProposed, by: str = "tess", kind: str = "person") -> None:
    event = PaymentRunReleased(ref=run.ref, released_by=by, content_hash=run.content_hash)
    house.append(run.ref.id, event, who=by, kind=kind)
