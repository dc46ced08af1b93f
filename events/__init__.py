"""What has happened, one module a document: the append-only storage format. Importing it registers every event."""

from events import (
    approval,
    bank_change,
    budget_line,
    claim,
    goods_receipt,
    invoice,
    legal_entity,
    number_series,
    payable,
    payment_run,
    person,
    purchase_order,
    receipt,
    requisition,
    role,
    supplier,
)

__all__ = [
    "approval",
    "bank_change",
    "budget_line",
    "claim",
    "goods_receipt",
    "invoice",
    "legal_entity",
    "number_series",
    "payable",
    "payment_run",
    "person",
    "purchase_order",
    "receipt",
    "requisition",
    "role",
    "supplier",
]
