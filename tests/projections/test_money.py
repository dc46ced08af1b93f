"""Budgets, funds and the documents that move them: every figure from its events."""

from __future__ import annotations

from typing import Any

from contracts.reading import Field, Finding, Reading
from contracts.values import BankAccount
from events.budget_line import BudgetRevised, FundsReleased, OverspendWarned
from events.invoice import Correction, InvoiceCorrected, InvoiceRead, InvoiceReceived, InvoiceRejected
from events.legal_entity import LegalEntityRegistered
from events.payable import PayableFreed
from events.payment_run import PaymentConcluded
from events.supplier import SupplierApproved, SupplierBlocked, SupplierRegistered
from tests.projections.conftest import Show
from tests.projections.story import BUDGET, HASH, WHERE, Case, Story, eur
from tests.projections.test_cases import after

STAGES = ("budget", "available", "pre_encumbered", "encumbered", "accrued", "actual", "paid")


def figures(row: dict[str, Any], *names: str) -> list[str]:
    return [row[name]["amount"] for name in names]


def test_an_amount_stands_in_one_stage_at_a_time(story: Story, show: Show) -> None:
    case = Case(story, "1")
    stages = {"submit": 2, "order": 3, "receive": 4, "post": 5, "settle": 6}
    for step in (
        "draft",
        "submit",
        "open_approval",
        "approve",
        "order",
        "receive",
        "hold",
        "post",
        "propose",
        "release",
    ):
        getattr(case, step)()
        if step in stages:
            wanted = ["100000.00", "99000.00", *["0.00"] * 5]
            wanted[stages[step]] = "1000.00"
            assert figures(show("cost")[0], *STAGES) == wanted, step
    case.settle()
    moves = show("cost_moves", project="P1", period="2026-11")
    assert [m["kind"] for m in moves] == [f"funds_{k}" for k in ("paid", "spent", "accrued", "encumbered", "reserved")]
    assert {m["cause_number"] for m in moves} == {"requisition-1"}


def test_revision_release_and_warning(story: Story, show: Show) -> None:
    after(story, "submit")
    where = {"entity": "ACME", "cost_object": WHERE}
    story.tell((BUDGET, BudgetRevised(**where, amount=eur("5000"))))
    assert figures(show("cost")[0], "budget", "available") == ["5000.00", "4000.00"]
    case = Case(story, "1")
    moved = {"source": "pre_encumbered", "source_key": "k", "key": "", "amount": eur("1000"), "cause": case.pr}
    warned = OverspendWarned(**where, available=eur("1"), wanted=eur("2"), cause=case.pr)
    story.tell((BUDGET, FundsReleased(**where, **moved)), (BUDGET, warned))
    (row,) = show("cost")
    assert figures(row, "available", "pre_encumbered") == ["5000.00", "0.00"]
    assert row["warnings"] == 1


def test_funds_move_with_the_payable(story: Story, show: Show) -> None:
    case = after(story, "post")
    states = ("due", "proposed", "sent", "settled")
    Case(story, "2").until("post")
    assert figures(show("funds")[0], *states) == ["2380.00", "0.00", "0.00", "0.00"]
    case.propose()
    assert figures(show("funds")[0], *states) == ["1190.00", "1190.00", "0.00", "0.00"]
    case.release()
    assert figures(show("funds")[0], *states) == ["1190.00", "0.00", "1190.00", "0.00"]
    assert show("payables", run=case.run.number)[0]["status"] == "sent"
    case.settle()
    assert figures(show("funds")[0], *states) == ["1190.00", "0.00", "0.00", "1190.00"]
    (paid,) = show("payables", status="settled")
    assert (paid["attempt"], paid["bank_reference"], paid["due_date"]) == (1, "B1", "2026-12-02")


def test_a_failed_payment_is_due_again_and_the_run_completed(story: Story, show: Show) -> None:
    case = after(story, "release")
    of = {"payable": case.pay, "invoice": case.inv, "bank_reference": "B0", "remaining": 0}
    failed = PaymentConcluded(ref=case.run, result="failed", **of)
    freed = PayableFreed(ref=case.pay, invoice=case.inv, run=case.run, why="account closed")
    story.tell((case.run, failed), (case.pay, freed))
    assert figures(show("funds")[0], "due", "sent") == ["1190.00", "0.00"]
    (run,), (payment,), (payable,) = show("payment_runs"), show("payments"), show("payables")
    assert (run["status"], run["failed"], run["released_by"]) == ("completed", 1, "tess")
    assert (payment["result"], payable["status"], payable["run"]) == ("failed", "due", None)


def test_an_invoice_from_receipt_to_payment(story: Story, show: Show) -> None:
    case = after(story, "hold")
    (held,) = show("invoices", codes="quantity-not-accepted")
    assert (held["status"], held["gross"]["amount"], held["seller_name"]) == ("held", "1190.00", "Stahl AG")
    assert held["findings"][0]["evidence"] == {"billed": "10"}
    fixed = Correction(field="number", old="R-1", new="R-2")
    corrected = InvoiceCorrected(ref=case.inv, person="fay", fields=(fixed,), purchase_order="PO-9")
    story.tell((case.inv, corrected))
    assert show("invoices")[0]["purchase_order"] == "PO-9"
    for step in ("post", "propose", "release", "settle"):
        getattr(case, step)()
    (row,) = show("invoices", status="paid")
    assert (row["purchase_order"], row["due_date"], row["corrections"]) == (case.po.number, "2026-12-02", 1)
    assert show("votes", approval=case.ap.number)[0]["role"] == "controller"
    assert show("approvals")[0]["result"] == "approved"


def test_whatever_a_file_says_is_shown_and_nothing_fails(story: Story, show: Show) -> None:
    case = Case(story, "1")
    story.tell((case.inv, InvoiceReceived(ref=case.inv, file_sha256=HASH, file_name="x", size=1)))
    values = {"currency": "???", "gross_amount": "many", "net_amount": "NaN", "number": "9"}
    fields = {name: Field(value=value, source="text", confidence=0.1) for name, value in values.items()}
    reading = Reading(file_sha256=HASH, format="pdf", fields=fields, bot_version="1")
    story.tell((case.inv, InvoiceRead(ref=case.inv, reading=reading)))
    rejected = InvoiceRejected(ref=case.inv, findings=(Finding.of("unreadable", "reject"),), original=case.inv)
    story.tell((case.inv, rejected))
    (row,) = show("invoices")
    assert (row["gross"], row["net"], row["status"], row["original"]) == (None, None, "rejected", case.inv.number)


def test_master_data(story: Story, show: Show) -> None:
    account = BankAccount(holder="Stahl AG", iban="DE02500105170137075030")
    known = {"tax_ids": ("DE1",), "country": "DE", "accounts": (account,)}
    supplier = SupplierRegistered(supplier="S", name="Stahl", **known, payment_days=30, maker="bob")
    story.tell((BUDGET, supplier), (BUDGET, LegalEntityRegistered(entity="ACME", name="ACME", currency="EUR", **known)))
    assert (show("suppliers")[0]["status"], show("suppliers")[0]["tax_ids"]) == ("draft", ["DE1"])
    story.tell((BUDGET, SupplierApproved(supplier="S")), actor="fay")
    assert show("suppliers", status="approved")[0]["approved_by"] == "fay"
    story.tell((BUDGET, SupplierBlocked(supplier="S", why="fraud")))
    assert show("suppliers")[0]["why"] == "fraud"
    assert show("legal_entities")[0]["accounts"][0]["iban"] == account.iban
