"""Records the histories that every later version must replay: `python -m tests.replay.record [RECORDING…]`

They are played on a development server; without a name all of them are.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

import relay
from activities.notice_people import Channels
from adapters.mail import MailServer
from adapters.registers import UNAVAILABLE, RegisterAnswer
from adapters.temporal_server import EmbeddedServer
from adapters.webhook import Endpoint, post
from aggregates.bank_change import BANK_CHANGE
from aggregates.invoice import INVOICE
from aggregates.payment_run import PAYMENT_RUN
from aggregates.purchase_order import amendment_ref
from contracts.approval import OpenApproval, WithdrawApproval
from contracts.bank_change import ProposeBankChange, RejectBankChange, VerifyBankChange
from contracts.bank_statement import EntryPayment, ExplainEntry, MatchEntry
from contracts.budget_change import AskBudgetChange, BudgetChangeTerms
from contracts.budget_line import OpenBudgetLine
from contracts.contract import Advance, Linear, Retention
from contracts.declared_document import StartDeclaredDocument
from contracts.document_kind import DeclareDocumentKind
from contracts.ids import stream_id
from contracts.payment_run import CancelPaymentRun
from contracts.person import RevisePerson
from contracts.process import (
    ProposeDue,
    RunTrigger,
    TakeIn,
    approval_process,
    bank_change_process,
    budget_change_process,
    case_process,
    contract_process,
    invoice_process,
    message_process,
    notice_process,
    order_process,
    rfq_process,
    statement_process,
    verification_process,
)
from contracts.purchase_order import AmendPurchaseOrder, CancelPurchaseOrder, LineAmendment, WithdrawAmendment
from contracts.reading import Reading
from contracts.requisition import ReviseRequisition, WithdrawRequisition
from contracts.settlement import AcceptCompletion, ClaimDefect, ClearDefect
from contracts.tax_verification import RegisterRule, VerifyInvoice
from contracts.values import Ref
from contracts.webhook_message import SendMessageAgain
from events.approval import ApprovalEnded, ApprovalEscalated, ApprovalOpened, ApprovalReminded
from events.bank_change import BankChangeVerified
from events.contract import ContractExpired, ContractExpiryReminded
from events.invoice import InvoiceHeld, InvoicePosted
from events.notice import NoticeTried
from events.payment_run import PaymentRunCancelled
from events.purchase_order import PurchaseOrderAmended, PurchaseOrderAmendmentEnded
from events.requisition import RequisitionConcluded
from events.rfq import RfqAwardConcluded, RfqOpened
from events.settlement import RetentionReleased
from events.tax_verification import TaxVerificationAnswered
from events.webhook_message import WebhookMessageDelivered, WebhookMessageParked, WebhookMessageQueued
from tests.examples import NEW_ACCOUNT, PHONE
from tests.replay.step_kinds import KINDS, policies, walked
from tests.support.house import HASH, WHERE, eur, line
from tests.support.living import Living, VirtualClock, living
from tests.support.notice_catcher import mail_catcher
from tests.support.story import advanced, agreed, billed, billed_under, changed, ordered, paid, requested
from tests.support.temporal import locate
from tests.support.time_skipping import time_skipping
from tests.support.webhook_catcher import SECRET, catching
from workflows.intake import IntakeRun
from workflows.payment_run import PaymentProposal
from workflows.trigger import TriggerRun

FOLDER = Path(__file__).with_name("histories")
LABOUR = WHERE.model_copy(update={"cost_code": "LAB"})
AHEAD = [timedelta(0)]
"""How far the company's clock is ahead of the world, so that a day passes at once."""


def now() -> datetime:
    return datetime.now(UTC) + AHEAD[0]


def read(data: bytes) -> Reading:
    """The bot of the recordings."""
    return Reading.model_validate_json(data)


async def approved_to_paid(company: Living) -> None:
    requisition, order = await ordered(company)
    await paid(company, requisition, await billed(company, order, "R-1"))


async def rejected(company: Living) -> None:
    requisition = await requested(company)
    company.vote("mona", "reject")
    await company.until(lambda: company.requisition(requisition).status == "rejected")


async def returned_and_withdrawn(company: Living) -> None:
    before = company.count(RequisitionConcluded)
    requisition = await requested(company)
    company.vote("mona", "return")
    await company.seen(RequisitionConcluded, before + 1)
    company.send("rita", ReviseRequisition(requisition=requisition, lines=(line(quantity="2"),)))
    opened = company.count(ApprovalOpened)
    company.submit(requisition)
    await company.seen(ApprovalOpened, opened + 1)
    company.send("rita", WithdrawRequisition(requisition=requisition, why="changed plans"))


