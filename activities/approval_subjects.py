"""The documents of ours that approvals are about."""

from collections.abc import Mapping
from typing import Any

from aggregates._base import Aggregate
from aggregates.advance_payment import ADVANCE_PAYMENT
from aggregates.budget_change import BUDGET_CHANGE
from aggregates.change_order import CHANGE_ORDER
from aggregates.contract import CONTRACT
from aggregates.declared_document import DECLARED_DOCUMENT
from aggregates.fund_transfer import FUND_TRANSFER
from aggregates.funds_plan import FUNDS_PLAN
from aggregates.purchase_order import PURCHASE_ORDER
from aggregates.requisition import REQUISITION
from aggregates.rfq import RFQ

SUBJECTS: Mapping[str, Aggregate[Any]] = {
    kind.kind: kind
    for kind in (
        REQUISITION,
        CONTRACT,
        CHANGE_ORDER,
        RFQ,
        PURCHASE_ORDER,
        BUDGET_CHANGE,
        ADVANCE_PAYMENT,
        FUND_TRANSFER,
        FUNDS_PLAN,
        DECLARED_DOCUMENT,
    )
}
"""The documents that ask for approval by a process of their own, or (FOLLOWERS) at once. Their states say `asked` (an
OpenApproval of the last submission, or None) and `asks` (whether they wait for it now)."""
OWN_KINDS = frozenset(SUBJECTS) | {
    "goods_receipt", "invoice", "payable", "payment_run", "supplier", "bank_change", "budget_line", "quotation",
}  # fmt: skip
