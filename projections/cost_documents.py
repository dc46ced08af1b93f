"""Where each document's money stands, cost object by cost object: what lies between a figure of cost and its moves."""

from collections import defaultdict
from typing import get_args

from sqlalchemy import Index, Text, bindparam, select, update

from contracts.values import Ref
from events._base import Recorded
from events.budget_line import FundsMove, Move
from events.purchase_order import PurchaseOrderAmended, PurchaseOrderIssued
from projections._base import Changes, Projection, add, upsert
from projections._columns import instant, key, micros, minor, number_key, text
from projections.cost import line

COST_DOCUMENTS = Projection("cost_documents")
STAGES = ("pre_encumbered", "encumbered", "accrued", "actual", "paid")
_NAMES = ("document_kind", "document", "supplier", "supplier_name")
documents = COST_DOCUMENTS.table(
    "cost_documents",
    *(key(name) for name in ("entity", "project", "cost_code", "period", "document_id")),
    *(text(name) for name in _NAMES),
    text("currency"),
    *(minor(stage) for stage in STAGES),
)
"""One row a cost object and document that holds or held money of it; the supplier is the one that its order has now."""
Index("view_cost_documents_by_document", documents.c.document_id)
Index("view_cost_documents_by_line", documents.c.project, documents.c.cost_code, documents.c.period)
Index("view_cost_documents_by_supplier", documents.c.supplier)
entries = COST_DOCUMENTS.table(
    "cost_document_entries",
    key("document_id"),
    number_key("position"),
    key("stage"),
    *(text(name) for name in ("entity", "project", "cost_code", "period", "currency")),
    minor("amount"),
    *(text(name) for name in ("cause_kind", "cause_number", "actor")),
    instant("occurred_at"),
)
"""What a figure of a document adds up from: by how much the event at a position raised (or lowered) one of its stages."""
names = COST_DOCUMENTS.table("cost_document_names", key("document_id"), *(text(name) for name in _NAMES))
"""What is known of a document, before and after the first of its moves."""
_OF = bindparam("of_document", type_=Text)
_NAME = (
    update(documents)
    .where(documents.c.document_id == _OF)
    .values({name: select(names.c[name]).where(names.c.document_id == _OF).scalar_subquery() for name in _NAMES})
)
"""Write what is known of a document into its rows."""


@COST_DOCUMENTS.on(*get_args(Move))
def _moved(event: FundsMove, at: Recorded) -> Changes:
    where = line(event.entity, event.cost_object)
    for document, stages in _shifts(event).items():
        row = {**where, "document_id": document}
        for stage, amount in stages.items():
            place = {"document_id": document, "position": at.position, "stage": stage}
            yield upsert(entries, place, **where, **_entry(event, at), amount=amount)
        yield upsert(documents, row, currency=event.amount.currency)
        yield add(documents, row, **stages)
        if document == str(event.cause.id):
            yield upsert(names, {"document_id": document}, **_kind_and_number(event.cause))
        yield _NAME, {"of_document": document}


def _shifts(event: FundsMove) -> dict[str, dict[str, int]]:
    """Document -> stage -> by how much it rises: a move takes from one document's line what it gives to another's."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for stage, held_by, amount in (
        (event.source, event.source_key, -event.amount.minor),
        (event.target, event.key, event.amount.minor),
    ):
        if stage != "available":
            found[held_by.partition(":")[0]][stage] += amount
    return {document: dict(stages) for document, stages in found.items()}


def _entry(event: FundsMove, at: Recorded) -> dict[str, object]:
    cause = {"cause_kind": event.cause.kind, "cause_number": event.cause.number, "actor": at.meta.actor.name}
    return {"currency": event.amount.currency, **cause, "occurred_at": micros(at.occurred_at)}


def _kind_and_number(ref: Ref) -> dict[str, str]:
    return {"document_kind": ref.kind, "document": ref.number}


@COST_DOCUMENTS.on(PurchaseOrderIssued)
def _issued(event: PurchaseOrderIssued, _: Recorded) -> Changes:
    return _supplied(event.ref, event.supplier, event.supplier_name)


@COST_DOCUMENTS.on(PurchaseOrderAmended)
def _amended(event: PurchaseOrderAmended, _: Recorded) -> Changes:
    return _supplied(event.ref, event.amendment.supplier, event.amendment.supplier_name)


def _supplied(ref: Ref, supplier: str, name: str) -> Changes:
    of = {"document_id": str(ref.id)}
    yield upsert(names, of, **_kind_and_number(ref), supplier=supplier, supplier_name=name)
    yield _NAME, {"of_document": str(ref.id)}
