"""Separation of duties over the log: of every pair, the same person on both sides is named, and two persons are not."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from aggregates.duties import PAIRS
from audit.checks._base import Pass
from audit.checks.administrators import Administrators
from audit.checks.duties import Duties
from audit.report import Violation
from contracts._base import Actor
from contracts.values import Ref
from events import (
    advance_payment,
    approval,
    approval_matrix,
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
    person,
    purchase_order,
    rfq,
    role,
    settlement,
    supplier,
    work_acceptance,
)
from events._base import Event, Meta, Recorded
from events.receipt import CommandReceipt
from tests.audit.conftest import Site
from tests.audit.mutants import again
from tests.examples import EVENT_EXAMPLES

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
REF = Ref(kind="x", id=uuid4(), number="X-1", entity="ACME")
OTHER = Ref(kind="x", id=uuid4(), number="X-2", entity="ACME")
Step = tuple[Event, str]
Decided = Callable[[str], Event]


def of(kind: type[Event], **changes: Any) -> Any:
    """The example of an event, of document X-1, with changes."""
    about = {"ref": REF} if "ref" in kind.model_fields else {}
    return EVENT_EXAMPLES[kind.stored_as].model_copy(update={**about, **changes})


def by(kind: type[Event], field: str | None, **changes: Any) -> Decided:
    """The event as whoever decides it leaves it."""
    return lambda who: of(kind, **({field: who} if field else {}), **changes)


AMENDED = of(purchase_order.PurchaseOrderAmended).amendment.model_copy(update={"proposed_by": "eve"})
PAID = of(payment_run.PaymentRunProposed).payments[0].model_copy(update={"supplier": "STAHL"})
WAGE = of(labour_settlement.LabourSettlementProposed).lines[0].model_copy(update={"worker": "W1"})
MATCHED = of(bank_statement.StatementEntryMatched).payments[0].model_copy(update={"run": REF})
REGISTERED = of(supplier.SupplierRegistered, supplier="STAHL", maker="eve")
RUN = of(payment_run.PaymentRunProposed, payments=(PAID,), proposed_by="pat")
MEASURED = of(measurement.MeasurementRecorded, sheet=1, order=OTHER, measured_by="eve")
CERTIFIED = of(measurement.MeasurementCertified, sheet=1, order=OTHER, certified_by="cy")
PROPOSED = of(labour_settlement.LabourSettlementProposed, proposed_by="pat", lines=(WAGE,))
WHERE = {"entity": "ACME", "worker": "W1"}
POSTED: dict[str, Any] = {"order": OTHER, "supplier": "STAHL"}
RECEIPT = of(CommandReceipt, command="payment_run.propose", outcome="accepted", code=None)
ADMINISTERS: dict[str, Any] = {"person": "eve", "role": "admin", "entity": "*", "valid_from": None}
GRANTED = of(person.RoleGranted, **ADMINISTERS, valid_until=None)
EMPLOYED = of(person.PersonRegistered, person="eve", valid_from=None, valid_until=None)
ADMIN = of(role.RoleDefined, role="admin", permissions=("person.administer",))

CASES: tuple[tuple[str, tuple[Event, ...], Decided], ...] = (
    ("requester-is-approver", (of(approval.ApprovalOpened, requester="eve"),), by(approval.Voted, "person", on_behalf_of=())),
    ("maker-is-voter", (of(purchase_order.PurchaseOrderIssued, raised_by="eve"),), by(approval.Voted, "person", subject=REF)),
    ("maker-is-voter", (of(purchase_order.PurchaseOrderAmended, amendment=AMENDED),), by(approval.Voted, "person", subject=REF)),
    ("maker-is-voter", (of(rfq.RfqIssued, buyer="eve"),), by(approval.Voted, "person", subject=REF)),
    ("maker-is-voter", (of(rfq.RfqAmended, amended_by="eve"),), by(approval.Voted, "person", subject=REF)),
    ("maker-is-voter", (of(rfq.RfqAwarded, buyer="eve"),), by(approval.Voted, "person", subject=REF)),
    ("maker-is-voter", (of(funds_plan.FundsPlanDrafted, author="eve"),), by(approval.Voted, "person", subject=REF)),
    ("maker-is-voter", (of(funds_plan.FundsPlanDrafted, author="eve"),),
     by(approval_verbs.DecisionCarried, "person", subject=REF, on_behalf_of=())),
    ("supplier-maker-is-payment-approver", (REGISTERED, of(advance_payment.AdvanceRequested, supplier="STAHL")),
     by(approval.Voted, "person", subject=REF)),
    ("author-is-publisher", (of(approval_matrix.ApprovalMatrixDrafted, author="eve"),
                             of(approval_matrix.ApprovalMatrixDrafted, author="ann", version=2)),
     by(approval_matrix.ApprovalMatrixPublished, "publisher", version=2)),
    ("author-is-approver", (of(settlement.DeductionProposed, number=1, author="eve"),),
     by(settlement.DeductionApproved, "approved_by", number=1)),
    ("author-is-approver", (of(settlement.DeductionProposed, number=1, author="eve"),
                            of(settlement.DeductionApproved, number=1, approved_by="ann")),
     by(settlement.DeductionDropped, "dropped_by", number=1)),
    ("author-is-approver", (of(settlement.DefectClaimed, number=1, claimed_by="eve"),),
     by(settlement.DefectCleared, "cleared_by", number=1)),
    ("drafter-confirms", (of(contract.ContractDrafted, drafter="eve"),),
     by(settlement.MilestoneReached, "confirmed_by", agreement=REF)),
    ("maker-is-approver", (REGISTERED,), by(supplier.SupplierApproved, None, supplier="STAHL")),
    ("maker-is-approver", (of(supplier.SupplierRevised, supplier="STAHL", revised_by="eve"),),
     by(supplier.SupplierApproved, None, supplier="STAHL")),
    ("maker-is-approver", (of(supplier.SupplierDocumentAdded, supplier="STAHL", added_by="eve"),),
     by(supplier.SupplierApproved, None, supplier="STAHL")),
    ("maker-is-approver", (of(supplier.SupplierAccountChanged, supplier="STAHL", proposed_by="eve"),),
     by(supplier.SupplierApproved, None, supplier="STAHL")),
    ("maker-is-verifier", (of(bank_change.BankChangeProposed, proposed_by="eve"),),
     by(bank_change.BankChangeVerified, "verified_by")),
    *(
        ("raiser-is-receiver", (of(purchase_order.PurchaseOrderIssued, raised_by="eve"),), by(kind, field))
        for kind, field in (
            (purchase_order.PurchaseOrderReceived, "received_by"),
            (purchase_order.PurchaseOrderReturned, "returned_by"),
            (purchase_order.PurchaseOrderInspected, "inspected_by"),
        )
    ),
    ("raiser-is-receiver", (of(purchase_order.PurchaseOrderIssued, raised_by="eve"),),
     by(measurement.MeasurementCertified, "certified_by", order=REF)),
    *(
        ("receiver-is-invoice-approver", (of(invoice.InvoicePosted, accepted_by="eve", order=REF),), by(kind, field))
        for kind, field in (
            (purchase_order.PurchaseOrderReceived, "received_by"),
            (purchase_order.PurchaseOrderReturned, "returned_by"),
            (purchase_order.PurchaseOrderInspected, "inspected_by"),
        )
    ),
    ("receiver-is-invoice-approver", (of(invoice.InvoicePosted, accepted_by="eve", order=OTHER),),
     by(measurement.MeasurementCertified, "certified_by", order=OTHER)),
    ("receiver-is-invoice-approver", (of(purchase_order.PurchaseOrderReceived, ref=OTHER, received_by="eve"),),
     by(invoice.InvoicePosted, "accepted_by", **POSTED)),
    ("receiver-is-invoice-approver", (MEASURED, CERTIFIED), by(invoice.InvoicePosted, "accepted_by", **POSTED)),
    ("supplier-maker-is-invoice-approver", (REGISTERED,), by(invoice.InvoicePosted, "accepted_by", **POSTED)),
    ("corrector-is-invoice-approver", (of(invoice.InvoiceCorrected, person="eve"),),
     by(invoice.InvoicePosted, "accepted_by", **POSTED)),
    ("accepter-cancels", (of(invoice.InvoicePosted, accepted_by="eve", **POSTED),), by(invoice.InvoiceCancelled, "cancelled_by")),
    ("drafter-is-accepter", (of(work_acceptance.WorkAcceptanceDrafted, drafted_by="eve"),),
     by(work_acceptance.WorkAcceptanceAccepted, "accepted_by")),
    ("measurer-is-certifier", (MEASURED,), by(measurement.MeasurementCertified, "certified_by", sheet=1)),
    ("certifier-is-approver", (of(certificate.CertificateDrafted, certificate=1, drafted_by="eve"),),
     by(certificate.CertificateApproved, "approved_by", certificate=1)),
    ("certifier-is-approver", (of(certificate.CertificateDrafted, certificate=1, measured_by=("eve",)),),
     by(certificate.CertificateApproved, "approved_by", certificate=1)),
    ("certifier-is-approver", (MEASURED, CERTIFIED),
     by(certificate.CertificateApproved, "approved_by", certificate=1, order=OTHER)),
    ("maker-is-releaser", (of(payment_run.PaymentRunProposed, proposed_by="eve"),),
     by(payment_run.PaymentRunReleased, "released_by")),
    ("maker-is-releaser", (of(payment_run.PaymentRunProposed, proposed_by="eve"),),
     by(fund_account.WageExceptionGranted, "granted_by", run=REF)),
    ("supplier-maker-is-releaser", (RUN, REGISTERED), by(payment_run.PaymentRunReleased, "released_by")),
    ("exception-granter-releases", (of(fund_account.WageExceptionGranted, run=REF, granted_by="eve"),),
     by(payment_run.PaymentRunReleased, "released_by")),
    ("maker-speaks-for-bank", (of(payment_run.PaymentRunProposed, proposed_by="eve"),), by(payment_run.PaymentConcluded, None)),
    ("maker-speaks-for-bank", (of(payment_run.PaymentRunProposed, proposed_by="eve"),), by(payment_run.PaymentReturned, None)),
    ("maker-speaks-for-bank", (of(payment_run.PaymentRunProposed, proposed_by="eve"),),
     by(bank_statement.StatementEntryMatched, "matched_by", payments=(MATCHED,))),
    ("foreman-is-countersigner", (of(labour_sheet.LabourSheetSubmitted, submitted_by="eve"),),
     by(labour_sheet.LabourSheetCountersigned, "countersigned_by")),
    ("signer-is-approver", (of(labour_sheet.LabourSheetSubmitted, submitted_by="eve"),),
     by(labour_sheet.LabourSheetApproved, "approved_by")),
    ("signer-is-approver", (of(labour_sheet.LabourSheetCountersigned, countersigned_by="eve"),),
     by(labour_sheet.LabourSheetApproved, "approved_by")),
    *(
        (pair, made, by(kind, field))
        for pair, made in (
            ("proposer-of-settlement", (of(labour_settlement.LabourSettlementProposed, proposed_by="eve"),)),
            ("worker-maker-is-wage-approver", (of(labour_worker.LabourWorkerRegistered, **WHERE, made_by="eve"), PROPOSED)),
            ("worker-maker-is-wage-approver", (PROPOSED, of(labour_worker.LabourWorkerRevised, **WHERE, made_by="eve"))),
            ("worker-maker-is-wage-approver", (PROPOSED, of(labour_worker.LabourRateSet, **WHERE, made_by="eve"))),
        )
        for kind, field in (
            (labour_settlement.LabourSettlementApproved, "approved_by"),
            (labour_settlement.LabourSettlementPaid, "paid_by"),
        )
    ),
    ("closer-reopens", (of(budget_period.BudgetPeriodClosed, entity="ACME", period="2026-10", closed_by="eve"),),
     by(budget_period.BudgetPeriodReopened, "reopened_by", entity="ACME", period="2026-10")),
    ("grants-to-self", (EMPLOYED,), by(person.RoleGranted, None, person="eve")),
    ("grants-to-self", (EMPLOYED, GRANTED), by(person.RoleRevised, None, **ADMINISTERS, valid_until=date(2027, 1, 1))),
    ("own-employment", (EMPLOYED,), by(person.PersonRevised, None, person="eve", valid_until=date(2027, 1, 1))),
    ("holder-defines-role", (EMPLOYED, GRANTED), by(role.RoleDefined, None, role="admin")),
    ("administrator-is-transactor", (ADMIN, EMPLOYED, GRANTED), lambda who: RECEIPT),
)  # fmt: skip


def judged(*steps: Step, kind: Any = "person", on_behalf_of: str | None = None) -> list[Violation]:
    """What both checks say of a log of these events; `kind` of the last actor."""
    check = Pass((Duties(), Administrators()))
    for position, (event, who) in enumerate(steps, 1):
        last = position == len(steps)
        command = "payment_run.settle" if last else "test"
        actor = Actor(kind=kind if last else "person", id=who, on_behalf_of=on_behalf_of if last else None)
        meta = Meta(actor=actor, channel="api", command=command, command_id=uuid4())
        check.see(Recorded(REF.id, position, NOW, NOW, meta, event, position))
    check.end()
    return check.violations


def pairs(found: list[Violation]) -> set[str]:
    return {dict(each.figures).get("pair", each.code) for each in found}


def test_every_pair_is_seeded() -> None:
    assert {pair for pair, _, _ in CASES} == {pair.code for pair in PAIRS} | {"administrator-is-transactor"}


@pytest.mark.parametrize(
    ("pair", "made", "decided"), CASES, ids=[f"{n}-{pair}" for n, (pair, _, _) in enumerate(CASES)]
)
def test_one_person_with_both_duties_is_named_and_two_persons_are_not(
    pair: str, made: tuple[Event, ...], decided: Decided
) -> None:
    before = [(event, "zoe") for event in made]
    assert pair in pairs(judged(*before, (decided("eve"), "eve")))
    assert [each for each in judged(*before, (decided("tom"), "tom")) if each.code == "duties-not-separate"] == []


def test_who_decides_in_the_place_of_the_maker_is_named() -> None:
    opened = of(approval.ApprovalOpened, requester="eve")
    voted = of(approval.Voted, person="tom", on_behalf_of=("ann", "eve"))
    (found,) = judged((opened, "eve"), (voted, "tom"))
    assert dict(found.figures) == {"pair": "requester-is-approver", "person": "eve", "position": "2"}
    released = of(payment_run.PaymentRunReleased, released_by="tom")
    assert pairs(
        judged((of(payment_run.PaymentRunProposed, proposed_by="eve"), "eve"), (released, "tom"), on_behalf_of="eve")
    )


@pytest.mark.parametrize("kind", ["service", "system"])
def test_what_a_person_decides_no_other_actor_decides(kind: str) -> None:
    released = of(payment_run.PaymentRunReleased, released_by="tom")
    run = (of(payment_run.PaymentRunProposed, proposed_by="eve"), "eve")
    assert pairs(judged(run, (released, "tom"), kind=kind)) == {"decided-by-no-person"}
    assert pairs(judged(run, (released, "ann"))) == {"decided-by-no-person"}
    published = of(approval_matrix.ApprovalMatrixPublished, publisher="tom")
    assert pairs(judged((published, "tom"), kind=kind)) == {"decided-by-no-person"}


def test_what_no_person_decided_is_no_decision() -> None:
    issued = (of(purchase_order.PurchaseOrderIssued, ref=OTHER, raised_by="eve"), "eve")
    matched = of(invoice.InvoicePosted, accepted_by=None, **POSTED)
    reached = of(settlement.MilestoneReached, confirmed_by=None)
    assert judged(issued, (matched, "eve"), kind="system") == []
    assert judged((reached, "req2pay"), kind="system") == []
    received = of(purchase_order.PurchaseOrderReceived, received_by="service:scanner")
    assert judged(issued, (received, "scanner"), kind="service") == []


def test_a_sheet_that_was_taken_back_gives_nobody_a_hand() -> None:
    withdrawn = of(measurement.MeasurementWithdrawn, sheet=1, order=OTHER)
    posted = of(invoice.InvoicePosted, accepted_by="eve", **POSTED)
    assert judged((MEASURED, "eve"), (CERTIFIED, "cy"), (withdrawn, "cy"), (posted, "eve")) == []
    twice = (MEASURED.model_copy(update={"sheet": 2}), "eve"), (CERTIFIED.model_copy(update={"sheet": 2}), "cy")
    found = judged((MEASURED, "eve"), (CERTIFIED, "cy"), *twice, (withdrawn, "cy"), (posted, "eve"))
    assert pairs(found) == {"receiver-is-invoice-approver"}


def test_authors_are_free_once_what_they_drafted_is_over() -> None:
    plan = (of(funds_plan.FundsPlanDrafted, author="eve"), "eve")
    vote = (of(approval.Voted, person="eve", subject=REF, on_behalf_of=()), "eve")
    for verdict, found in (("approved", set()), ("rejected", {"maker-is-voter"})):
        ended = (of(funds_plan.FundsPlanConcluded, verdict=verdict), "mia")
        assert pairs(judged(plan, ended, vote)) == found
    first, second = (
        of(approval_matrix.ApprovalMatrixDrafted, version=n, author=who) for n, who in ((1, "eve"), (2, "ann"))
    )
    one, two = (
        of(approval_matrix.ApprovalMatrixPublished, version=n, publisher=p) for n, p in ((1, "bob"), (2, "eve"))
    )
    assert judged((first, "eve"), (one, "bob"), (second, "ann"), (two, "eve")) == []
    closed = (of(budget_period.BudgetPeriodClosed, entity="ACME", period="2026-10", closed_by="eve"), "eve")
    opened = of(budget_period.BudgetPeriodReopened, entity="ACME", period="2026-10", reopened_by="tom")
    again_closed = (closed[0].model_copy(update={"closed_by": "tom"}), "tom")
    by_eve = (opened.model_copy(update={"reopened_by": "eve"}), "eve")
    assert judged(closed, (opened, "tom"), again_closed, by_eve) == []


def test_who_imported_a_statement_speaks_for_the_bank() -> None:
    run = (of(payment_run.PaymentRunProposed, proposed_by="eve"), "eve")
    imported = (of(bank_statement.BankStatementImported, imported_by="eve"), "eve")
    matched = of(bank_statement.StatementEntryMatched, matched_by="system:req2pay", payments=(MATCHED,))
    assert pairs(judged(run, imported, (matched, "req2pay"), kind="system")) == {"maker-speaks-for-bank"}


def test_a_deduction_is_dropped_by_its_author_as_long_as_nobody_approved_it() -> None:
    proposed = (of(settlement.DeductionProposed, number=1, author="eve"), "eve")
    dropped = (of(settlement.DeductionDropped, number=1, dropped_by="eve"), "eve")
    assert judged(proposed, dropped) == []


def test_administrators_by_the_roles_and_the_day_of_their_command() -> None:
    until = GRANTED.model_copy(update={"valid_until": date(2026, 11, 1)})
    assert judged((ADMIN, "zoe"), (EMPLOYED, "zoe"), (until, "zoe"), (RECEIPT, "eve")) == []
    none = ADMIN.model_copy(update={"permissions": ("payment_run.propose",)})
    assert judged((ADMIN, "zoe"), (EMPLOYED, "zoe"), (GRANTED, "zoe"), (none, "zoe"), (RECEIPT, "eve")) == []
    refused = RECEIPT.model_copy(update={"outcome": "refused", "code": "not-permitted"})
    rules = RECEIPT.model_copy(update={"command": "person.register"})
    forgotten = RECEIPT.model_copy(update={"command": "no.such"})
    for receipt in (refused, rules, forgotten):
        assert judged((ADMIN, "zoe"), (EMPLOYED, "zoe"), (GRANTED, "zoe"), (receipt, "eve")) == []
    assert judged((ADMIN, "zoe"), (EMPLOYED, "zoe"), (GRANTED, "zoe"), (RECEIPT, "eve"), kind="service") == []


def test_both_checks_are_part_of_the_invariants(site: Site) -> None:
    again(site.house, supplier.SupplierRegistered, maker="fay")
    again(site.house, supplier.SupplierApproved, who="fay")
    again(site.house, person.RoleGranted, who="root", person="root")
    found = [each for each in site.judge().violations if each.code == "duties-not-separate"]
    assert {dict(each.figures)["pair"] for each in found} >= {"maker-is-approver", "grants-to-self"}
