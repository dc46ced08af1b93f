"""What an approval matrix may ask of our documents: each fact as text by its field, read when the approval is opened.

What is read of people, items, suppliers and budgets is not guarded at the commit: the facts are those of that moment, they
are kept with the approval, and its route with them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from aggregates._base import Aggregate
from aggregates.advance_payment import AdvancePayment
from aggregates.budget_change import BudgetChange
from aggregates.budget_line import BUDGET_LINE, budget_key
from aggregates.category import CATEGORY
from aggregates.change_order import ChangeOrder
from aggregates.contract import CONTRACT, Contract
from aggregates.declared_document import DeclaredDocument
from aggregates.funds_plan import FundsPlan
from aggregates.item import ITEM
from aggregates.person import PERSON
from aggregates.purchase_order import PurchaseOrder
from aggregates.requisition import Requisition
from aggregates.rfq import Rfq
from aggregates.supplier import SUPPLIER
from contracts.approval import OpenApproval
from contracts.approval_matrix import TREES
from contracts.conditions import NONE, SEVERAL
from contracts.ids import stream_id
from contracts.requisition import RequisitionLine
from contracts.values import CostObject, Ref
from events.purchase_order import OrderedLine

Load = Callable[[Aggregate[Any], UUID], Any]
"""The state of a document as it is now."""
Given = Mapping[str, str]
HIGHEST_LEVEL = 20
"""So many managers above somebody are counted: whoever stands in a circle of managers has no higher level."""


def only(words: Iterable[str | None]) -> str:
    """The one word of all lines; `several` where they differ, `none` where there is none."""
    found = {word or NONE for word in words}
    return found.pop() if len(found) == 1 else SEVERAL if found else NONE


def facts_of(load: Load, asked: OpenApproval, document: object = None) -> Given:
    """The facts of what is asked; `document` is the state of the document, where it is one of ours."""
    person = load(PERSON, stream_id("person", asked.requester))
    return {
        **({"amount": str(asked.amount)} if asked.amount else {}),
        "department": person.department or NONE,
        "requester_level": str(level_of(load, asked.requester)),
        **_OF.get(type(document), _of_another)(load, document),
    }


def level_of(load: Load, person: str) -> int:
    """How many managers stand above a person."""
    level = 0
    while level < HIGHEST_LEVEL and (above := load(PERSON, stream_id("person", person)).manager):
        level, person = level + 1, above
    return level


def _of_another(_load: Load, _document: object) -> Given:
    return {}


def _category(load: Load, item: str | None) -> str | None:
    return load(ITEM, stream_id("item", item)).category if item else None


def _categories(load: Load, lines: Iterable[RequisitionLine | OrderedLine]) -> Given:
    return _in_tree(load, (line.category or _category(load, line.item) for line in lines))


def _in_tree(load: Load, categories: Iterable[str | None]) -> Given:
    """The category of all lines; and where one lies below another, each with those above it."""
    paths = list(dict.fromkeys(tuple(_with_those_above(load, code)) for code in categories))
    told = {"category": only(path[0] for path in paths)}
    deep = any(len(path) > 1 for path in paths)
    return {**told, TREES["category"]: " ".join("<".join(path) for path in paths)} if deep else told


def _with_those_above(load: Load, code: str | None) -> Iterator[str]:
    yield code or NONE
    while code and (code := load(CATEGORY, stream_id("category", code)).parent):
        yield code


def _classes(load: Load, suppliers: Iterable[str | None]) -> str:
    """The class of the suppliers that are named; one that is of several classes has `several`."""
    named = dict.fromkeys(code for code in suppliers if code)
    return only(only(load(SUPPLIER, stream_id("supplier", code)).classes) for code in named)


def yes_or_no(so: bool) -> str:
    """How a matrix reads whether something is so."""
    return "yes" if so else "no"


def _overspent(load: Load, ref: Ref | None, cost_objects: Iterable[CostObject]) -> str:
    """Whether any of these budgets has less than nothing available: it took the document all the same."""
    keys = {budget_key(ref.entity, each) for each in cost_objects} if ref else set()
    lines = (load(BUDGET_LINE, stream_id("budget_line", key)) for key in sorted(keys))
    return yes_or_no(any(line.available < 0 for line in lines))


def _requisition(load: Load, state: Requisition) -> Given:
    return {
        "project": only(line.cost_object.project for line in state.lines),
        **_categories(load, state.lines),
        "supplier_class": _classes(load, (line.supplier for line in state.lines)),
        "over_budget": _overspent(load, state.ref, (line.cost_object for line in state.lines)),
    }


def _order(load: Load, state: PurchaseOrder) -> Given:
    """Of an amendment: the lines as they will be."""
    lines = state.pending.lines if state.pending else state.lines
    supplier = state.pending.supplier if state.pending else state.supplier
    return {
        "project": only(line.cost_object.project for line in lines),
        **_categories(load, lines),
        "supplier_class": _classes(load, (supplier,)),
        "over_budget": _overspent(load, state.ref, (line.cost_object for line in lines)),
        "contract": yes_or_no(any(line.contract for line in lines)),
    }


def _award(load: Load, state: Rfq) -> Given:
    return {
        **_in_tree(load, (_category(load, line.item) for line in state.lines)),
        "supplier_class": _classes(load, (line.supplier for line in (state.award.lines if state.award else ()))),
    }


def _contract(load: Load, state: Contract) -> Given:
    lines = state.terms.lines if state.terms else ()
    return {
        "project": only(line.cost_object.project if line.cost_object else None for line in lines),
        "supplier_class": _classes(load, (state.supplier,)),
    }


def _change_order(load: Load, state: ChangeOrder) -> Given:
    deltas = state.terms.budget if state.terms else ()
    agreement = load(CONTRACT, state.agreement.id) if state.agreement else CONTRACT.initial
    return {
        "project": only(delta.cost_object.project for delta in deltas),
        "supplier_class": _classes(load, (agreement.supplier,)),
    }


def _budget_change(_load: Load, state: BudgetChange) -> Given:
    places = (state.terms.cost_object, state.terms.to) if state.terms else ()
    return {"project": only(place.project for place in places if place)}


def _advance(load: Load, state: AdvancePayment) -> Given:
    requested = state.requested
    return {
        "project": only(requested.projects if requested else ()),
        "supplier_class": _classes(load, (requested.supplier,) if requested else ()),
    }


def _funds_plan(_load: Load, state: FundsPlan) -> Given:
    return {"project": only([state.newest.project] if state.newest else [])}


def _declared(_load: Load, state: DeclaredDocument) -> Given:
    """Those that its kind declares, as its body has them."""
    return state.submitted.facts if state.submitted else {}


_OF: Mapping[type, Callable[[Load, Any], Given]] = {
    Requisition: _requisition,
    PurchaseOrder: _order,
    Rfq: _award,
    Contract: _contract,
    ChangeOrder: _change_order,
    BudgetChange: _budget_change,
    AdvancePayment: _advance,
    FundsPlan: _funds_plan,
    DeclaredDocument: _declared,
}