async def reminded_and_escalated(company: Living) -> None:
    requisition = await requested(company)
    process = case_process(company.requisition(requisition).ref)  # type: ignore[arg-type]
    for ahead, kind in ((timedelta(hours=24), ApprovalReminded), (timedelta(hours=72), ApprovalEscalated)):
        AHEAD[0] = ahead
        await relay.wake(company.client, process, company.log.head())
        await company.seen(kind)
    company.vote("dora", "reject")
    await company.until(lambda: company.requisition(requisition).status == "rejected")
    AHEAD[0] = timedelta(0)


async def store_away(company: Living) -> None:
    left, batch = [2], company.handler.handle_batch

    def shaky(requests: Any) -> Any:
        if left[0] > 0:
            left[0] -= 1
            raise OSError("the store is away")
        return batch(requests)

    company.handler.handle_batch = shaky  # type: ignore[method-assign]
    await rejected(company)
    company.handler.handle_batch = batch  # type: ignore[method-assign]


async def held_until_received(company: Living) -> None:
    """The invoice comes before the goods and waits for them."""
    before = company.count(InvoiceHeld)
    requisition, order = await ordered(company)
    ordered_line = order.lines[0]
    invoice = company.bill(order, "R-2", (1, ordered_line.quantity, ordered_line.unit_price))
    await company.seen(InvoiceHeld, before + 1)
    company.receive(order, "10")
    await company.until(lambda: company.handler.state(INVOICE, invoice.id).status == "posted")
    run, _ = company.propose(invoice)
    company.send("paul", CancelPaymentRun(run=run.id, why="wrong day"))
    await company.seen(PaymentRunCancelled)
    await paid(company, requisition, invoice)


async def quoted_and_awarded(company: Living) -> None:
    """Sealed for a week, opened at the deadline, awarded, sent back, awarded again."""
    rfq = company.asked(now() + timedelta(days=7))
    process = rfq_process(rfq)
    await _running(company.client, process.workflow_id)
    AHEAD[0] = timedelta(days=7, hours=1)
    await relay.wake(company.client, process, company.log.head())
    await company.seen(RfqOpened)
    for verdicts in ((("mona", "return"),), (("mona", "approve"), ("fay", "approve"))):
        before = company.count(ApprovalOpened)
        company.award(rfq)
        await company.seen(ApprovalOpened, before + 1)
        concluded = company.count(RfqAwardConcluded)
        for who, verdict in verdicts:
            company.vote(who, verdict)
        await company.seen(RfqAwardConcluded, concluded + 1)
    await company.client.get_workflow_handle(process.workflow_id).result()
    AHEAD[0] = timedelta(0)


async def stand_alone_approval(company: Living) -> None:
    lease = Ref(kind="lease", id=stream_id("lease", "1"), number="C-1", entity="ACME")
    ask = OpenApproval(subject=lease, title="Lease", amount=eur(10), requester="mona", content_hash=HASH)
    ref = company.send("mona", ask).document
    assert ref is not None
    process = approval_process(ref, lease)
    await _running(company.client, process.workflow_id)
    company.send("mona", WithdrawApproval(approval=ref.id, why="changed plans"))
    await company.client.get_workflow_handle(process.workflow_id).result()


async def amended(company: Living) -> None:
    """One amendment is approved and applied, the next withdrawn: each has a workflow of its own."""
    _, order = await ordered(company)
    assert order.ref is not None
    for number, (quantity, last) in enumerate((("12", PurchaseOrderAmended), ("15", PurchaseOrderAmendmentEnded)), 1):
        opened, before = company.count(ApprovalOpened), company.count(last)
        change = (LineAmendment(line=1, quantity=Decimal(quantity)),)
        company.send("bob", AmendPurchaseOrder(order=order.ref.id, why="more", change=change))
        await company.seen(ApprovalOpened, opened + 1)
        if last is PurchaseOrderAmended:
            company.vote("mona")
        else:
            company.send("bob", WithdrawAmendment(order=order.ref.id, why="changed plans"))
        await company.seen(last, before + 1)
        process = order_process(amendment_ref(order.ref, number))
        await company.client.get_workflow_handle(process.workflow_id).result()
    company.send("bob", CancelPurchaseOrder(order=order.ref.id, why="no more needed"))


