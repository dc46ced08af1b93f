"""Everything that handles commands: importing it registers each command's function."""

from activities import (
    approval,
    bank_change,
    budget_line,
    change_order,
    contract,
    goods_receipt,
    invoice,
    master_data,
    payment_run,
    purchase_order,
    quotation,
    requisition,
    rfq,
    rfq_award,
    supplier,
)

__all__ = [
    "approval",
    "bank_change",
    "budget_line",
    "change_order",
    "contract",
    "goods_receipt",
    "invoice",
    "master_data",
    "payment_run",
    "purchase_order",
    "quotation",
    "requisition",
    "rfq",
    "rfq_award",
    "supplier",
]
