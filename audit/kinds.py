"""Every kind of document, found by the stored names of its events, with its state as plain JSON."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from aggregates._base import Aggregate
from aggregates.advance_payment import ADVANCE_PAYMENT
from aggregates.approval import APPROVAL
from aggregates.approval_matrix import APPROVAL_MATRIX
from aggregates.bank_change import BANK_CHANGE
from aggregates.bank_ledger import BANK_LEDGER
from aggregates.bank_statement import BANK_STATEMENT
from aggregates.budget_change import BUDGET_CHANGE
from aggregates.budget_line import BUDGET_LINE
from aggregates.budget_period import BUDGET_PERIOD
from aggregates.budget_series import BUDGET_SERIES
from aggregates.category import CATEGORY
from aggregates.certificate import CERTIFICATE
from aggregates.change_order import CHANGE_ORDER
from aggregates.claim import CLAIM
from aggregates.contract import CONTRACT
from aggregates.declared_document import DECLARED_DOCUMENT
from aggregates.department import DEPARTMENT
from aggregates.document_kind import DOCUMENT_KIND
from aggregates.exchange_rate import EXCHANGE_RATE
from aggregates.fund_account import FUND_ACCOUNT
from aggregates.fund_transfer import FUND_TRANSFER
from aggregates.funds_plan import FUNDS_PLAN
from aggregates.goods_receipt import GOODS_RECEIPT
from aggregates.intake import INTAKE
from aggregates.invoice import INVOICE
from aggregates.item import ITEM
from aggregates.labour_account import LABOUR_ACCOUNT
from aggregates.labour_budget import LABOUR_BUDGET
from aggregates.labour_day import LABOUR_DAY
from aggregates.labour_settlement import LABOUR_SETTLEMENT
from aggregates.labour_sheet import LABOUR_SHEET
from aggregates.labour_worker import LABOUR_WORKER
from aggregates.legal_entity import LEGAL_ENTITY
from aggregates.measurement import MEASUREMENT
from aggregates.notice import NOTICE
from aggregates.number_series import NUMBER_SERIES
from aggregates.payable import PAYABLE
from aggregates.payment_run import PAYMENT_RUN
from aggregates.person import PERSON
from aggregates.project import PROJECT
from aggregates.purchase_order import PURCHASE_ORDER
from aggregates.quotation import QUOTATION
from aggregates.reading_hints import READING_HINTS
from aggregates.requisition import REQUISITION
from aggregates.requisition_template import REQUISITION_TEMPLATE
from aggregates.rfq import RFQ
from aggregates.role import ROLE
from aggregates.schedule import SCHEDULE
from aggregates.settlement import SETTLEMENT
from aggregates.supplier import SUPPLIER
from aggregates.supplier_credit import SUPPLIER_CREDIT
from aggregates.tax_code import TAX_CODE
from aggregates.tax_verification import TAX_VERIFICATION
from aggregates.webhook_message import WEBHOOK_MESSAGE
from aggregates.work_acceptance import WORK_ACCEPTANCE
from aggregates.working_calendar import WORKING_CALENDAR
from events._base import Event

_ALL: tuple[Aggregate[Any], ...] = (
    APPROVAL,
    APPROVAL_MATRIX,
    BANK_CHANGE,
    BUDGET_CHANGE,
    BUDGET_LINE,
    BUDGET_PERIOD,
    BUDGET_SERIES,
    CHANGE_ORDER,
    CLAIM,
    CONTRACT,
    DEPARTMENT,
    GOODS_RECEIPT,
    INTAKE,
    INVOICE,
    LEGAL_ENTITY,
    NUMBER_SERIES,
    PAYABLE,
    PAYMENT_RUN,
    PERSON,
    PURCHASE_ORDER,
    QUOTATION,
    REQUISITION,
    RFQ,
    ROLE,
    SUPPLIER,
    REQUISITION_TEMPLATE,
    TAX_CODE,
    TAX_VERIFICATION,
    EXCHANGE_RATE,
    ITEM,
    CATEGORY,
    PROJECT,
    WORK_ACCEPTANCE,
    WORKING_CALENDAR,
    SCHEDULE,
    MEASUREMENT,
    BANK_STATEMENT,
    BANK_LEDGER,
    NOTICE,
    ADVANCE_PAYMENT,
    SETTLEMENT,
    CERTIFICATE,
    LABOUR_WORKER,
    LABOUR_SHEET,
    LABOUR_DAY,
    LABOUR_ACCOUNT,
    LABOUR_BUDGET,
    LABOUR_SETTLEMENT,
    FUND_ACCOUNT,
    FUND_TRANSFER,
    FUNDS_PLAN,
    READING_HINTS,
    SUPPLIER_CREDIT,
    DECLARED_DOCUMENT,
    DOCUMENT_KIND,
    WEBHOOK_MESSAGE,
)
KINDS: Mapping[str, Aggregate[Any]] = {kind.kind: kind for kind in _ALL}
"""The first word of a stored event name ("requisition.submitted.v1") -> the document it belongs to."""


def kind_of(event: Event) -> Aggregate[Any] | None:
    """The document that an event belongs to; None for receipts, which are no document."""
    return KINDS.get(event.stored_as.split(".")[0])


def plain(value: Any) -> Any:
    """Any state as JSON-ready values: decimals and ids as text, sets sorted, keys of several parts joined by "/"."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case BaseModel():
            return value.model_dump(mode="json", exclude_none=True)
        case datetime() | date():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case Mapping():
            return {_key(key): plain(each) for key, each in value.items()}
        case frozenset() | set():
            return sorted(plain(each) for each in value)
        case tuple() | list():
            return [plain(each) for each in value]
        case _ if is_dataclass(value):
            return {field.name: plain(getattr(value, field.name)) for field in fields(value)} | _derived(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no plain form")


def _key(key: Any) -> str:
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)


def _derived(state: Any) -> dict[str, Any]:
    """What a document derives from its state by itself (totals, percentages, status), its base first."""
    bases = reversed(type(state).__mro__)
    names = [name for base in bases for name, member in vars(base).items() if isinstance(member, property)]
    return {name: plain(getattr(state, name)) for name in names}
