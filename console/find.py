"""Documents by what people call them: a number wherever a document is meant, or its id."""

from typing import TYPE_CHECKING
from uuid import UUID

import click

from console.problem import Problem, unknown

if TYPE_CHECKING:
    from console.doors import Live
    from contracts.values import Ref

ENTITY = click.option("--entity", metavar="CODE", help="Legal entity, where the number alone is not unique.")


def document(live: "Live", number: str, entity: str | None = None, kind: str | None = None) -> "Ref":
    """The document of a number: its claim in each legal entity tells. Raises Problem when none or several have it."""
    from aggregates.claim import CLAIM, business_number_key
    from contracts.ids import stream_id
    from contracts.values import Ref

    entities = [entity] if entity else _entities(live)
    keys = [stream_id("claim", business_number_key(code, number)) for code in entities]
    owners = [owner for owner in (live.handler.state(CLAIM, key).owner for key in keys) if owner]
    found = [owner for owner in owners if kind in (None, owner.kind)]
    if not found and _is_id(number):
        return Ref(kind=kind or "document", id=UUID(number), number=number, entity=entity or "")
    if not found:
        raise unknown(kind or "document", number)
    if len(found) > 1:
        raise Problem("number-not-unique", number=number, entities=", ".join(ref.entity for ref in found))
    return found[0]


def stream(live: "Live", number: str, entity: str | None = None) -> UUID:
    """The stream of any document: by number, id, or the code of master data. Raises Problem."""
    from audit.history import find

    try:
        return document(live, number, entity).id
    except Problem:
        found = find(live.log, number, entity or "")
        if found is None:
            raise
        return found


def _entities(live: "Live") -> list[str]:
    from console.rows import caught_up
    from projections.candidates import legal_entities

    caught_up(live)
    return legal_entities(live.views)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
