"""One case of the demo, as its people live it: request, approve, receive, send the invoice, decide what is amiss."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from adapters.samples import InvoiceSpec, Party, SampleLine, cii_xml, plain_pdf, ubl_xml
from adapters.specimens.eu_files import lifelike
from aggregates.approval import APPROVAL
from aggregates.approval_state import Approval
from aggregates.invoice import DECIDED, INVOICE, Invoice
from aggregates.purchase_order import PURCHASE_ORDER, PurchaseOrder
from aggregates.requisition import ENDED, REQUISITION, Requisition
from console.demo_data import ENTITIES, SUPPLIERS
from console.watch import Watch
from contracts._base import Actor, Answer, Command, Request
from contracts.approval import Vote
from contracts.goods_receipt import ReceiptLine, RecordGoodsReceipt
from contracts.invoice import ReceiveInvoice, ResolveInvoice
from contracts.requisition import CreateRequisition, RequisitionLine, SubmitRequisition
from contracts.values import CostObject, Quantity, Ref
from store.blobs import Blobs
from store.handler import CommandHandler

VOTERS = {"manager": "max", "finance": "fang", "project_manager": "pavel", "director": "dora"}
FORMATS: dict[str, Callable[[InvoiceSpec], bytes]] = {
    "zugferd.pdf": lifelike,
    "ubl.xml": ubl_xml,
    "plain.pdf": plain_pdf,
    "cii.xml": cii_xml,
}


@dataclass(frozen=True)
class Plan:
    """What makes a case: its size, the form of its invoice, and what goes wrong."""

    name: str
    file: str
    quantity: Decimal
    unit_price: Decimal
    twist: str = ""


PLANS = (
    Plan("steel beams, ZUGFeRD invoice", "zugferd.pdf", Decimal(40), Decimal("2990.00")),
    Plan("office paper, UBL invoice", "ubl.xml", Decimal(120), Decimal("24.90")),
    Plan("tools, plain PDF invoice", "plain.pdf", Decimal(12), Decimal("350.00")),
    Plan("cement, billed too dear", "ubl.xml", Decimal(80), Decimal("61.50"), "dear"),
    Plan("anchors, invoice sent twice", "cii.xml", Decimal(30), Decimal("18.40"), "twice"),
    Plan("formwork, two deliveries", "cii.xml", Decimal(50), Decimal("999.99"), "partial"),
)


@dataclass
class House:
    """The doors a demo uses: commands with the key and the person of a real session."""

    handler: CommandHandler
    blobs: Blobs
    watch: Watch
    today: date
    run: str
    posted: "asyncio.Queue[Invoice]" = field(default_factory=asyncio.Queue)
    clicks: list[float] = field(default_factory=list)

    def send(self, command: Command, person: str, key: str) -> Answer:
        """Send a command as a person. Raises AssertionError when it is refused: the demo's people do only what is right."""
        actor = Actor(kind="person", id=person)
        started = time.perf_counter()
        answer = self.handler.handle(Request(command=command, key=f"{self.run}:{key}", actor=actor, channel="cli"))
        self.clicks.append(time.perf_counter() - started)
        assert answer.outcome != "refused", f"{command.contract}: {answer.code} {answer.figures}"
        return answer


@dataclass
class Story:
    """What became of a case."""

    number: int
    plan: Plan
    requisition: Ref | None = None
    seconds: float = 0.0
    invoices: list[UUID] = field(default_factory=list)
    state: str = "started"


async def live(house: House, number: int) -> Story:
    """Live one case to its end."""
    story = Story(number, PLANS[number % len(PLANS)])
    started = time.monotonic()
    requisition = _submit(house, story)
    await approved(house, f"{story.number}", requisition.id)
    done = await house.watch.until(REQUISITION, requisition.id, lambda state: state.fully_ordered)
    for order in done.orders:
        await _deliver_and_bill(house, story, order)
    ended: Requisition = await house.watch.until(REQUISITION, requisition.id, lambda state: state.status in ENDED)
    story.state, story.seconds = ended.status, time.monotonic() - started
    return story


