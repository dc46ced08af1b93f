"""Time in the real workflows: months pass in moments, reminders and escalations happen as events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowExecutionStatus, WorkflowHandle
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

import relay
from aggregates.invoice import INVOICE
from contracts.bank_change import ProposeBankChange, VerifyBankChange
from contracts.contract import Retention
from contracts.process import case_process, contract_process, settlement_process
from contracts.reading import Reading
from contracts.rfq import AmendRfq
from contracts.settlement import AcceptCompletion, ClaimDefect, ClearDefect
from events.approval import ApprovalEscalated, ApprovalOpened, ApprovalReminded, StepOpened
from events.contract import ContractExpired, ContractExpiryReminded, ContractSigned
from events.invoice import InvoiceHeld, InvoicePosted, InvoiceRead
from events.purchase_order import PurchaseOrderIssued
from events.quotation import QuotationOpened
from events.settlement import RetentionReleased, SettlementBilled
from events.supplier import SupplierAccountChanged
from projections import PROJECTIONS
from projections.processes import open_processes
from projections.runner import Runner
from projections.views import Views
from tests.examples import NEW_ACCOUNT, PHONE
from tests.support.house import eur
from tests.support.living import Living, VirtualClock, living
from tests.support.story import agreed, billed_under
from tests.support.time_skipping import time_skipping


@asynccontextmanager
async def _house(home: Path, read: object = None) -> AsyncIterator[tuple[Living, WorkflowEnvironment]]:
    async with time_skipping() as environment:
        clock = VirtualClock(environment)
        try:
            async with living(home, environment.client, clock=clock, read=read) as company:  # type: ignore[arg-type]
                company.found()
                yield company, environment
        finally:
            clock.close()


async def test_a_reminder_after_a_day_an_escalation_after_three_and_a_month_of_patience(tmp_path: Path) -> None:
    async with _house(tmp_path) as (company, environment):
        requisition = company.requested()
        opened = (await company.seen(StepOpened)).opened_at
        assert company.count(ApprovalReminded) == 0
        await environment.sleep(timedelta(hours=25))
        await company.seen(ApprovalReminded)
        assert company.count(ApprovalEscalated) == 0
        await environment.sleep(timedelta(hours=48))
        assert (await company.seen(ApprovalEscalated)).to == "director"
        at = {type(r.event): r.recorded_at - opened for r in company.log.events() if r.recorded_at > opened}
        assert timedelta(hours=24) <= at[ApprovalReminded] < timedelta(hours=25)
        assert timedelta(hours=72) <= at[ApprovalEscalated] < timedelta(hours=73)
        await environment.sleep(timedelta(days=30))
        assert (company.count(ApprovalReminded), company.count(ApprovalEscalated)) == (1, 1)
        case = case_process(company.requisition(requisition).ref)  # type: ignore[arg-type]
        handle = company.client.get_workflow_handle(case.workflow_id)
        assert (await handle.describe()).status == WorkflowExecutionStatus.RUNNING
        company.vote("dora")
        await company.seen(PurchaseOrderIssued)
        assert company.count(ApprovalOpened) == 1


async def test_a_bot_that_gives_up_parks_the_invoice_and_is_tried_again(tmp_path: Path) -> None:
    broken = True

    def read(data: bytes) -> Reading:
        if broken:
            raise OSError("the reader is away")
        return Reading.model_validate_json(data)

    async with _house(tmp_path, read) as (company, environment):
        requisition = company.requested()
        await company.seen(ApprovalOpened)
        company.vote("mona")
        await company.seen(PurchaseOrderIssued)
        order = company.order(requisition)
        company.receive(order, "10")
        line = order.lines[0]
        invoice = company.bill(order, "R-1", (1, line.quantity, line.unit_price))
        await environment.sleep(timedelta(minutes=10))
        held = await company.seen(InvoiceHeld)
        assert [(f.code, f.evidence) for f in held.findings] == [
            ("side-effect-failed", (("effect", "invoice.read_file"),))
        ]
        assert company.count(InvoiceRead) == 0
        broken = False
        await environment.sleep(timedelta(days=1, hours=1))
        await company.seen(InvoicePosted)
        assert company.handler.state(INVOICE, invoice.id).status == "posted"
        assert company.count(InvoiceHeld) == 1


async def test_a_verified_account_takes_effect_when_three_days_have_passed(tmp_path: Path) -> None:
    async with _house(tmp_path) as (company, environment):
        known = {"evidence_sha256": company.blobs.put(b"called"), "call_back_phone": PHONE}
        change = company.send("bob", ProposeBankChange(supplier="STAHL", account=NEW_ACCOUNT, **known)).document
        assert change is not None
        company.send("fay", VerifyBankChange(bank_change=change.id, called=PHONE, spoke_with="Jo"))
        await environment.sleep(timedelta(hours=71))
        assert company.count(SupplierAccountChanged) == 0
        await environment.sleep(timedelta(hours=2))
        assert (await company.seen(SupplierAccountChanged)).account == NEW_ACCOUNT


async def test_a_contract_of_years_is_announced_and_expires(tmp_path: Path) -> None:
    async with _house(tmp_path) as (company, environment):
        first = company.handler.clock().date()
        last = first + timedelta(days=3 * 365)
        contract = await agreed(company, first, last)
        await company.seen(ContractSigned)
        opened = company.log.head()
        await environment.sleep(timedelta(days=3 * 365 - 62))
        assert company.count(ContractExpiryReminded) == 0
        assert company.log.head() == opened
        await environment.sleep(timedelta(days=3))
        assert (await company.seen(ContractExpiryReminded)).valid_to == last
        await environment.sleep(timedelta(days=61))
        await company.seen(ContractExpired)
        at = {type(found.event): found.recorded_at.date() for found in company.log.stream(contract.id)}
        assert at[ContractExpiryReminded] == last - timedelta(days=60)
        assert at[ContractExpired] == last + timedelta(days=1)
        handle = company.client.get_workflow_handle(contract_process(contract).workflow_id)
        await handle.result()
        assert company.count(ContractExpiryReminded) == 1


async def test_a_retention_waits_for_its_day_two_years_after_the_work_was_accepted(tmp_path: Path) -> None:
    async with _house(tmp_path) as (company, environment):
        first = company.handler.clock().date()
        kept = Retention(percent=Decimal(3), release_after_days=730)
        contract = await agreed(company, first, first + timedelta(days=365), retention=kept)
        await billed_under(company, contract, "R-1")
        await environment.sleep(timedelta(days=30))
        accepted = company.handler.clock().date()
        company.send("mona", AcceptCompletion(agreement=contract.id, completed_on=accepted))
        await environment.sleep(timedelta(days=728))
        assert company.count(RetentionReleased) == 0
        company.send("rita", ClaimDefect(agreement=contract.id, why="cracks"))
        await environment.sleep(timedelta(days=10))
        assert company.count(RetentionReleased) == 0
        company.send("mona", ClearDefect(agreement=contract.id, number=1, why="mended"))
        released = await company.seen(RetentionReleased)
        assert released.due_date == accepted + timedelta(days=730)
        assert [one.amount for one in released.released] == [eur("2.70")]
        handle = company.client.get_workflow_handle(settlement_process(released.ref).workflow_id)
        await handle.result()


async def _waits(handle: WorkflowHandle[Any, Any]) -> bool:
    """Whether the workflow has begun and only time is in its way: one that is ended amid a task may hold the clock for ever."""
    try:
        events = (await handle.fetch_history()).events
    except RPCError:
        return False
    return bool(events) and events[-1].HasField("timer_started_event_attributes")


async def test_a_retention_is_released_by_the_sweep_where_temporal_lost_everything(tmp_path: Path) -> None:
    async with time_skipping() as environment:
        clock = VirtualClock(environment)
        async with living(tmp_path, environment.client, clock=clock) as company:
            company.found()
            first = company.handler.clock().date()
            kept = Retention(percent=Decimal(3), release_on=first + timedelta(days=800))
            contract = await agreed(company, first, first + timedelta(days=365), retention=kept)
            await billed_under(company, contract, "R-1")
            await company.until(lambda: company.count(SettlementBilled) == 1)
            process = settlement_process(company.newest(SettlementBilled).ref)
            handle = environment.client.get_workflow_handle(process.workflow_id)
            async with asyncio.timeout(20):
                while not await _waits(handle):
                    await asyncio.sleep(0.02)
            await handle.terminate("lost")
            await environment.sleep(timedelta(days=801))
            assert company.count(RetentionReleased) == 0
            runner = Runner(PROJECTIONS, company.log, Views("sqlite://"))
            runner.catch_up()
            (lost,) = [one for one in open_processes(runner.views) if one.kind == "settlement"]
            runner.views.close()
            await relay.wake(company.client, lost, company.log.head())
            await company.seen(RetentionReleased)
        clock.close()


async def test_quotations_stay_sealed_for_a_week_and_open_by_themselves_at_an_extended_deadline(tmp_path: Path) -> None:
    async with _house(tmp_path) as (company, environment):
        deadline = company.handler.clock() + timedelta(days=7)
        rfq = company.asked(deadline)
        await environment.sleep(timedelta(days=6))
        later = deadline + timedelta(days=2)
        company.send("bob", AmendRfq(rfq=rfq.id, deadline=later))
        await environment.sleep(timedelta(days=2))
        assert company.count(QuotationOpened) == 0
        await environment.sleep(timedelta(days=1, minutes=30))
        await company.seen(QuotationOpened)
        (opened,) = [r for r in company.log.events() if isinstance(r.event, QuotationOpened)]
        assert timedelta(0) <= opened.recorded_at - later < timedelta(hours=1)
