"""One plain case as its people live it, in five steps that each wait for what they need: three approvals, one UBL invoice."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from adapters.samples import InvoiceSpec, Party, SampleLine, ubl_xml
from aggregates.approval import APPROVAL
from aggregates.invoice import DECIDED, INVOICE
from aggregates.payable import payable_key
from aggregates.payment_run import PAYMENT_RUN
from aggregates.purchase_order import PURCHASE_ORDER
from aggregates.requisition import ENDED, REQUISITION
from bench.house import APPROVERS
from console.demo_case import House
from console.demo_data import ENTITIES, SUPPLIERS
from contracts.approval import Vote
from contracts.goods_receipt import ReceiptLine, RecordGoodsReceipt
from contracts.ids import stream_id
from contracts.invoice import ReceiveInvoice
from contracts.payment_run import ProposePaymentRun, ReleasePaymentRun, SettlePayment
from contracts.requisition import CreateRequisition, RequisitionLine, SubmitRequisition
from contracts.values import CostObject, Quantity, Ref

ENTITY, SUPPLIER = "DE01", "S-OFFICE"
ORDER_MARK = b"PO-0000-000000"
PRICES = ((1, Decimal(120), Decimal("24.90")), (2, Decimal(60), Decimal("12.45")))
PAYING_PAUSE = 0.2
PATIENCE = 300.0


def prepared_invoice(run: str, number: int, day: str) -> bytes:
    """A UBL invoice with a mark where the order's number will stand: made before the clock runs."""
    name, tax_id, country, _, _ = ENTITIES[ENTITY]
    supplier = SUPPLIERS[SUPPLIER]
    lines = tuple(SampleLine(f"paper {line}", amount, price, order_line=str(line)) for line, amount, price in PRICES)
    spec = InvoiceSpec(
        number=f"B{run[:6]}-{number:06d}",
        issue_date=day,
        currency="EUR",
        seller=Party(supplier[0], supplier[1], "Industriestr. 1, 20457 Hamburg", supplier[2], supplier[3]),
        buyer=Party(name, tax_id, "Werftallee 2, 28195 Bremen", country),
        purchase_order=ORDER_MARK.decode(),
        lines=lines,
    )
    return ubl_xml(spec)


