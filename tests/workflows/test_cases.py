"""Cases on a real server: to the end, over the loss of Temporal's database, from the middle, and with the store away."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.contrib.pydantic import pydantic_data_converter

import relay
import worker
from activities.advance import advance
from adapters.temporal_server import EmbeddedServer
from aggregates.invoice import INVOICE
from aggregates.purchase_order import PURCHASE_ORDER
from contracts.invoice import ReopenInvoice, ResolveInvoice
from contracts.process import Advance, case_process, invoice_process
from events.approval import ApprovalOpened
from events.invoice import InvoiceHeld, InvoicePosted
from events.purchase_order import PurchaseOrderIssued
from events.requisition import RequisitionParked
from tests.support.living import Living, living
from tests.support.story import billed, ordered, paid, requested
from tests.support.temporal import temporal_binary


@asynccontextmanager
async def server(home: Path) -> AsyncIterator[Client]:
    """A real server with a database of its own."""
    started = await asyncio.to_thread(
        lambda: EmbeddedServer.start(temporal_binary(), home, port=0, ui_port=0, headless=True)
    )
    try:
        yield await Client.connect(started.address, data_converter=pydantic_data_converter)
    finally:
        await asyncio.to_thread(started.stop)


async def _status(company: Living, requisition: Any) -> tuple[WorkflowExecutionStatus | None, list[str]]:
    """The state of a case's workflow, and the regular activities it used."""
    handle = company.client.get_workflow_handle(case_process(company.requisition(requisition).ref).workflow_id)  # type: ignore[arg-type]
    history = await handle.fetch_history()
    scheduled = [
        event.activity_task_scheduled_event_attributes.activity_type.name
        for event in history.events
        if event.HasField("activity_task_scheduled_event_attributes")
    ]
    return (await handle.describe()).status, scheduled


async def test_a_case_over_the_loss_of_temporals_database(tmp_path: Path) -> None:
    house = tmp_path / "house"
    async with server(tmp_path / "first") as client, living(house, client) as company:
        company.found()
        done, order = await ordered(company)
        await paid(company, done, await billed(company, order, "R-1"))
        requisition, order = await ordered(company)
        waiting = await requested(company)
    async with server(tmp_path / "second") as client, living(house, client) as company:
        stop = threading.Event()
        views = asyncio.create_task(worker.run_projections(company.service, stop))
        company.sent = 10_000
        try:
            found = await worker.sweeper(company.service, company.client).sweep()
        finally:
            stop.set()
            await views
        assert found == 2
        await paid(company, requisition, await billed(company, order, "R-2"))
        await company.until(lambda: company.requisition(requisition).status == "closed")
        company.vote("mona")
        await company.seen(PurchaseOrderIssued, 3)
        assert company.requisition(waiting).orders
        assert company.count(ApprovalOpened) == company.count(PurchaseOrderIssued) == 3
        assert company.figures() == {"available": 7000, "encumbered": 1000, "paid": 2000}


@pytest.mark.parametrize("until", ["approved", "ordered", "received"])
async def test_a_workflow_finds_its_place_on_a_half_done_case(tmp_path: Path, until: str) -> None:
    async with server(tmp_path / "server") as client, living(tmp_path / "house", client, relayed=False) as company:
        company.found()
        requisition = company.requested()
        process = case_process(company.requisition(requisition).ref)  # type: ignore[arg-type]
        advance(company.handler, Advance(process=process, stage="approval"))
        company.vote("mona")
        if until != "approved":
            advance(company.handler, Advance(process=process, stage="approval"))
            advance(company.handler, Advance(process=process, stage="order"))
            if until == "received":
                company.receive(company.order(requisition), "10")
        await relay.wake(company.client, process, company.log.head())
        await company.seen(PurchaseOrderIssued)
        order = company.order(requisition)
        if until != "received":
            company.receive(order, "10")
        line = order.lines[0]
        invoice = company.bill(order, "R-1", (1, line.quantity, line.unit_price))
        for found in (invoice_process(invoice), process):
            await relay.wake(company.client, found, company.log.head())
        await company.until(lambda: company.handler.state(INVOICE, invoice.id).status == "posted")
        assert company.count(ApprovalOpened) == company.count(PurchaseOrderIssued) == 1
        assert company.count(RequisitionParked) == 0
        status, scheduled = await _status(company, requisition)
        assert (status, scheduled) == (WorkflowExecutionStatus.RUNNING, [])


