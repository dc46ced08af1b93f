"""Which events make something and which decide on it, as data: read from the log alone, whatever the deciders' own rule says."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from contracts.values import Ref
from events import (
    approval,
    approval_verbs,
    bank_change,
    bank_statement,
    budget_period,
    certificate,
    contract,
    fund_account,
    funds_plan,
    invoice,
    labour_settlement,
    labour_sheet,
    labour_worker,
    measurement,
    payment_run,
    purchase_order,
    rfq,
    settlement,
    supplier,
    work_acceptance,
)
from events._base import Event, Recorded

Key = tuple[str, Hashable]
"""Which hand (a word), in which document."""


@dataclass(frozen=True)
class Makes:
    """An event by which persons have a hand in something."""

    event: type[Event]
    keys: Callable[[Any], Iterable[Key]]
    persons: Callable[[Any], Iterable[str | None]]


@dataclass(frozen=True)
class Decides:
    """An event by which a person decides: he has none of these hands. `code` names the pair.

    `own`: only a person's own session may do it. `when`: which of these events are decisions of people.
    """

    event: type[Event]
    code: str
    keys: Callable[[Any], Iterable[Key]]
    person: Callable[[Any], str | None]
    own: bool = True
    when: Callable[[Recorded], bool] = lambda recorded: True


def _of(hand: str, *path: str) -> Callable[[Any], tuple[Key, ...]]:
    """The one key that the fields of an event give; of a reference, its id."""
    return lambda event: ((hand, tuple(_value(event, name) for name in path)),)


def _value(event: Any, name: str) -> Hashable:
    found: Hashable = getattr(event, name)
    return found.id if isinstance(found, Ref) else found


def _who(name: str) -> Callable[[Any], tuple[str | None, ...]]:
    return lambda event: (getattr(event, name),)


def _by(name: str) -> Callable[[Any], str | None]:
    return lambda event: getattr(event, name)


MAKES = (
    Makes(approval.ApprovalOpened, _of("asked", "ref"), _who("requester")),
    Makes(purchase_order.PurchaseOrderIssued, _of("made", "ref"), _who("raised_by")),
    Makes(purchase_order.PurchaseOrderAmended, _of("made", "ref"), lambda event: (event.amendment.proposed_by,)),
    Makes(rfq.RfqIssued, _of("made", "ref"), _who("buyer")),
    Makes(rfq.RfqAmended, _of("made", "ref"), _who("amended_by")),
    Makes(rfq.RfqAwarded, _of("made", "ref"), _who("buyer")),
    Makes(funds_plan.FundsPlanDrafted, _of("made", "ref"), _who("author")),
    Makes(contract.ContractDrafted, _of("drafted", "ref"), _who("drafter")),
    Makes(supplier.SupplierRegistered, _of("supplier", "supplier"), _who("maker")),
    Makes(supplier.SupplierRevised, _of("supplier", "supplier"), _who("revised_by")),
    Makes(supplier.SupplierDocumentAdded, _of("supplier", "supplier"), _who("added_by")),
    Makes(supplier.SupplierAccountChanged, _of("supplier", "supplier"), _who("proposed_by")),
    Makes(bank_change.BankChangeProposed, _of("account", "ref"), _who("proposed_by")),
    Makes(purchase_order.PurchaseOrderReceived, _of("received", "ref"), _who("received_by")),
    Makes(purchase_order.PurchaseOrderReturned, _of("received", "ref"), _who("returned_by")),
    Makes(purchase_order.PurchaseOrderInspected, _of("received", "ref"), _who("inspected_by")),
    Makes(measurement.MeasurementRecorded, _of("measured", "ref", "sheet"), _who("measured_by")),
    Makes(certificate.CertificateDrafted, _of("bill", "ref", "certificate"), lambda e: (e.drafted_by, *e.measured_by)),
    Makes(invoice.InvoiceCorrected, _of("corrected", "ref"), _who("person")),
    Makes(invoice.InvoicePosted, _of("accepted", "order"), _who("accepted_by")),
    Makes(invoice.InvoicePosted, _of("accepted-it", "ref"), _who("accepted_by")),
    Makes(work_acceptance.WorkAcceptanceDrafted, _of("work", "ref"), _who("drafted_by")),
    Makes(payment_run.PaymentRunProposed, _of("run", "ref"), _who("proposed_by")),
    Makes(fund_account.WageExceptionGranted, _of("exception", "run"), _who("granted_by")),
    Makes(settlement.DeductionProposed, _of("deduction", "ref", "number"), _who("author")),
    Makes(settlement.DefectClaimed, _of("defect", "ref", "number"), _who("claimed_by")),
    Makes(labour_sheet.LabourSheetSubmitted, _of("sheet", "ref"), _who("submitted_by")),
    Makes(labour_sheet.LabourSheetCountersigned, _of("signed", "ref"), _who("countersigned_by")),
    Makes(labour_settlement.LabourSettlementProposed, _of("wages", "ref"), _who("proposed_by")),
    Makes(labour_worker.LabourWorkerRegistered, _of("worker", "entity", "worker"), _who("made_by")),
    Makes(labour_worker.LabourWorkerRevised, _of("worker", "entity", "worker"), _who("made_by")),
    Makes(labour_worker.LabourRateSet, _of("worker", "entity", "worker"), _who("made_by")),
    Makes(budget_period.BudgetPeriodClosed, _of("period", "entity", "period"), _who("closed_by")),
)  # fmt: skip


def _order(hand: str) -> Callable[[Any], tuple[Key, ...]]:
    return _of(hand, "order")


def _supplier(event: Any) -> tuple[Key, ...]:
    return (("supplier", (event.supplier,)),)


def _given(name: str) -> Callable[[Recorded], bool]:
    return lambda recorded: getattr(recorded.event, name) is not None


def _settling(recorded: Recorded) -> bool:
    """What follows from a statement is judged by who imported or matched it."""
    return recorded.meta.command == "payment_run.settle"


def _runs(event: bank_statement.StatementEntryMatched) -> tuple[Key, ...]:
    return tuple(("run", (payment.run.id,)) for payment in event.payments)


def _both(*keys: Callable[[Any], tuple[Key, ...]]) -> Callable[[Any], tuple[Key, ...]]:
    return lambda event: tuple(key for each in keys for key in each(event))


def _nobody(_event: Any) -> None:
    """The event names nobody: who sent the command decided."""


_RECEIVED, _ACCEPTED = _of("made", "ref"), _of("accepted", "ref")
_AGREED = _given("accepted_by")
_VOTER, _ACCEPTER, _RELEASER = _by("person"), _by("accepted_by"), _by("released_by")

DECIDES = (
    Decides(approval.Voted, "requester-is-approver", _of("asked", "ref"), _VOTER),
    Decides(approval.Voted, "maker-is-voter", _of("made", "subject"), _VOTER),
    Decides(approval_verbs.DecisionCarried, "maker-is-voter", _of("made", "subject"), _VOTER, own=False),
    Decides(approval.Voted, "supplier-maker-is-payment-approver", _of("pays", "subject"), _VOTER),
    Decides(supplier.SupplierApproved, "maker-is-approver", _supplier, _nobody),
    Decides(bank_change.BankChangeVerified, "maker-is-verifier", _of("account", "ref"), _by("verified_by")),
    Decides(purchase_order.PurchaseOrderReceived, "raiser-is-receiver", _RECEIVED, _by("received_by"), own=False),
    Decides(purchase_order.PurchaseOrderReturned, "raiser-is-receiver", _RECEIVED, _by("returned_by"), own=False),
    Decides(purchase_order.PurchaseOrderInspected, "raiser-is-receiver", _RECEIVED, _by("inspected_by"), own=False),
    Decides(measurement.MeasurementCertified, "raiser-is-receiver", _order("made"), _by("certified_by")),
    Decides(purchase_order.PurchaseOrderReceived, "receiver-is-invoice-approver", _ACCEPTED, _by("received_by"), own=False),
    Decides(purchase_order.PurchaseOrderReturned, "receiver-is-invoice-approver", _ACCEPTED, _by("returned_by"), own=False),
    Decides(purchase_order.PurchaseOrderInspected, "receiver-is-invoice-approver", _ACCEPTED, _by("inspected_by"), own=False),
    Decides(measurement.MeasurementCertified, "receiver-is-invoice-approver", _order("accepted"), _by("certified_by")),
    Decides(invoice.InvoicePosted, "receiver-is-invoice-approver", _both(_order("received"), _order("certified")),
            _ACCEPTER, when=_AGREED),
    Decides(invoice.InvoicePosted, "supplier-maker-is-invoice-approver", _supplier, _ACCEPTER, when=_AGREED),
    Decides(invoice.InvoicePosted, "corrector-is-invoice-approver", _of("corrected", "ref"), _ACCEPTER, when=_AGREED),
    Decides(invoice.InvoiceCancelled, "accepter-cancels", _of("accepted-it", "ref"), _by("cancelled_by")),
    Decides(work_acceptance.WorkAcceptanceAccepted, "drafter-is-accepter", _of("work", "ref"), _ACCEPTER),
    Decides(measurement.MeasurementCertified, "measurer-is-certifier", _of("measured", "ref", "sheet"), _by("certified_by")),
    Decides(certificate.CertificateApproved, "certifier-is-approver",
            _both(_of("bill", "ref", "certificate"), _order("certified")), _by("approved_by")),
    Decides(payment_run.PaymentRunReleased, "maker-is-releaser", _of("run", "ref"), _RELEASER),
    Decides(fund_account.WageExceptionGranted, "maker-is-releaser", _of("run", "run"), _by("granted_by")),
    Decides(payment_run.PaymentRunReleased, "supplier-maker-is-releaser", _of("pays", "ref"), _RELEASER),
    Decides(payment_run.PaymentRunReleased, "exception-granter-releases", _of("exception", "ref"), _RELEASER),
    Decides(settlement.DeductionApproved, "author-is-approver", _of("deduction", "ref", "number"), _by("approved_by")),
    Decides(settlement.DeductionDropped, "author-is-approver", _of("agreed", "ref", "number"), _by("dropped_by")),
    Decides(settlement.DefectCleared, "author-is-approver", _of("defect", "ref", "number"), _by("cleared_by")),
    Decides(settlement.MilestoneReached, "drafter-confirms", _of("drafted", "agreement"), _by("confirmed_by"),
            when=_given("confirmed_by")),
    Decides(payment_run.PaymentConcluded, "maker-speaks-for-bank", _of("run", "ref"), _nobody, own=False, when=_settling),
    Decides(payment_run.PaymentReturned, "maker-speaks-for-bank", _of("run", "ref"), _nobody, own=False, when=_settling),
    Decides(bank_statement.StatementEntryMatched, "maker-speaks-for-bank", _runs, _by("matched_by"), own=False),
    Decides(labour_sheet.LabourSheetCountersigned, "foreman-is-countersigner", _of("sheet", "ref"), _by("countersigned_by")),
    Decides(labour_sheet.LabourSheetApproved, "signer-is-approver", _both(_of("sheet", "ref"), _of("signed", "ref")),
            _by("approved_by")),
    Decides(labour_settlement.LabourSettlementApproved, "proposer-of-settlement", _of("wages", "ref"), _by("approved_by")),
    Decides(labour_settlement.LabourSettlementPaid, "proposer-of-settlement", _of("wages", "ref"), _by("paid_by")),
    Decides(labour_settlement.LabourSettlementApproved, "worker-maker-is-wage-approver", _of("pays", "ref"), _by("approved_by")),
    Decides(labour_settlement.LabourSettlementPaid, "worker-maker-is-wage-approver", _of("pays", "ref"), _by("paid_by")),
    Decides(budget_period.BudgetPeriodReopened, "closer-reopens", _of("period", "entity", "period"), _by("reopened_by")),
)  # fmt: skip
