"""What every document, command and event must keep to; a new one is tested here from the day it has an example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_args
from uuid import UUID

import pytest

import activities.catalogue as _all  # noqa: F401 - registers every command
from activities._registry import handlings
from aggregates import (
    advance_payment,
    approval,
    approval_asking,
    approval_matrix_commands,
    bank_change,
    bank_ledger,
    bank_statement,
    budget_change,
    budget_line,
    budget_period,
    budget_series,
    certificate,
    change_order,
    contract,
    declared_document,
    document_kind,
    fund_account_commands,
    fund_transfer,
    funds_plan_commands,
    intake,
    invoice,
    labour_account,
    labour_day,
    labour_settlement,
    labour_sheet,
    measurement,
    notice,
    payable,
    payment_run,
    purchase_order,
    quotation,
    reading_hints,
    requisition,
    rfq,
    settlement,
    supplier,
    supplier_credit,
    tax_verification,
    webhook_message,
)
from aggregates._base import Aggregate, Conclude, Refusal
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
from aggregates.claim import CLAIM, GiveBack, Take
from aggregates.contract import CONTRACT
from aggregates.declared_document import DECLARED_DOCUMENT
from aggregates.department import DEPARTMENT
from aggregates.document_kind import DOCUMENT_KIND
from aggregates.exchange_rate import EXCHANGE_RATE
from aggregates.fund_account import FUND_ACCOUNT
from aggregates.fund_transfer import FUND_TRANSFER
from aggregates.funds_plan import FUNDS_PLAN
from aggregates.goods_receipt import GOODS_RECEIPT, Record
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
from aggregates.number_series import NUMBER_SERIES, ReserveNumbers
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
from aggregates.schedule import SCHEDULE, Baseline
from aggregates.settlement import SETTLEMENT
from aggregates.settlement_under import Under
from aggregates.supplier import SUPPLIER
from aggregates.supplier_credit import SUPPLIER_CREDIT
from aggregates.tax_code import TAX_CODE
from aggregates.tax_verification import TAX_VERIFICATION
from aggregates.webhook_message import WEBHOOK_MESSAGE
from aggregates.work_acceptance import WORK_ACCEPTANCE, Accept, Draft
from aggregates.working_calendar import WORKING_CALENDAR
from contracts._base import COMMANDS, Grant
from contracts.comparison import ComparisonPolicy
from contracts.ids import stream_id
from contracts.matching import Tolerances
from events._base import EVENTS, Event, Meta, Recorded
from events.budget_line import Stage
from events.receipt import CommandReceipt
from store.log import EventLog
from store.mapper import JsonMapper, decode
from tests import examples
from tests import examples_of_settlement as more
from tests.examples import (
    AM,
    AP,
    BC,
    BOOK,
    BS,
    CHANGE,
    CHANGE_TERMS,
    CO,
    COMMAND_EXAMPLES,
    CT,
    DD,
    DK,
    EARNED,
    EVENT_EXAMPLES,
    FP,
    FT,
    GR,
    INV,
    LP,
    LS,
    NEW_ACCOUNT,
    OWED,
    PAY,
    PHONE,
    PLAN,
    PO,
    POOL,
    PR,
    QT,
    ROUTE,
    RUN,
    SC,
    TAKEN,
    TERMS,
    WA,
    WAGES,
    WM,
)
from tests.support.house import (
    HASH,
    NOW,
    OURS,
    THEIRS,
    WHERE,
    Company,
    any_file,
    eur,
    facts,
    fold,
    person,
    policies,
    right,
)

KINDS: dict[str, Aggregate[Any]] = {
    kind.kind: kind
    for kind in (
        APPROVAL, APPROVAL_MATRIX, BANK_CHANGE, BUDGET_CHANGE, BUDGET_LINE, BUDGET_PERIOD, BUDGET_SERIES,
        CHANGE_ORDER, CLAIM, CONTRACT, GOODS_RECEIPT, INTAKE, INVOICE, LEGAL_ENTITY,
        NUMBER_SERIES, PAYABLE, PAYMENT_RUN, PERSON, PURCHASE_ORDER, QUOTATION, REQUISITION, RFQ, ROLE, SUPPLIER,
        CATEGORY, EXCHANGE_RATE, ITEM, PROJECT, REQUISITION_TEMPLATE, TAX_CODE, WORK_ACCEPTANCE,
        DEPARTMENT, WORKING_CALENDAR,
        SCHEDULE, MEASUREMENT, ADVANCE_PAYMENT, SETTLEMENT, CERTIFICATE, BANK_STATEMENT, BANK_LEDGER,
        LABOUR_WORKER, LABOUR_SHEET, LABOUR_DAY,
        LABOUR_ACCOUNT, LABOUR_SETTLEMENT, FUND_ACCOUNT, FUND_TRANSFER, FUNDS_PLAN, LABOUR_BUDGET,
        SUPPLIER_CREDIT, NOTICE, DECLARED_DOCUMENT, DOCUMENT_KIND, WEBHOOK_MESSAGE,
        TAX_VERIFICATION, READING_HINTS,
    )
}  # fmt: skip
OF_THE_STORE = {"command.receipt.v1": "receipts belong to the store, no document decides them"}
C, E = COMMAND_EXAMPLES, EVENT_EXAMPLES
WORKED = certificate.Worked(more.CERT, PO, "EUR", ("rita",), (more.LINE,), (more.SHARE,))
UNDER = Under(more.ST, CT, TERMS, "bob")
ORDER_LINE = measurement.OrderLine(eur(10).amount, eur(0).amount, "MTQ", WHERE)
INNER: dict[str, tuple[object, ...]] = {
    "advance_payment": (
        advance_payment.Request(C["advance_payment.request"], more.AD, CT, "STAHL", "Stahl AG", THEIRS),  # type: ignore[arg-type]
        advance_payment.Settle(eur(400)),
        advance_payment.ComeBack(eur(400)),
    ),
    "certificate": (certificate.Draft(WORKED), certificate.Approve(C["certificate.approve"], WORKED)),  # type: ignore[arg-type]
    "settlement": (
        settlement.Bill(UNDER, INV, eur(1600), eur(1904).amount, PAY),
        settlement.Return(UNDER, INV, INV, eur(800)),
        settlement.Reserve(UNDER, more.AD, eur(400)),
        settlement.GiveUp(UNDER, more.AD),
        settlement.Settled(UNDER, more.AD, eur(400)),
        *(settlement.Ask(UNDER, C[name]) for name in C if name.startswith("settlement.")),  # type: ignore[arg-type]
    ),
    "approval": (
        approval.Open(C["approval.open"], AP, ROUTE),  # type: ignore[arg-type]
        approval.Move(ROUTE, {}, "why"),
        approval_asking.HandOver("mona", "max", "why"),
    ),
    "bank_change": (
        bank_change.Propose(C["bank_change.propose"], CHANGE, (THEIRS,), PHONE),  # type: ignore[arg-type]
        bank_change.Verify(C["bank_change.verify"], 3),  # type: ignore[arg-type]
    ),
    "bank_ledger": (bank_ledger.Continue(examples.LEDGER, examples.BS, C["bank_statement.import"]),),  # type: ignore[arg-type]
    "bank_statement": (
        bank_statement.Import(C["bank_statement.import"], examples.BS, None, eur(1)),  # type: ignore[arg-type]
        bank_statement.Match(1, "settled", E["bank_statement.entry_matched.v1"].payments, "by-hand"),  # type: ignore[attr-defined]
        bank_statement.CloseGap(examples.BS),
    ),
    "budget_line": (
        budget_line.Reserve("k", eur(1), PR),
        budget_line.Encumber("k", eur(1), "k", eur(1), PR),
        budget_line.Accrue("k", eur(1), PR),
        budget_line.Unaccrue("k", eur(1), PR),
        budget_line.Disencumber("k", eur(1), "k", eur(1), PR),
        budget_line.Spend("k", eur(1), eur(1), PR),
        budget_line.Restore("k", eur(1), eur(1), eur(1), PR),
        budget_line.Pay("k", eur(1), PR),
        budget_line.Save("k", eur(1), PR),
        budget_line.Unpay("k", eur(1), eur(1), PR),
        budget_line.Release("encumbered", "k", PR),
        budget_line.Adjust(eur(-1), CO),
        budget_line.Owe("k", eur(1), PR),
        budget_line.Reverse("k", eur(1), "2026-10", PR),
        budget_line.GrantException(eur(1), PR.id, None, BC),
        budget_line.HandOver(("k",), "2026-12", eur(1), PR),
        budget_line.TakeOver(eur(1), (("encumbered", "k", eur(1)),), PR),
        budget_line.Follow("k", "2026-12"),
        budget_line.Relieve("opening:OLD-1", "OLD-1", eur(1), None, "w", PR),
        budget_line.Within(budget_line.Reserve("k", eur(1), PR), eur(1)),
        budget_line.Open(C["budget_line.record_opening"], PR),  # type: ignore[arg-type]
    ),
    "budget_change": (budget_change.Ask(BC, C["budget_change.ask"].terms),),  # type: ignore[attr-defined]
    "budget_period": (budget_period.Close(C["budget_period.close"], budget_period.PeriodFigures()),),  # type: ignore[arg-type]
    "budget_series": (budget_series.AddPeriod("ACME", WHERE),),
    "change_order": (change_order.Draft(CO, CT, CHANGE_TERMS),),
    "claim": (Take("k", PR), GiveBack("k", PR)),
    "contract": (
        contract.Draft(CT, "STAHL", "Stahl AG", TERMS),
        contract.Sign(C["contract.record_signature"], 60),  # type: ignore[arg-type]
        contract.DrawDown(PO, "STAHL", (contract.Wanted(E["contract.drawn.v1"].lines[0], "C62", TERMS.amount.amount),)),  # type: ignore[attr-defined]
        contract.GiveBack(PO, E["contract.drawn.v1"].lines),  # type: ignore[attr-defined]
        contract.Change(CO, CHANGE_TERMS),
    ),
    "goods_receipt": (Record(GR, PO, C["goods_receipt.record"].lines, None),),  # type: ignore[attr-defined]
    "intake": (
        intake.Arrive(examples.IN, C["intake.receive"].file, "folder"),  # type: ignore[attr-defined]
        intake.End("invoice", invoice=INV),
        intake.Resolve(C["intake.resolve"], INV),  # type: ignore[arg-type]
    ),
    "invoice": (
        invoice.Receive(C["invoice.receive"], INV),  # type: ignore[arg-type]
        invoice.Judge((), Tolerances()),
        invoice.Correct(C["invoice.correct"]),  # type: ignore[arg-type]
        invoice.Credit(INV, eur(1), E["purchase_order.billed.v1"].lines),  # type: ignore[attr-defined]
        invoice.Settle(eur(1)),
        invoice.TakeBack(PAY),
        invoice.Represent(PAY, HASH, "a.ofd", "ofd"),
        invoice.Merge(PAY),
        invoice.Hold(C["invoice.hold"]),  # type: ignore[arg-type]
        invoice.Escalate("director"),
        invoice.Settle(eur(1), eur(1), PAY, last=False),
    ),
    "fund_account": (
        fund_account_commands.Open(C["fund_account.open"], WAGES),  # type: ignore[arg-type]
        fund_account_commands.MoveIn(eur(1), POOL, None, "w"),
        fund_account_commands.MoveOut(eur(1), POOL, FT, "w"),
        fund_account_commands.Reserve(eur(1), RUN),
        fund_account_commands.Release(LP),
        fund_account_commands.Pay(LP, eur(1), PAY),
        fund_account_commands.Except(RUN, eur(2), eur(1), "w"),
    ),
    "supplier_credit": (
        supplier_credit.Grant(SC, "STAHL", "Stahl AG", eur(1), INV, INV),
        supplier_credit.SetAside(RUN, PAY, eur(1)),
        supplier_credit.Free(RUN, PAY, "w"),
        supplier_credit.Use(RUN, PAY),
        supplier_credit.Return(RUN, PAY),
        supplier_credit.Refund(BS, 1, eur(1), "w"),
    ),
    "document_kind": (document_kind.Declare(C["document_kind.declare"], DK),),  # type: ignore[arg-type]
    "declared_document": (
        declared_document.Submit(DD, "renewal", 1, "rita", "service:crm", "t", "renewal", "{}"),
        Conclude(AP.id, "approved"),
    ),
    "tax_verification": (
        tax_verification.Ask(examples.TV, INV, ("tax-bureau",), examples.QUERY, "by-hand", 5, NOW.date()),
    ),
    "webhook_message": (webhook_message.Queue(WM, "crm", "declared_document.decided", DD, "{}"),),
    "fund_transfer": (fund_transfer.Propose(FT, WAGES, POOL, eur(1), "w"), Conclude(AP.id, "approved")),
    "approval_matrix": (
        approval_matrix_commands.Draft(C["approval_matrix.draft"], AM),  # type: ignore[arg-type]
        approval_matrix_commands.Check(C["approval_matrix.check"]),  # type: ignore[arg-type]
        approval_matrix_commands.Publish(C["approval_matrix.publish"]),  # type: ignore[arg-type]
    ),
    "funds_plan": (
        funds_plan_commands.Draft(FP, None, "2026-11", "EUR", E["funds_plan.drafted.v1"].inflows, (), "w"),  # type: ignore[attr-defined]
        funds_plan_commands.Draft(FP, None, "2026-10", "EUR", (), E["funds_plan.drafted.v1"].outflows, "w"),  # type: ignore[attr-defined]
        Conclude(AP.id, "approved"),
    ),
    "labour_account": (
        labour_account.Earn(**OWED, day=NOW.date(), **EARNED),
        labour_account.Unearn(**OWED, sheet=LS, line=1),
        labour_account.Advance(C["labour_account.advance"], "EUR"),  # type: ignore[arg-type]
        labour_account.Claim(**OWED, settlement=LP, until=NOW.date(), currency="EUR"),
        labour_account.Free(**OWED, settlement=LP),
        labour_account.Pay(**OWED, settlement=LP),
    ),
    "labour_settlement": (
        labour_settlement.Propose(LP, NOW.date(), E["labour_settlement.proposed.v1"].lines),  # type: ignore[attr-defined]
    ),
    "labour_day": (
        labour_day.TakeDay(**TAKEN, days=eur(1).amount, overtime_hours=eur(2).amount),
        labour_day.FreeDay(**TAKEN),
    ),
    "labour_sheet": (
        labour_sheet.Submit(C["labour_sheet.submit"], LS, E["labour_sheet.submitted.v1"].lines),  # type: ignore[arg-type, attr-defined]
        labour_sheet.Approve({"W1": labour_sheet.Rates(eur(200), eur(30))}),
    ),
    "measurement": (
        measurement.Record(C["measurement.record"], BOOK, PO),  # type: ignore[arg-type]
        measurement.Certify(C["measurement.certify"], {1: ORDER_LINE}),  # type: ignore[arg-type]
        measurement.Withdraw(C["measurement.withdraw"], {1: ORDER_LINE}),  # type: ignore[arg-type]
    ),
    "notice": (notice.Record(C["notice.record"], examples.NT, AP, PR),),  # type: ignore[arg-type]
    "number_series": (ReserveNumbers(20),),
    "payable": (
        payable.Open(E["payable.opened.v1"]),  # type: ignore[arg-type]
        payable.LetGo(NOW.date()),
        payable.Claim(RUN),
        payable.Reduce(eur(1), INV),
        payable.Free(RUN, "returned"),
        payable.Settle(RUN, "B-1"),
        payable.GiveBack(RUN, "account closed"),
    ),
    "payment_run": (
        payment_run.Propose(RUN, OURS, "EUR", NOW.date(), E["payment_run.proposed.v1"].payments),  # type: ignore[attr-defined]
        payment_run.Release(C["payment_run.release"], frozenset()),  # type: ignore[arg-type]
        payment_run.Conclude(PAY.id, "settled", "B-1"),
        payment_run.Confirm(PAY.id, examples.BS, 1),
        payment_run.GiveBack(PAY.id, "B-2"),
    ),
    "purchase_order": (
        purchase_order.Issue(PO, "STAHL", "Stahl AG", "EUR", E["purchase_order.issued.v1"].lines),  # type: ignore[attr-defined]
        purchase_order.Receive(GR, C["goods_receipt.record"].lines, {1: eur(0).amount}),  # type: ignore[attr-defined]
        purchase_order.Propose(E["purchase_order.amended.v1"].amendment),  # type: ignore[attr-defined]
        purchase_order.Apply(E["purchase_order.amended.v1"].amendment),  # type: ignore[attr-defined]
        purchase_order.Return(GR, E["purchase_order.returned.v1"].lines),  # type: ignore[attr-defined]
        purchase_order.Return(GR, E["purchase_order.returned.v1"].lines, correction=True),  # type: ignore[attr-defined]
        purchase_order.Inspect(GR, E["purchase_order.inspected.v1"].lines),  # type: ignore[attr-defined]
        purchase_order.Await(INV),
        purchase_order.Leave(INV),
        purchase_order.Bill(INV, E["purchase_order.billed.v1"].lines),  # type: ignore[attr-defined]
        purchase_order.Settle(INV),
        purchase_order.TakeBack(INV),
    ),
    "quotation": (
        quotation.Submit(QT, examples.RFQ, "STAHL", examples.SEALED, examples.DEADLINE),
        quotation.Withdraw("mistake", examples.DEADLINE),
        quotation.Reveal((examples.QUOTED, "5a17")),
        quotation.Reveal(None),
    ),
    "reading_hints": (reading_hints.Learn(examples.RH, "STAHL", INV, "pdf", examples.LESSON, {1: True}),),
    "rfq": (
        rfq.Issue(C["rfq.issue"], examples.RFQ, E["rfq.issued.v1"].lines, 3),  # type: ignore[arg-type, attr-defined]
        rfq.Open((QT,)),
        rfq.Award(E["rfq.awarded.v1"].lines, "best", "only maker", (), (), ComparisonPolicy(), {1: 1}),  # type: ignore[attr-defined]
        rfq.Order(PO, 1, eur(1).amount),
        rfq.Keep(PO, 1, eur(0).amount),
        rfq.Remind(("STAHL",)),
    ),
    "requisition": (
        requisition.Create(C["requisition.create"], PR),  # type: ignore[arg-type]
        requisition.Submit(90),
        requisition.Order(PO, 1, eur(1).amount),
        requisition.TakeBack(PO, 1, eur(1).amount),
    ),
    "work_acceptance": (
        Draft(C["work_acceptance.draft"], WA, PO),  # type: ignore[arg-type]
        Accept(E["work_acceptance.accepted.v1"].lines),  # type: ignore[attr-defined]
    ),
    "schedule": (Baseline(C["schedule.baseline"], PLAN, "EUR"),),  # type: ignore[arg-type]
    "supplier": (
        supplier.ChangeAccount(CHANGE, NEW_ACCOUNT, THEIRS.iban, "bob"),
        supplier.ProveAccount(NEW_ACCOUNT.identifier, PAY),
        supplier.ScoreDelivery(GR, PO, NOW.date(), E["supplier.scored.v1"].lines),  # type: ignore[attr-defined]
    ),
}
"""What one document asks another within a transaction, beside the contracts."""
TAKEN_OVER = {
    "budget_line.record_opening", "budget_line.relieve_opening", "budget_line.carry_forward",
    "budget_change.ask", "budget_period.close",
    "advance_payment.request", "certificate.draft", "certificate.approve",
    *(name for name in C if name.startswith("settlement.")),
    "change_order.draft", "change_order.submit", "contract.draft", "contract.record_signature",
    "requisition.copy", "requisition.submit",
    "approval.move", "approval.hand_over",
    "approval.open", "requisition.create", "intake.receive", "intake.resolve", "invoice.receive", "invoice.escalate",
    "invoice.match", "invoice.correct", "invoice.hold", "purchase_order.issue",
    "goods_receipt.record", "purchase_order.amend", "work_acceptance.draft", "work_acceptance.accept",
    "fund_account.open", "fund_account.allocate", "fund_account.except_wages", "fund_transfer.propose", "funds_plan.draft",
    "approval_matrix.draft", "approval_matrix.check", "approval_matrix.publish",
    "document_kind.declare", "declared_document.start", "declared_document.start_for_contract", "declared_document.resubmit",
    "labour_sheet.submit", "labour_sheet.approve", "labour_account.advance", "labour_settlement.propose",
    "schedule.baseline", "measurement.record", "measurement.certify", "measurement.withdraw",
    "payment_run.propose", "payment_run.release", "payment_run.settle",
    "bank_change.propose", "bank_change.verify", "tax_verification.ask", "reading_hints.learn",
    "bank_statement.import", "bank_statement.reconcile", "bank_statement.match", "supplier_credit.refund",
    "quotation.submit", "quotation.withdraw", "rfq.issue", "rfq.remind", "rfq.open", "rfq.award", "notice.record",
}  # fmt: skip
"""Contracts that reach their document as one of the values above."""


def _kind_of(name: str) -> Aggregate[Any]:
    prefix = name.split(".", maxsplit=1)[0]
    return KINDS[prefix]


def _asked(kind: str) -> tuple[object, ...]:
    """Everything that may be asked of a document."""
    contracts = (C[name] for name in C if name.split(".")[0] == kind and name not in TAKEN_OVER)
    return (*INNER.get(kind, ()), *contracts)


def _told(kind: str) -> tuple[Event, ...]:
    """The example events of a document, in order."""
    return tuple(event for name, event in E.items() if name.split(".")[0] == kind)


def test_every_command_has_a_handler_and_an_example() -> None:
    assert {command.contract for command in handlings(policies(), any_file)} == set(COMMANDS) == set(C)


def test_every_event_has_an_example_and_a_document_that_folds_it() -> None:
    assert set(EVENTS) == set(E)
    assert {name for name in E if name.split(".")[0] not in KINDS} == set(OF_THE_STORE)


@pytest.mark.parametrize("kind", KINDS)
def test_the_events_of_a_document_fold_and_are_all_it_knows(kind: str) -> None:
    aggregate, events = KINDS[kind], _told(kind)
    state = fold(aggregate, aggregate.initial, events)
    assert type(state) is type(aggregate.initial)
    for event in events:
        assert type(aggregate.evolve(state, event)) is type(aggregate.initial)


@pytest.mark.parametrize("kind", KINDS)
def test_decide_is_total_and_pure_in_every_state_of_the_examples(kind: str) -> None:
    aggregate, asked = KINDS[kind], _asked(kind)
    assert asked
    for length in range(len(_told(kind)) + 1):
        state = fold(aggregate, aggregate.initial, _told(kind)[:length])
        before = repr(state)
        for command in asked:
            decision = aggregate.decide(state, command, facts("root", "manager", "finance"))
            assert isinstance(decision, Refusal | tuple), command
            if isinstance(decision, tuple):
                fold(aggregate, state, decision)
            again = aggregate.decide(state, command, facts("root", "manager", "finance"))
            assert decision == again
        assert repr(state) == before


@pytest.mark.parametrize("name", E)
def test_an_event_is_stored_and_read_back_byte_for_byte(name: str) -> None:
    meta = Meta(actor=person("rita"), channel="api", command="test", command_id=PR.id, reason="because 因为")
    recorded = Recorded(PR.id, 1, NOW, NOW, meta, E[name])
    mapper = object.__new__(JsonMapper)
    stored = mapper.to_stored_event(recorded)
    found = decode(stored)
    assert found == recorded
    assert type(found.event) is type(E[name])
    assert mapper.to_stored_event(found) == stored
    assert not _lists(found.event), "events hold tuples, never lists"


def _lists(value: object) -> list[object]:
    if isinstance(value, list | set):
        return [value]
    if hasattr(value, "__dict__"):
        return [found for item in vars(value).values() for found in _lists(item)]
    return [found for item in value for found in _lists(item)] if isinstance(value, tuple) else []


def _seed(log: EventLog) -> None:
    """The documents that the command examples speak of, as they are after their first events."""
    created = {
        "approval": 2, "purchase_order": 1, "goods_receipt": 1, "work_acceptance": 1,
        "invoice": 1, "intake": 1, "payable": 1, "payment_run": 1, "requisition": 1, "bank_change": 1,
        "contract": 1, "change_order": 1, "budget_change": 1,
        "rfq": 1, "schedule": 1, "measurement": 1, "advance_payment": 1, "bank_statement": 1,
        "labour_sheet": 1, "fund_transfer": 1, "funds_plan": 1, "labour_settlement": 1,
        "declared_document": 1, "webhook_message": 1, "document_kind": 1, "tax_verification": 1, "reading_hints": 1,
        "approval_matrix": 1,
    }  # fmt: skip
    meta = Meta(actor=person("root"), channel="import", command="seed", command_id=stream_id("receipt", "seed"))
    rows = []
    for kind, count in created.items():
        for version, event in enumerate(_told(kind)[:count], 1):
            stream: UUID = event.ref.id  # type: ignore[attr-defined]
            rows.append(Recorded(stream, version, NOW, NOW, meta, event))
    log.append(rows, {})


@pytest.fixture
def seeded(memory_company: Company) -> Company:
    _seed(memory_company.log)
    return memory_company


@pytest.fixture(scope="module")
def closed_to_nora() -> Iterator[Company]:
    """One company for all refusals: they change nothing, so they may share it."""
    log = EventLog("sqlite:///file:closed-to-nora?mode=memory&cache=shared")
    company = Company(log).found()
    _seed(log)
    yield company
    log.close()


def _streams(events: Iterable[Recorded]) -> list[Event]:
    return [recorded.event for recorded in events]


@pytest.mark.parametrize("name", C)
def test_who_may_not_is_refused_with_a_receipt_and_nothing_else(name: str, closed_to_nora: Company) -> None:
    before = closed_to_nora.log.head()
    answer = closed_to_nora.send("nora", C[name], outcome="refused")
    wanted = "not-for-you" if C[name].by == "system" else "not-permitted"
    assert answer.code == wanted
    (receipt,) = _streams(closed_to_nora.log.events(before))
    assert isinstance(receipt, CommandReceipt)
    assert (receipt.outcome, receipt.code, receipt.command) == ("refused", wanted, name)


@pytest.mark.parametrize("name", C)
def test_a_service_without_a_grant_may_send_nothing(name: str, closed_to_nora: Company) -> None:
    actor = person("root").model_copy(update={"kind": "service"})
    request = closed_to_nora.request("root", C[name]).model_copy(update={"actor": actor})
    before = closed_to_nora.log.head()
    answer = closed_to_nora.handler.handle(request)
    assert answer.outcome == "refused"
    assert answer.code in ("not-permitted", "not-for-you")
    assert closed_to_nora.log.head() == before + 1


@pytest.mark.parametrize("kind", ["system", "service"])
@pytest.mark.parametrize("name", [name for name in C if C[name].by == "person"])
def test_what_persons_decide_nobody_else_sends(name: str, kind: str, closed_to_nora: Company) -> None:
    actor = person("root").model_copy(update={"kind": kind})
    grant = Grant(commands=frozenset({name}), entities=frozenset({"*"}))
    request = closed_to_nora.request("root", C[name]).model_copy(update={"actor": actor, "grant": grant})
    assert closed_to_nora.handler.handle(request).code == "not-for-you"


@pytest.mark.parametrize("name", C)
def test_the_second_delivery_of_a_command_is_its_first_answer_and_nothing_more(name: str, seeded: Company) -> None:
    request = seeded.request(right(C[name]), C[name])
    first = seeded.handler.handle(request)
    head = seeded.log.head()
    second = seeded.handler.handle(request)
    assert not first.repeated
    assert second.model_dump(exclude={"repeated", "position"}) == first.model_dump(exclude={"repeated", "position"})
    assert second.repeated
    assert seeded.log.head() == head


def test_every_literal_of_a_stage_is_reachable_in_the_examples() -> None:
    targets = {event.target for event in _told("budget_line") if hasattr(event, "target")}
    assert targets == set(get_args(Stage))
