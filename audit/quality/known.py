"""Which master data there is at a moment of the log: the codes that an event may name."""

from collections import defaultdict

from contracts.units import UNITS
from events._base import Event
from events.category import CategoryDefined
from events.department import DepartmentDefined
from events.item import ItemDefined
from events.labour_worker import LabourWorkerRegistered
from events.legal_entity import LegalEntityRegistered
from events.person import PersonRegistered
from events.project import CostCodeAdded, ProjectRegistered
from events.role import RoleDefined
from events.supplier import SupplierRegistered
from events.tax_code import TaxCodeDefined
from events.working_calendar import WorkingCalendarDefined

Key = tuple[str, ...]


class Known:
    """The master data that the events so far have made known, by kind; and of each item, the units it is counted in."""

    def __init__(self) -> None:
        self._keys: defaultdict[str, set[Key]] = defaultdict(set)
        self._keys["unit"] = {(unit,) for unit in UNITS}
        self._units: dict[str, frozenset[str]] = {}
        self._made: list[tuple[str, Key]] = []

    def made(self, kind: str, key: Key) -> bool:
        """Whether the newest event itself defines this record: it names nothing then."""
        return (kind, key) in self._made

    def knows(self, kind: str, *key: str) -> bool:
        """Whether there is such a record."""
        return key in self._keys[kind]

    def units(self, item: str) -> frozenset[str] | None:
        """The units an item is counted in; None for an unknown item, of which nothing can be said."""
        return self._units.get(item)

    def learn(self, event: Event) -> None:
        """Take in what an event makes known."""
        self._made = _made(event)
        for kind, key in self._made:
            self._keys[kind].add(key)
        if isinstance(event, ItemDefined):
            self._units[event.item] = frozenset((event.base_unit, *(each.unit for each in event.conversions)))


def _made(event: Event) -> list[tuple[str, Key]]:
    match event:
        case SupplierRegistered():
            return [("supplier", (event.supplier,))]
        case ItemDefined():
            return [("item", (event.item,))]
        case CategoryDefined():
            return [("category", (event.category,))]
        case TaxCodeDefined():
            return [("tax_code", (event.tax_code,))]
        case PersonRegistered():
            return [("person", (event.person,))]
        case DepartmentDefined():
            return [("department", (event.department,))]
        case RoleDefined():
            return [("role", (event.role,))]
        case LegalEntityRegistered():
            return [("legal_entity", (event.entity,))]
        case WorkingCalendarDefined():
            return [("working_calendar", (event.calendar,))]
        case LabourWorkerRegistered():
            return [("labour_worker", (event.entity, event.worker))]
        case ProjectRegistered():
            place = (event.entity, event.project)
            return [("project", place), *(("cost_code", (*place, each.cost_code)) for each in event.cost_codes)]
        case CostCodeAdded():
            return [("cost_code", (event.entity, event.project, event.cost_code.cost_code))]
        case _:
            return []