async def test_a_completed_verification_begins_again_when_its_invoice_is_reopened(tmp_path: Path) -> None:
    async with server(tmp_path / "server") as client, living(tmp_path / "house", client) as company:
        company.found()
        _, order = await ordered(company)
        line = order.lines[0]
        invoice = company.bill(order, "R-1", (1, line.quantity, line.unit_price))
        await company.seen(InvoiceHeld)
        workflow = company.client.get_workflow_handle(invoice_process(invoice).workflow_id)
        company.send("fay", ResolveInvoice(invoice=invoice.id, decision="reject", why="no goods"))
        await workflow.result()
        company.send("fay", ReopenInvoice(invoice=invoice.id, why="they came"))
        await company.seen(InvoiceHeld, 2)
        assert (await workflow.describe()).status == WorkflowExecutionStatus.RUNNING
        company.receive(order, "10")
        await company.seen(InvoicePosted)
        await workflow.result()
        await relay.wake(company.client, invoice_process(invoice), company.log.head())
        assert (await workflow.describe()).status == WorkflowExecutionStatus.COMPLETED


async def test_a_sweep_begins_a_completed_process_again_that_the_store_says_is_open(tmp_path: Path) -> None:
    """The one wake-up of a reopened invoice may come while its workflow is just ending, or be lost with the relay."""
    async with server(tmp_path / "server") as client, living(tmp_path / "house", client, relayed=False) as company:
        company.found()
        requisition = company.requested()
        process = case_process(company.requisition(requisition).ref)  # type: ignore[arg-type]
        advance(company.handler, Advance(process=process, stage="approval"))
        company.vote("mona")
        advance(company.handler, Advance(process=process, stage="approval"))
        order = company.handler.state(PURCHASE_ORDER, company.requisition(requisition).orders[0].id)
        invoice = company.bill(order, "R-1", (1, order.lines[0].quantity, order.lines[0].unit_price))
        await relay.wake(company.client, invoice_process(invoice), company.log.head())
        await company.seen(InvoiceHeld)
        company.send("fay", ResolveInvoice(invoice=invoice.id, decision="reject", why="no goods"))
        await relay.wake(company.client, invoice_process(invoice), company.log.head())
        workflow = company.client.get_workflow_handle(invoice_process(invoice).workflow_id)
        await workflow.result()
        company.send("fay", ReopenInvoice(invoice=invoice.id, why="they came"))
        company.service.runner().catch_up()
        await worker.sweeper(company.service, company.client).sweep()
        await company.seen(InvoiceHeld, 2)
        assert (await workflow.describe()).status == WorkflowExecutionStatus.RUNNING


@pytest.mark.parametrize(("failures", "scheduled"), [(1, []), (2, ["advance"])])
async def test_with_the_store_away_advance_becomes_a_regular_activity(
    tmp_path: Path, failures: int, scheduled: list[str]
) -> None:
    async with server(tmp_path / "server") as client, living(tmp_path / "house", client) as company:
        company.found()
        left, batch = [failures], company.handler.handle_batch

        def shaky(requests: Any) -> Any:
            if left[0] > 0:
                left[0] -= 1
                raise OSError("the store is away")
            return batch(requests)

        company.handler.handle_batch = shaky  # type: ignore[method-assign]
        requisition = await requested(company)
        assert left == [0]
        assert await _status(company, requisition) == (WorkflowExecutionStatus.RUNNING, scheduled)
        assert company.count(ApprovalOpened) == 1
