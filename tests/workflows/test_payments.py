"""Payment runs by Schedule: one run a tick, which waits for a person, and pays once whatever Temporal does or forgets."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import ScheduleBackfill, ScheduleOverlapPolicy

import worker
from aggregates.bank_statement import BANK_STATEMENT
from aggregates.payment_run import PAYMENT_RUN
from contracts.bank_statement import ExplainEntry
from contracts.payment_run import ReleasePaymentRun, SettlePayment
from contracts.process import ProposeDue, payment_run_process, statement_process
from contracts.values import Ref
from events.bank_statement import StatementEntryMatched
from events.payable import PayableSettled
from events.payment_run import (
    PaymentConcluded,
    PaymentFileWritten,
    PaymentRunProposed,
    PaymentRunReleased,
)
from relay import TASK_QUEUE
from tests.support.living import Living, VirtualClock, living
from tests.support.story import billed, ordered
from tests.support.time_skipping import time_skipping
from tests.workflows.test_cases import server

TICK = "payment-proposal/ACME-2026-12-10T06:00:00Z"


async def _tick(company: Living, name: str) -> None:
    """What a Schedule does at its moment."""
    company.service.runner().catch_up()
    ask = ProposeDue(entity="ACME")
    await company.client.execute_workflow("PaymentProposal", ask, id=name, task_queue=TASK_QUEUE)


@asynccontextmanager
async def _seen(company: Living) -> AsyncIterator[None]:
    """Projections run, as beside every worker."""
    stop = threading.Event()
    views = asyncio.create_task(worker.run_projections(company.service, stop))
    try:
        yield
    finally:
        stop.set()
        await views


async def _due(company: Living) -> Ref:
    company.found()
    _, order = await ordered(company)
    return await billed(company, order, "R-1")


def _pay(company: Living, run: Ref) -> None:
    """Everybody clicks twice, under keys of their own."""
    proposed = company.newest(PaymentRunProposed)
    release = ReleasePaymentRun(run=run.id, content_hash=proposed.content_hash)
    company.send("tess", release, key="click")
    assert company.send("tess", release, key="click", outcome=None).repeated
    company.send("tess", release, key="another", outcome="refused")


def _settle(company: Living, run: Ref) -> None:
    payable = company.newest(PaymentRunProposed).payments[0].payable.id
    settle = SettlePayment(run=run.id, payable=payable, result="settled", bank_reference="B-1")
    company.send("tess", settle, key="first")
    company.send("tess", settle, key="second", outcome="ignored")


def _counts(company: Living) -> list[int]:
    kinds = (PaymentRunProposed, PaymentRunReleased, PaymentFileWritten, PaymentConcluded, PayableSettled)
    return [company.count(kind) for kind in kinds]


async def test_a_tick_that_comes_twice_is_one_run_which_waits_for_a_person(tmp_path: Path) -> None:
    async with time_skipping() as environment:
        clock = VirtualClock(environment)
        try:
            async with living(tmp_path, environment.client, clock=clock) as company:
                await _due(company)
                await _tick(company, "payment-proposal/ACME-too-early")
                assert company.count(PaymentRunProposed) == 0
                await environment.sleep(timedelta(days=40))
                for _ in range(3):
                    await _tick(company, TICK)
                await _tick(company, "payment-proposal/ACME-of-the-next-day")
                assert company.count(PaymentRunProposed) == 1
                run = company.newest(PaymentRunProposed).ref
                assert company.newest(PaymentRunProposed).proposed_by == "system:req2pay"
                await environment.sleep(timedelta(days=30))
                assert _counts(company) == [1, 0, 0, 0, 0]
                _pay(company, run)
                await company.seen(PaymentFileWritten)
                _settle(company, run)
                await company.client.get_workflow_handle(payment_run_process(run).workflow_id).result()
                assert _counts(company) == [1, 1, 1, 1, 1]
        finally:
            clock.close()


async def test_on_a_real_server_a_lost_database_and_resets_pay_once(tmp_path: Path) -> None:
    house, later = tmp_path / "house", [timedelta(0)]

    def clock() -> datetime:
        return datetime.now(UTC) + later[0]

    async with server(tmp_path / "first") as client, living(house, client, clock=clock) as company, _seen(company):
        await _due(company)
        later[0] = timedelta(days=60)
        await worker.sweeper(company.service, company.client).sweep()
        schedule = company.client.get_schedule_handle("payment-proposal/ACME")
        described = (await schedule.describe()).schedule
        assert described.policy.overlap == ScheduleOverlapPolicy.SKIP
        assert described.policy.catchup_window == timedelta(hours=1)
        tick = datetime(2026, 11, 25, 6, tzinfo=UTC)
        for _ in range(2):
            missed = ScheduleBackfill(start_at=tick - timedelta(minutes=1), end_at=tick + timedelta(minutes=1))
            await schedule.backfill(missed)
        run = (await company.seen(PaymentRunProposed)).ref
        await schedule.pause(note="the operator's word")
        await worker.sweeper(company.service, company.client).sweep()
        assert (await schedule.describe()).schedule.state.paused

    async with server(tmp_path / "second") as client, living(house, client, clock=clock) as company, _seen(company):
        await worker.sweeper(company.service, company.client).sweep()
        schedule = company.client.get_schedule_handle("payment-proposal/ACME")
        await schedule.backfill(ScheduleBackfill(start_at=tick - timedelta(hours=1), end_at=tick + timedelta(hours=1)))
        _pay(company, run)
        await company.seen(PaymentFileWritten)
        workflow = company.client.get_workflow_handle(payment_run_process(run).workflow_id)
        await _reset(company, workflow.id)
        _settle(company, run)
        await workflow.result()
        await _reset(company, workflow.id)
        await workflow.result()
        ask = ProposeDue(entity="ACME")
        await company.client.execute_workflow("PaymentProposal", ask, id=TICK, task_queue=TASK_QUEUE)
        assert _counts(company) == [1, 1, 1, 1, 1]
        assert company.handler.state(PAYMENT_RUN, run.id).status == "completed"


async def test_a_statement_settles_by_itself_when_the_file_was_sent_and_once_over_a_lost_database(
    tmp_path: Path,
) -> None:
    house, later = tmp_path / "house", [timedelta(0)]

    def clock() -> datetime:
        return datetime.now(UTC) + later[0]

    async with server(tmp_path / "first") as client, living(house, client, clock=clock) as company, _seen(company):
        invoice = await _due(company)
        run, _ = company.propose(invoice)
        reference = company.newest(PaymentRunProposed).payments[0].end_to_end_id
        statement = company.banked("S-1", ("-1190", reference), ("-1190", reference), ("-10", ""))
        process = statement_process(statement)
        await company.until(lambda: company.log.head() > 0)
        assert company.handler.state(BANK_STATEMENT, statement.id).open == (1, 2, 3)
        company.release(run)
        await company.seen(PaymentFileWritten)

    async with server(tmp_path / "second") as client, living(house, client, clock=clock) as company, _seen(company):
        later[0] = timedelta(days=1)
        await company.until(lambda: company.service.views.wait_for(company.log.head(), ["documents", "processes"], 1.0))
        await worker.sweeper(company.service, company.client).sweep()
        await company.seen(PayableSettled)
        assert company.handler.state(BANK_STATEMENT, statement.id).open == (2, 3)
        workflow = company.client.get_workflow_handle(process.workflow_id)
        await _reset(company, workflow.id)
        for entry in (2, 3):
            why = {"purpose": "other", "why": "the bank's mistake"}
            company.send("tess", ExplainEntry.model_validate({"bank_statement": statement.id, "entry": entry, **why}))
        await workflow.result()
        assert [company.count(kind) for kind in (PayableSettled, StatementEntryMatched)] == [1, 1]


async def _reset(company: Living, workflow_id: str) -> None:
    """An operator sets the workflow back to its first task: everything after that runs again."""
    handle = company.client.get_workflow_handle(workflow_id)
    done: list[HistoryEvent] = []
    while not done:
        history = await handle.fetch_history()
        done = [e for e in history.events if e.HasField("workflow_task_completed_event_attributes")]
        await asyncio.sleep(0.05)
    finished = done[0]
    execution = WorkflowExecution(workflow_id=workflow_id, run_id=(await handle.describe()).run_id)
    request = ResetWorkflowExecutionRequest(
        namespace=company.client.namespace,
        workflow_execution=execution,
        reason="test",
        workflow_task_finish_event_id=finished.event_id,
        request_id=f"reset-{company.log.head()}-{(await handle.describe()).run_id}",
    )
    await company.client.workflow_service.reset_workflow_execution(request)