async def _decided(company: Living, kind: str) -> None:
    """A document of a kind that is told to an endpoint, approved."""
    said = {"name_zh": "单", "name_en": "Slip", "amount": {"path": "value", "currency": "EUR"}, "webhook": kind}
    schema = {"type": "object", "properties": {"value": {"type": "string", "format": "decimal"}}}
    declare = {"kind": kind, "declaration": said, "body_schema": schema}
    company.send("ada", DeclareDocumentKind.model_validate(declare))
    rules = company.service.policies
    rules.__dict__["approval"] = {**rules.approval, kind: rules.approval["*"]}
    start = StartDeclaredDocument(entity="ACME", kind=kind, body={"value": "1.00"})
    before = company.count(ApprovalOpened)
    company.send("rita", start)
    await company.seen(ApprovalOpened, before + 1)
    company.vote("mona")


async def told_back(company: Living) -> None:
    """One message is delivered at once; the endpoint of the other is unknown: parked after its retries, and sent again."""
    with catching(500, 204) as catcher:
        endpoints = {"known": Endpoint(url=catcher.url, secret=SECRET)}
        company.service.effects.__dict__["post"] = partial(post, endpoints)
        await _decided(company, "known")
        await company.seen(WebhookMessageDelivered)
        await _decided(company, "unknown")
        parked = await company.seen(WebhookMessageParked, seconds=200)
        endpoints["unknown"] = endpoints["known"]
        company.send("dora", SendMessageAgain(message=parked.ref.id, why="it is known now"))
        await company.seen(WebhookMessageDelivered, 2)
    for number in ("known", "unknown"):
        stream = next(
            event.ref
            for recorded in company.log.events()
            if isinstance(event := recorded.event, WebhookMessageQueued) and event.endpoint == number
        )
        await company.client.get_workflow_handle(message_process(stream).workflow_id).result()


async def triggered(company: Living) -> None:
    """A trigger that the policies no longer name starts nothing."""
    ask = RunTrigger(name="gone")
    await company.client.execute_workflow(TriggerRun.run, ask, id="trigger/gone", task_queue="req2pay")


async def looked_in(company: Living) -> None:
    """A folder that the settings no longer name brings nothing."""
    ask = TakeIn(source="folder/gone")
    await company.client.execute_workflow(IntakeRun.run, ask, id="intake/folder/gone", task_queue="req2pay")


async def proposed_by_schedule(company: Living) -> None:
    ask = ProposeDue(entity="ACME")
    await company.client.execute_workflow(PaymentProposal.run, ask, id="payment-proposal/ACME", task_queue="req2pay")


def proposed_account(company: Living) -> Ref:
    """A buyer proposes one account more for the supplier."""
    propose = ProposeBankChange(supplier="STAHL", account=NEW_ACCOUNT, evidence_sha256=HASH, call_back_phone=PHONE)
    ref = company.send("bob", propose).document
    assert ref is not None
    return ref


async def reconciled(company: Living) -> None:
    """A statement with a payment that a person finds, and a fee that he explains."""
    requisition, order = await ordered(company)
    run, payables = company.propose(await billed(company, order, "R-3"))
    company.release(run)
    await company.until(lambda: company.handler.state(PAYMENT_RUN, run.id).status == "sent")
    statement = company.banked("S-1", ("-1190", "by-hand"), ("-10", ""))
    process = statement_process(statement)
    await _running(company.client, process.workflow_id)
    match = MatchEntry(
        bank_statement=statement.id, entry=1, payments=(EntryPayment(run=run.id, payable=payables[0]),), why="letter"
    )
    company.send("tess", match)
    company.send("tess", ExplainEntry(bank_statement=statement.id, entry=2, purpose="fee", why="monthly"))
    await company.client.get_workflow_handle(process.workflow_id).result()
    await company.until(lambda: company.requisition(requisition).status == "closed")


async def account_changed(company: Living) -> None:
    """One change is rejected, the next is verified and takes effect when it has cooled off."""
    first = proposed_account(company)
    await _running(company.client, bank_change_process(first, "STAHL").workflow_id)
    company.send("fay", RejectBankChange(bank_change=first.id, why="the supplier knows nothing of it"))
    await company.client.get_workflow_handle(bank_change_process(first, "STAHL").workflow_id).result()
    change = proposed_account(company)
    process = bank_change_process(change, "STAHL")
    await _running(company.client, process.workflow_id)
    company.send("fay", VerifyBankChange(bank_change=change.id, called=PHONE, spoke_with="Jo"))
    await company.seen(BankChangeVerified)
    AHEAD[0] = timedelta(days=3)
    await relay.wake(company.client, process, company.log.head())
    await company.until(lambda: company.handler.state(BANK_CHANGE, change.id).status == "effective")
    await company.client.get_workflow_handle(process.workflow_id).result()


