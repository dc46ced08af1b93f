"""Everything that handles commands: importing it registers each command's function."""

from activities import (
    approval,
    budget_line,
    goods_receipt,
    invoice,
    master_data,
    payment_run,
    purchase_order,
    requisition,
)

__all__ = [
    "approval",
    "budget_line",
    "goods_receipt",
    "invoice",
    "master_data",
    "payment_run",
    "purchase_order",
    "requisition",
]