@dataclass
class Story:
    """A case in progress."""

    house: House
    number: int
    file: bytes
    requisition: UUID | None = None
    invoice: UUID | None = None

    @property
    def steps(self) -> tuple[Callable[[], Awaitable[None]], ...]:
        """What people do, in order."""
        return (self.submit, self.first_vote, self.approve, self.deliver, self.bill)

    async def submit(self) -> None:
        """Ask for the goods."""
        created = self._send(self._requisition(), "rita", "create").document
        assert created is not None
        self.requisition = created.id
        self._send(SubmitRequisition(requisition=created.id), "rita", "submit")

    async def first_vote(self) -> None:
        """The first approver agrees."""
        await self.vote(await self.opened())

    async def approve(self) -> None:
        """All others agree."""
        approval = await self.opened()
        while self.house.handler.state(APPROVAL, approval).result == "open":
            await self.vote(approval)

    async def deliver(self) -> None:
        """Everything ordered arrives."""
        order = await self.ordered()
        state = self.house.handler.state(PURCHASE_ORDER, order.id)
        lines = tuple(ReceiptLine(order_line=line.line, accepted=line.quantity) for line in state.lines)
        self._send(RecordGoodsReceipt(order=order.id, lines=lines), "ron", "receipt")

    async def bill(self) -> None:
        """The invoice arrives."""
        order = await self.ordered()
        data = self.file.replace(ORDER_MARK, order.number.encode())
        digest = self.house.blobs.put(data)
        receive = ReceiveInvoice(entity=ENTITY, file_sha256=digest, file_name=f"{self.number}.xml", size=len(data))
        document = self._send(receive, "ines", "invoice").document
        assert document is not None
        self.invoice = document.id

    async def to_pay(self) -> None:
        """Hand the invoice to the payment office as soon as it is posted."""
        assert self.invoice is not None
        posted = await self.house.watch.until(INVOICE, self.invoice, lambda found: found.status in DECIDED, PATIENCE)
        assert posted.status == "posted", posted.status
        self.house.posted.put_nowait(posted)

    async def closed(self) -> None:
        """Wait for the end."""
        assert self.requisition is not None
        state = await self.house.watch.until(
            REQUISITION, self.requisition, lambda found: found.status in ENDED, PATIENCE
        )
        assert state.status == "closed", state.status

    async def opened(self) -> UUID:
        """The approval, once it is open."""
        assert self.requisition is not None
        asked = self.house.handler.state(REQUISITION, self.requisition).asked
        assert asked is not None
        await self.house.watch.until(APPROVAL, asked.approval, lambda found: found.ref, PATIENCE)
        return asked.approval

    async def vote(self, approval: UUID) -> float:
        """The next approver agrees; gives the seconds until his click was answered."""
        state = self.house.handler.state(APPROVAL, approval)
        (role,) = state.waiting()
        vote = Vote(approval=approval, verdict="approve", content_hash=state.content_hash)
        started = time.perf_counter()
        self._send(vote, APPROVERS[role], f"vote:{state.index}")
        return time.perf_counter() - started

    async def ordered(self) -> Ref:
        """The order, once it is issued."""
        assert self.requisition is not None
        state = await self.house.watch.until(REQUISITION, self.requisition, lambda found: found.fully_ordered, PATIENCE)
        return state.orders[0]

    def _requisition(self) -> CreateRequisition:
        cost = CostObject(project="BRIDGE", cost_code="MATERIAL", period=self.house.today.strftime("%Y-%m"))
        lines = tuple(
            RequisitionLine(
                line=line,
                description=f"paper {line}",
                quantity=Quantity(amount=amount),
                unit_price=price,
                cost_object=cost,
                needed_by=self.house.today,
                supplier=SUPPLIER,
            )
            for line, amount, price in PRICES
        )
        return CreateRequisition(entity=ENTITY, title="office paper", currency="EUR", lines=lines)

    def _send(self, command: Any, person: str, key: str) -> Any:
        return self.house.send(command, person, f"{self.number}:{key}")


async def whole(story: Story) -> None:
    """A case from requisition to closed; somebody must be paying meanwhile."""
    for step in (*story.steps, story.to_pay, story.closed):
        await step()


async def pay(house: House) -> None:
    """The payment office: one run over everything that was posted meanwhile, for ever."""
    batch = 0
    while True:
        posted = [await house.posted.get()]
        await asyncio.sleep(PAYING_PAUSE)
        while not house.posted.empty():
            posted.append(house.posted.get_nowait())
        batch += 1
        payables = tuple(stream_id("payable", payable_key(invoice.ref)) for invoice in posted if invoice.ref)
        await _pay_run(house, payables, f"run:{house.run}:{batch}")


async def _pay_run(house: House, payables: tuple[UUID, ...], key: str) -> None:
    propose = ProposePaymentRun(
        entity=ENTITY,
        currency="EUR",
        account=ENTITIES[ENTITY][4],
        execution_date=house.today,
        payables=payables,
    )
    run = house.send(propose, "paul", key).document
    assert run is not None
    proposed = house.handler.state(PAYMENT_RUN, run.id).proposed
    assert proposed is not None
    house.send(ReleasePaymentRun(run=run.id, content_hash=proposed.content_hash), "tina", f"{key}:release")
    await house.watch.until(PAYMENT_RUN, run.id, lambda found: found.status == "sent", PATIENCE)
    for number, payable in enumerate(payables):
        settle = SettlePayment(run=run.id, payable=payable, result="settled", bank_reference=f"{run.number}-{number}")
        house.send(settle, "tina", f"{key}:{number}")
        await asyncio.sleep(0)