async def contract_of_a_year(company: Living) -> None:
    """Approved, signed, changed, announced before its end, expired."""
    first = now().date()
    contract = await agreed(company, first, first + timedelta(days=365))
    await changed(company, contract)
    for days, kind in ((315, ContractExpiryReminded), (372, ContractExpired)):  # some days have passed before
        AHEAD[0] = timedelta(days=days)
        await relay.wake(company.client, contract_process(contract), company.log.head())
        await company.seen(kind)
    AHEAD[0] = timedelta(0)


async def settled_after_years(company: Living) -> None:
    """An advance; a bill of which something is kept; final acceptance; a defect that outlasts the warranty."""
    first = now().date()
    retention = Retention(percent=Decimal(3), release_after_days=730)
    advance = Advance(percent=Decimal(10), recovery=Linear(rule="linear"))
    contract = await agreed(company, first, first + timedelta(days=365), retention=retention, advance=advance)
    await advanced(company, contract)
    await billed_under(company, contract, "S-1")
    company.send("mona", AcceptCompletion(agreement=contract.id, completed_on=first))
    company.send("rita", ClaimDefect(agreement=contract.id, why="cracks"))
    AHEAD[0] = timedelta(days=740)
    company.send("mona", ClearDefect(agreement=contract.id, number=1, why="mended"))
    await company.seen(RetentionReleased)
    AHEAD[0] = timedelta(0)


async def _running(client: Client, workflow: str) -> None:
    async with asyncio.timeout(20):
        while workflow not in [found.id async for found in client.list_workflows()]:
            await asyncio.sleep(0.05)


async def budget_transferred(company: Living) -> None:
    """Asked for by one person, approved by another, and done at once."""
    company.send("carl", OpenBudgetLine(entity="ACME", cost_object=LABOUR, amount=eur(0)))
    before = company.count(ApprovalOpened)
    terms = BudgetChangeTerms(kind="transfer", cost_object=WHERE, to=LABOUR, amount=eur(1), reason="more hands")
    change = company.send("carl", AskBudgetChange(entity="ACME", terms=terms)).document
    assert change is not None
    await company.seen(ApprovalOpened, before + 1)
    company.vote("mona")
    await company.client.get_workflow_handle(budget_change_process(change).workflow_id).result()


async def verified(company: Living) -> None:
    """A register knows the invoice, then is out of reach, knows it again at the month's end, and is asked no more."""
    rule = RegisterRule(country="*", registry="vies", months=1)
    company.service.policies.__dict__["registers"] = (rule,)
    said = [RegisterAnswer("normal", b"yes"), UNAVAILABLE, RegisterAnswer("normal", b"still")]
    company.service.effects.__dict__["ask_register"] = lambda _register, _query: said.pop(0) if said[1:] else said[0]
    _, order = await ordered(company)
    await billed(company, order, "R-4")
    asked = await company.seen(TaxVerificationAnswered)
    company.send("fay", VerifyInvoice(invoice=asked.invoice.id))
    await company.seen(TaxVerificationAnswered, 2)
    process = verification_process(asked.ref)
    for days, count in ((1, 3), (70, 3)):
        AHEAD[0] += timedelta(days=days)
        await relay.wake(company.client, process, company.log.head())
        await company.seen(TaxVerificationAnswered, count)
    await company.client.get_workflow_handle(process.workflow_id).result()
    company.service.policies.__dict__["registers"] = ()
    AHEAD[0] = timedelta(0)


SCENES: tuple[Callable[[Living], Awaitable[None]], ...] = (
    approved_to_paid,
    rejected,
    returned_and_withdrawn,
    reminded_and_escalated,
    store_away,
    held_until_received,
    quoted_and_awarded,
    stand_alone_approval,
    proposed_by_schedule,
    account_changed,
    contract_of_a_year,
    amended,
    budget_transferred,
    reconciled,
    settled_after_years,
    told_back,
    triggered,
    verified,
    looked_in,
)


def anonymous(value: Any) -> Any:
    """A history without machine names and paths, which no replay looks at."""
    if isinstance(value, list):
        return [anonymous(item) for item in value]
    if isinstance(value, str) and re.match(r"\d+@", value):
        return "sticky"
    if not isinstance(value, dict):
        return value
    told = {"identity": "recorder", "stackTrace": "", "binaryChecksum": "", "lastWorkerIdentity": "recorder"}
    return {name: told.get(name, anonymous(item)) for name, item in value.items()}


