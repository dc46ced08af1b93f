"""Read models: what may be seen, built from the event log and rebuilt from it at any time."""

from events._base import Event
from events.budget_series import BudgetPeriodAdded
from events.claim import Claimed, ClaimReleased
from events.invoice import InvoiceReadAgainAsked
from events.number_series import NumbersReserved
from events.purchase_order import PurchaseOrderAwaited, PurchaseOrderLeft
from events.settlement import AdvanceGivenUp, AdvanceReserved
from projections import (
    advances,
    approval_matrices,
    approvals,
    budgets,
    case_approvals,
    case_requisitions,
    certificates,
    change_orders,
    companies,
    cost_objects,
    declared_documents,
    inbox_approvals,
    inbox_bank,
    inbox_budgets,
    inbox_contracts,
    inbox_funds_plans,
    inbox_labour,
    inbox_orders,
    inbox_payments,
    inbox_requisitions,
    inbox_sourcing,
    inbox_suppliers,
    inbox_tax_verification,
    items,
    labour_wages,
    order_events,
    payment_runs,
    quotations,
    supplier_credits,
    suppliers,
)
from projections._base import Projection
from projections.allocations import ALLOCATIONS
from projections.bank_statements import BANK_STATEMENTS
from projections.cases import CASES
from projections.contracts import CONTRACTS
from projections.cost import COST
from projections.cost_documents import COST_DOCUMENTS
from projections.documents import DOCUMENTS
from projections.fund_accounts import FUND_ACCOUNTS
from projections.funds import FUNDS
from projections.funds_plans import FUNDS_PLANS
from projections.inbox import INBOX
from projections.intakes import INTAKES
from projections.known_invoices import KNOWN_INVOICES
from projections.labour import LABOUR
from projections.master_data import MASTER_DATA
from projections.measurements import MEASUREMENTS
from projections.open_orders import OPEN_ORDERS
from projections.prices import PRICES
from projections.processes import PROJECTION as PROCESSES
from projections.reading_hints import READING_HINTS
from projections.receipts import RECEIPTS
from projections.schedules import SCHEDULES
from projections.scorecards import SCORECARDS
from projections.settlements import SETTLEMENTS
from projections.sourcing import SOURCING
from projections.tax_verifications import TAX_VERIFICATIONS

PROJECTIONS: tuple[Projection, ...] = (
    CASES,
    INBOX,
    COST,
    COST_DOCUMENTS,
    FUNDS,
    DOCUMENTS,
    INTAKES,
    TAX_VERIFICATIONS,
    READING_HINTS,
    KNOWN_INVOICES,
    CONTRACTS,
    MASTER_DATA,
    OPEN_ORDERS,
    PROCESSES,
    RECEIPTS,
    SCORECARDS,
    SOURCING,
    PRICES,
    ALLOCATIONS,
    SCHEDULES,
    MEASUREMENTS,
    BANK_STATEMENTS,
    SETTLEMENTS,
    LABOUR,
    FUND_ACCOUNTS,
    FUNDS_PLANS,
)
"""Every read model there is, in one place; which events each needs follows from its handlers."""

FURTHER_HANDLERS = (
    advances,
    approval_matrices,
    approvals,
    budgets,
    case_approvals,
    case_requisitions,
    certificates,
    change_orders,
    companies,
    inbox_budgets,
    inbox_funds_plans,
    inbox_bank,
    inbox_contracts,
    inbox_labour,
    cost_objects,
    declared_documents,
    inbox_orders,
    inbox_payments,
    inbox_approvals,
    inbox_requisitions,
    inbox_suppliers,
    inbox_tax_verification,
    items,
    labour_wages,
    order_events,
    payment_runs,
    supplier_credits,
    suppliers,
    inbox_sourcing,
    quotations,
)
"""Modules that add tables and handlers to a projection of another module, by being imported."""

IGNORED: dict[type[Event], str] = {
    AdvanceReserved: "the advance's own row shows what was asked for",
    AdvanceGivenUp: "the advance's own row says what became of it",
    Claimed: "keeps a key unique; its owner's own row shows the number",
    ClaimReleased: "as the claim it ends",
    InvoiceReadAgainAsked: "the reading that follows shows in the invoice's row",
    BudgetPeriodAdded: "tells cumulative control which lines to add up; each line is a row of its own",
    NumbersReserved: "hands out numbers; documents show the one they got",
    PurchaseOrderAwaited: "the invoice's own row says that it is held, and why",
    PurchaseOrderLeft: "the invoice's own row says what became of it",
}
"""Events that no read model shows, and why."""
