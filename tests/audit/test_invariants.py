"""Each invariant against a log that violates it, and all of them against one that does not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from activities.advance import advance
from activities.effects import ReaderFailed
from adapters.sentences import say
from audit.invariants import INVARIANTS, invariants
from bots.reading.outcome import FAILURES, blank
from contracts.bank_change import EffectBankChange, ProposeBankChange, VerifyBankChange
from contracts.ids import stream_id
from contracts.invoice import ReadInvoiceAgain
from contracts.payment_run import CancelPaymentRun
from contracts.process import Advance, invoice_process
from contracts.reading import Finding
from contracts.route import Step
from events.bank_change import BankChangeProposed
from events.budget_line import (
    FundsReserved,
    OverspendWarned,
)
from events.invoice import InvoiceHeld, InvoicePosted, InvoiceReceived
from events.number_series import NumbersReserved
from events.payable import PayableSettled
from events.payment_run import PaymentFileWritten, PaymentRunCancelled, PaymentRunProposed, PaymentRunReleased
from events.purchase_order import PurchaseOrderIssued
from events.supplier import SupplierAccountChanged
from tests.audit import (
    mutants_of_accounts,
    mutants_of_approvals,
    mutants_of_credit,
    mutants_of_decisions,
    mutants_of_funds,
    mutants_of_money,
    mutants_of_settlements,
    mutants_of_statements,
    mutants_of_taxes,
    mutants_of_the_log,
)
from tests.audit.conftest import Site
from tests.audit.house import House, live_house
from tests.audit.mutants import MUTANTS, Mutant, again, euros, fresh_run, where
from tests.audit.mutants_of_decisions import ended_route
from tests.examples import NEW_ACCOUNT
from tests.support.postgres import fresh_database

FAMILIES = (
    mutants_of_accounts,
    mutants_of_approvals,
    mutants_of_credit,
    mutants_of_decisions,
    mutants_of_funds,
    mutants_of_money,
    mutants_of_settlements,
    mutants_of_statements,
    mutants_of_taxes,
    mutants_of_the_log,
)
"""Importing them registers their mutants."""


def english(code: str, figures: Mapping[str, str]) -> str:
    return say(code, "en", **figures)


def chinese(code: str, figures: Mapping[str, str]) -> str:
    return say(code, "zh", **figures)


def test_a_clean_house_violates_nothing(site: Site) -> None:
    report = site.judge()
    assert report.violations == ()
    assert report.checked == tuple(name for name in INVARIANTS if name != "I8")
    assert report.not_run == ("I8",)
    assert report.position == site.house.log.head()
    assert report.events == len(list(site.house.log.events()))


@pytest.mark.parametrize(("check", "code", "spoil"), MUTANTS, ids=[f"{m[0]}-{m[2].__name__}" for m in MUTANTS])
def test_every_mutant_is_named(site: Site, check: str, code: str, spoil: Mutant) -> None:
    spoil(site.house)
    found = site.judge().violations
    assert (check, code) in {(v.check, v.code) for v in found}
    for line in (each.line(speak) for each in found for speak in (english, chinese)):
        assert "{" not in line
        assert "audit." not in line


def test_a_recorded_warning_covers_an_overspent_line(site: Site) -> None:
    house = site.house
    reserved = house.newest(FundsReserved).model_copy(update={"amount": euros("9000")})
    warned = OverspendWarned(
        entity=reserved.entity,
        cost_object=reserved.cost_object,
        available=euros("0"),
        wanted=euros("9000"),
        cause=reserved.cause,
    )
    house.append(where(house, FundsReserved), reserved, warned)
    assert "overspent-in-silence" not in {code for _, code in site.codes()}


def test_a_true_warning_of_a_plan_and_a_true_share_of_tax_violate_nothing(site: Site) -> None:
    mutants_of_funds.warned(site.house, "10", "4")
    for stated, share in (("0.01", "0.01"), ("0.01", "0"), ("9.98", "4.99")):
        mutants_of_taxes.bill(site.house, stated, share)
    told = {code for _, code in site.codes()}
    assert not told & {"plan-warning-untrue", "plan-room-elsewhere", "funds-plan-unlike-draft", "tax-share-wrong"}


def test_a_house_that_only_warns_is_clean(tmp_path: Path) -> None:
    house = House(f"sqlite:///{tmp_path}/log.db", tmp_path)
    house.master_data(budget="10", control="warn")
    house.request()
    house.approve()
    assert house.newest(OverspendWarned)
    assert invariants(house.log).violations == ()
    house.log.close()


def test_blocks_of_numbers_need_no_receipt(site: Site) -> None:
    house = site.house
    house.append(stream_id("number_series", "ACME/XX/2026"), NumbersReserved(first=1, last=20), receipt=False)
    assert site.codes() == set()


def test_what_is_not_given_is_listed_as_not_run(site: Site) -> None:
    report = invariants(site.house.log)
    assert report.not_run == ("I1", "I8", "I9", "I10")
    assert report.checked == ("I2", "I3", "I4", "I5", "I6", "I7")


def test_a_case_that_ends_while_workflows_are_looked_at_is_no_violation(site: Site) -> None:
    house = site.house

    def look() -> frozenset[str]:
        house.approve()  # the waiting case moves on, and another one begins, between log and workflows
        before = frozenset(house.live)
        house.request("1")
        return before | frozenset(house.live)

    outside = site.outside()
    report = invariants(house.log, type(outside)(open_workflows=look))
    assert report.violations == ()


def test_the_judge_works_on_postgresql(tmp_path: Path) -> None:
    house = live_house(fresh_database(), tmp_path)
    site = Site(house, tmp_path)
    assert site.judge().violations == ()
    again(house, PayableSettled)
    assert ("I3", "settled-twice") in site.codes()
    house.log.close()


def test_an_account_verified_and_cooled_off_violates_nothing(site: Site) -> None:
    house = site.house
    proposed = house.newest(BankChangeProposed)
    fields = {"account": NEW_ACCOUNT, "evidence_sha256": proposed.evidence_sha256}
    propose = ProposeBankChange(supplier="STAHL", call_back_phone=proposed.call_back_phone, **fields)
    change = house.send("bob", propose).document
    assert change is not None
    house.send("fay", VerifyBankChange(bank_change=change.id, called=proposed.call_back_phone, spoke_with="Jo"))
    house.now += timedelta(days=3)
    house.send("system", EffectBankChange(bank_change=change.id))
    assert house.newest(SupplierAccountChanged).account == NEW_ACCOUNT
    payment = house.newest(PaymentRunProposed).payments[0].model_copy(update={"creditor": NEW_ACCOUNT})
    assert site.judge().violations == ()
    fresh_run(house, payments=(payment,))
    assert "payment-differs-from-payable" not in {code for _, code in site.codes()}


def test_a_released_run_whose_file_cannot_be_made_is_cancelled_and_paid_by_another(tmp_path: Path) -> None:
    house = House(f"sqlite:///{tmp_path}/log.db", tmp_path)
    house.master_data()
    house.request()
    house.approve()
    order = house.newest(PurchaseOrderIssued).ref
    house.receive(order)
    payable = house.bill(order)
    run = house.propose(payable)
    house.bank.write_text("a file where the folder should be")
    with pytest.raises(OSError, match="bank"):
        house.release(run)
    house.send("paul", CancelPaymentRun(run=run.id, why="the disk is full"))
    house.bank.unlink()
    again = house.propose(payable)
    house.release(again)
    house.conclude(again, payable)
    assert Site(house, tmp_path).codes() == set()
    house.append(run.id, house.newest(PaymentFileWritten).model_copy(update={"ref": run}))
    assert ("I9", "file-without-release") in Site(house, tmp_path).codes()
    house.log.close()


def test_a_file_that_was_written_while_its_run_was_cancelled_is_taken_away(tmp_path: Path) -> None:
    house = House(f"sqlite:///{tmp_path}/log.db", tmp_path)
    house.master_data()
    house.request()
    house.approve()
    order = house.newest(PurchaseOrderIssued).ref
    house.receive(order)
    run = house.propose(house.bill(order))
    proposed = house.newest(PaymentRunProposed)
    released = PaymentRunReleased(ref=run, released_by="tess", content_hash=proposed.content_hash)
    house.append(run.id, released, PaymentRunCancelled(ref=run, why="late"), who="tess")
    house.effects.write_file(run.id, "payrun/x")
    assert list(house.bank.iterdir()) == []
    house.log.close()


def test_a_file_that_was_collected_for_the_bank_is_not_written_again(tmp_path: Path) -> None:
    """The side effect may be repeated at any time, when the word that it was done is lost."""
    house = House(f"sqlite:///{tmp_path}/log.db", tmp_path)
    house.master_data()
    house.request()
    house.approve()
    order = house.newest(PurchaseOrderIssued).ref
    house.receive(order)
    payable = house.bill(order)
    run = house.propose(payable)
    house.release(run)
    (collected,) = house.bank.iterdir()
    collected.unlink()
    house.effects.write_file(run.id, "payrun/x")
    house.conclude(run, payable)
    house.effects.write_file(run.id, "payrun/x")
    assert list(house.bank.iterdir()) == []
    house.log.close()


def test_what_people_may_do_with_approvals_violates_nothing(site: Site) -> None:
    mutants_of_approvals.clean(site.house)
    assert [each for each in site.judge().violations if each.check == "I5"] == []


def test_an_escalated_role_stands_in_for_one_missing_vote(site: Site) -> None:
    both = Step(name="s", mode="all", roles=("manager", "controller"))
    ended_route(site.house, both, votes=((0, "director", "dora"), (0, "controller", "carl")), escalated="director")
    anyone = both.model_copy(update={"mode": "any"})
    ended_route(site.house, anyone, votes=((0, "director", "dora"),), escalated="director")
    ended_route(site.house, anyone, votes=((0, "controller", "carl"),))
    assert "votes-missing" not in {code for _, code in site.codes()}


@pytest.mark.parametrize("code", sorted(FAILURES))
def test_a_failing_reader_is_no_reading_and_is_tried_again(tmp_path: Path, code: str) -> None:
    house = House(f"sqlite:///{tmp_path}/log.db", tmp_path)
    house.master_data()
    house.request()
    house.approve()
    order = house.newest(PurchaseOrderIssued).ref
    house.receive(order)
    failed = blank(b"invoice R-1", "ubl", Finding.of(code, "exception", {"reason": "memory"}))
    effects, house.effects = house.effects, replace(house.effects, read=lambda _: failed)
    with pytest.raises(ReaderFailed, match=code):
        house.bill(order)
    invoice = invoice_process(house.newest(InvoiceReceived).ref)
    advance(house.handler, Advance(process=invoice, stage="read", failed="invoice.read_file"))
    assert [found.code for found in house.newest(InvoiceHeld).findings] == ["side-effect-failed"]
    house.effects = replace(effects, read=house.readings.__getitem__)
    house.send("fay", ReadInvoiceAgain(invoice=invoice.document))
    assert house.newest(InvoicePosted).number == "R-1"
    house.log.close()
