"""Every workflow, for the worker and for replay."""

from workflows.advance_payment import AdvancePayment
from workflows.approval import Approval
from workflows.bank_change import SupplierBankChange
from workflows.bank_statement import BankStatement
from workflows.budget_change import BudgetChange
from workflows.change_order import ChangeOrder
from workflows.contract import Contract
from workflows.intake import IntakeRun
from workflows.invoice_verification import InvoiceVerification
from workflows.notices import Notices
from workflows.payment_run import PaymentProposal, PaymentRun
from workflows.purchase_order import PurchaseOrder
from workflows.requisition_to_payment import RequisitionToPayment
from workflows.rfq import RequestForQuotation
from workflows.settlement import Settlement
from workflows.tax_verification import TaxVerification
from workflows.trigger import TriggerRun
from workflows.webhook_message import WebhookMessage

WORKFLOWS: tuple[type, ...] = (
    RequisitionToPayment,
    InvoiceVerification,
    PaymentRun,
    PaymentProposal,
    Approval,
    SupplierBankChange,
    Contract,
    ChangeOrder,
    RequestForQuotation,
    PurchaseOrder,
    BudgetChange,
    BankStatement,
    AdvancePayment,
    Settlement,
    WebhookMessage,
    TriggerRun,
    IntakeRun,
    Notices,
    TaxVerification,
)