async def keep(client: Client, scene: str, workflow: str) -> None:
    """Write the history of a workflow."""
    history = await client.get_workflow_handle(workflow).fetch_history()
    kind = history.events[0].workflow_execution_started_event_attributes.workflow_type.name
    names = (f"{scene}.{kind}.{number}.json" for number in itertools.count(1))
    path = next(FOLDER / name for name in names if not (FOLDER / name).exists())
    path.write_text(json.dumps(anonymous(json.loads(history.to_json())), indent=1) + "\n", "utf8")


async def keep_new(client: Client, scene: str, known: set[str]) -> None:
    """Write the histories of a scene's workflows, once the server lists them."""
    await asyncio.sleep(1.5)
    for workflow in {found.id async for found in client.list_workflows()} - known:
        known.add(workflow)
        await keep(client, scene, workflow)


async def bot_gave_up(home: Path) -> None:
    """A bot whose retries end, and the day after works again; on the time-skipping server, for it takes a day."""
    broken = [True]

    def shaky(data: bytes) -> Reading:
        if broken[0]:
            raise OSError("the reader is away")
        return read(data)

    async with time_skipping() as environment:
        clock = VirtualClock(environment)
        async with living(home, environment.client, clock=clock, read=shaky) as company:
            company.found()
            _, order = await ordered(company)
            company.receive(order, "10")
            line_ = order.lines[0]
            invoice = company.bill(order, "R-1", (1, line_.quantity, line_.unit_price))
            await environment.sleep(timedelta(minutes=10))
            await company.seen(InvoiceHeld)
            broken[0] = False
            await environment.sleep(timedelta(hours=25))
            await company.seen(InvoicePosted)
            workflow = invoice_process(invoice).workflow_id
            await environment.client.get_workflow_handle(workflow).result()
            await keep(environment.client, "bot_gave_up", workflow)
        clock.close()


async def told(home: Path) -> None:
    """A mail server that is away at first and works an hour later, on the time-skipping server; a vote comes in between."""
    down = [True]
    with mail_catcher(lambda verb, _: "421 later" if verb == "MAIL" and down[0] else None) as catcher:
        async with time_skipping() as environment:
            clock = VirtualClock(environment)
            channels = Channels(MailServer("127.0.0.1", catcher.port, "req2pay@acme.example"))
            async with living(home, environment.client, clock=clock, channels=channels) as company:
                company.found()
                company.send("ada", RevisePerson(person="mona", name="Mona", email="mona@acme.example"))
                company.send("ada", RevisePerson(person="rita", name="Rita", email="rita@acme.example"))
                company.requested()
                await company.seen(NoticeTried)
                company.vote("mona", "reject")
                approval = (await company.seen(ApprovalEnded)).ref
                await company.seen(NoticeTried, 2)
                down[0] = False
                await environment.sleep(timedelta(hours=1))
                workflow = notice_process(approval).workflow_id
                await environment.client.get_workflow_handle(workflow).result()
                await keep(environment.client, "told", workflow)
            clock.close()


@asynccontextmanager
async def served(home: Path) -> AsyncIterator[Client]:
    """A development server of its own."""
    server = await asyncio.to_thread(lambda: EmbeddedServer.start(locate(), home, port=0, ui_port=0, headless=True))
    try:
        yield await Client.connect(server.address, data_converter=pydantic_data_converter)
    finally:
        await asyncio.to_thread(server.stop)


async def step_kinds(home: Path) -> None:
    """An approval for each kind of step."""
    async with served(home) as client:
        rules: Any = policies(home / "policies")
        async with living(home / "house", client, clock=now, policies=rules) as company:
            company.found()
            for name in KINDS:
                await keep(client, f"step_{name}", await walked(company, name, AHEAD))


async def scenes(home: Path) -> None:
    """All that happens to one company."""
    known = set[str]()
    async with served(home) as client, living(home / "house", client, clock=now, read=read) as company:
        company.found("100000")
        for scene in SCENES:
            await scene(company)
            await keep_new(client, scene.__name__, known)
            print(scene.__name__, file=sys.stderr)


RECORDINGS = (scenes, bot_gave_up, told, step_kinds)


async def record(home: Path, wanted: Collection[str]) -> None:
    """Play what is wanted (nothing: all) and keep what Temporal recorded, beside what older versions have recorded."""
    FOLDER.mkdir(exist_ok=True)
    for recording in RECORDINGS:
        if not wanted or recording.__name__ in wanted:
            await recording(home / recording.__name__)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(record(Path(folder), sys.argv[1:]))
