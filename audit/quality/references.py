"""Codes must name master data that is there at that moment, and a unit must be one of its item."""

from collections.abc import Iterator

from pydantic import BaseModel

from audit.quality._finding import Finding, Holder, entity_of, joined, judged, kind_of, names
from audit.quality.known import Key, Known
from contracts.project import CostCode
from contracts.reading import TaxGroup
from contracts.values import Quantity
from events._base import Recorded

NAMED = {
    "supplier": "supplier",
    "suppliers": "supplier",
    "preferred_supplier": "supplier",
    "item": "item",
    "category": "category",
    "tax_code": "tax_code",
    "department": "department",
    "calendar": "working_calendar",
    "role": "role",
    "unit": "unit",
    "base_unit": "unit",
    "worker": "labour_worker",
    "project": "project",
    "projects": "project",
    "cost_code": "cost_code",
}
"""What a field of this name names, in whatever event it stands."""
PEOPLE = frozenset({"person", "manager", "head", "requester", "buyer", "maker", "drafter", "author"})
"""Fields that name a person, beside those that end with `_by`."""
NO_PERSON = frozenset({"found_by"})
PARENTS = {"category": "category", "department": "department"}
"""What `parent` is, by the kind of document."""
OF_ENTITY = frozenset({"project", "labour_worker"})
"""Kinds whose codes are those of a legal entity."""


def references(recorded: Recorded, found: list[Holder], known: Known) -> Iterator[Finding]:
    """Every code of an event: of its fields, of its legal entity and of the person who caused it."""
    entity, project = entity_of(recorded.event), getattr(recorded.event, "project", "")
    if entity not in ("", "*"):
        yield from _known(known, "entity", "legal_entity", (entity,))
    if recorded.meta.actor.kind == "person":
        yield from _known(known, "meta.actor", "person", (recorded.meta.actor.id,))
    for path, holder in found:
        for name in names(type(holder)):
            if kind := _named(kind_of(recorded), holder, name):
                yield from _codes(
                    known,
                    joined(path, name),
                    kind,
                    getattr(holder, name),
                    (entity, getattr(holder, "project", project)),
                )


def units(found: list[Holder], known: Known) -> Iterator[Finding]:
    """The unit beside an item of the catalogue must be the item's own, or convert into it."""
    for path, holder in found:
        item = getattr(holder, "item", None) if "item" in names(type(holder)) else None
        of_item = known.units(item) if isinstance(item, str) else None
        if not of_item:
            continue
        quantity = getattr(holder, "quantity", None)
        unit = quantity.unit if isinstance(quantity, Quantity) else getattr(holder, "unit", None)
        if of_item and isinstance(unit, str):
            fine = unit in of_item
            allowed = "" if fine else ", ".join(sorted(of_item))
            yield judged("unit-of-item", joined(path, "unit"), fine, value=unit, item=item, allowed=allowed)


def _named(document: str, holder: BaseModel, name: str) -> str | None:
    if isinstance(holder, TaxGroup):
        return None  # its category is one of tax
    if name == "parent":
        return "cost_code" if isinstance(holder, CostCode) else PARENTS.get(document)
    if name in PEOPLE or (name.endswith("_by") and name not in NO_PERSON):
        return "person"
    return NAMED.get(name)


def _codes(known: Known, field: str, kind: str, value: object, place: tuple[str, str]) -> Iterator[Finding]:
    for code in value if isinstance(value, tuple) else (value,):
        # "system:…" and "service:…" act for nobody, "*" means all: neither names a record.
        if isinstance(code, str) and code not in ("", "*") and ":" not in code:
            key = _key(kind, code, *place)
            if key is not None:
                yield from _known(known, field, kind, key)


def _key(kind: str, code: str, entity: str, project: str) -> Key | None:
    """How the record is found; None where nothing says in which project, or in which legal entity, it is."""
    if kind in OF_ENTITY:
        return (entity, code) if entity not in ("", "*") else None
    if kind == "cost_code":
        return (entity, project, code) if project and entity else None
    return (code,)


def _known(known: Known, field: str, kind: str, key: Key) -> Iterator[Finding]:
    if not known.made(kind, key):
        yield judged("known-reference", field, known.knows(kind, *key), value="/".join(key), kind=kind)