def _submit(house: House, story: Story) -> Ref:
    plan, entity = story.plan, "DE01"
    period = house.today.strftime("%Y-%m")

    def line(number: int, supplier: str, cost_code: str, share: Decimal) -> RequisitionLine:
        return RequisitionLine(
            line=number,
            description=f"{plan.name.split(',')[0]} {number}",
            quantity=Quantity(amount=plan.quantity * share),
            unit_price=plan.unit_price,
            cost_object=CostObject(project="BRIDGE", cost_code=cost_code, period=period),
            needed_by=house.today + timedelta(days=30),
            supplier=supplier,
        )

    supplier = "S-OFFICE" if "office" in plan.name else "S-STEEL"
    lines = (line(1, supplier, "MATERIAL", Decimal(1)), line(2, supplier, "EQUIPMENT", Decimal("0.5")))
    create = CreateRequisition(entity=entity, title=plan.name, currency="EUR", lines=lines)
    created = house.send(create, "rita", f"{story.number}:create").document
    assert created is not None
    story.requisition = created
    house.send(SubmitRequisition(requisition=created.id), "rita", f"{story.number}:submit")
    return created


async def approved(house: House, key: str, requisition: UUID) -> None:
    """Let everybody vote for a requisition who is asked."""
    asked = house.handler.state(REQUISITION, requisition).asked
    assert asked is not None
    approval = asked.approval
    state: Approval = await house.watch.until(APPROVAL, approval, lambda found: found.ref)
    while state.result == "open":
        for role in state.waiting():
            vote = Vote(approval=approval, verdict="approve", content_hash=state.content_hash)
            house.send(vote, VOTERS[role], f"{key}:vote:{state.index}:{role}")
        state = house.handler.state(APPROVAL, approval)


async def _deliver_and_bill(house: House, story: Story, ref: Ref) -> None:
    order = house.handler.state(PURCHASE_ORDER, ref.id)
    shares = (Decimal("0.4"), Decimal("0.6")) if story.plan.twist == "partial" else (Decimal(1),)
    for part, share in enumerate(shares):
        lines = tuple(ReceiptLine(order_line=line.line, accepted=line.quantity * share) for line in order.lines)
        house.send(RecordGoodsReceipt(order=ref.id, lines=lines), "ron", f"{story.number}:{ref.number}:receipt:{part}")
        await _bill(house, story, order, part, share)


async def _bill(house: House, story: Story, order: PurchaseOrder, part: int, share: Decimal) -> None:
    plan = story.plan
    spec = _invoice(house, story, order, part, share)
    invoice = _hand_in(house, story, spec, plan.file, f"{part}")
    state = await house.watch.until(INVOICE, invoice, lambda found: found.status in DECIDED or found.held)
    if state.status == "held":
        resolve = ResolveInvoice(invoice=invoice, decision="accept", why="price rise agreed by telephone")
        house.send(resolve, "fang", f"{story.number}:resolve:{part}")
        state = house.handler.state(INVOICE, invoice)
    if plan.twist == "twice":
        copy = _hand_in(house, story, spec, "plain.pdf", f"{part}:again")
        await house.watch.until(INVOICE, copy, lambda found: found.status == "merged")
    house.posted.put_nowait(state)


def _invoice(house: House, story: Story, order: PurchaseOrder, part: int, share: Decimal) -> InvoiceSpec:
    name, tax_id, country, _, _ = ENTITIES["DE01"]
    supplier = SUPPLIERS[order.supplier]
    dear = Decimal("1.10") if story.plan.twist == "dear" else Decimal(1)
    assert order.ref is not None
    lines = tuple(
        SampleLine(
            description=line.description,
            quantity=line.quantity * share,
            unit_price=(line.unit_price * dear).quantize(Decimal("0.01")),
            order_line=str(line.line),
        )
        for line in order.lines
    )
    return InvoiceSpec(
        number=f"R{house.run[:6]}-{story.number:05d}-{part + 1}",
        issue_date=house.today.isoformat(),
        currency="EUR",
        seller=Party(supplier[0], supplier[1], "Industriestr. 1, 20457 Hamburg", supplier[2], supplier[3]),
        buyer=Party(name, tax_id, "Werftallee 2, 28195 Bremen", country),
        purchase_order=order.ref.number,
        lines=lines,
    )


def _hand_in(house: House, story: Story, spec: InvoiceSpec, form: str, key: str) -> UUID:
    digest = house.blobs.put(data := FORMATS[form](spec))
    receive = ReceiveInvoice(entity="DE01", file_sha256=digest, file_name=f"{spec.number}-{form}", size=len(data))
    document = house.send(receive, "ines", f"{story.number}:invoice:{key}").document
    assert document is not None
    story.invoices.append(document.id)
    return document.id
