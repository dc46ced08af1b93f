"""Events of whole cases, built directly: what the read models are tested and measured on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from contracts._base import Actor
from contracts.goods_receipt import ReceiptLine
from contracts.ids import stream_id
from contracts.matching import Tolerances
from contracts.reading import Field, Finding, Reading
from contracts.requisition import RequisitionLine
from contracts.route import Route, Step
from contracts.values import BankAccount, CostObject, Money, Quantity, Ref
from events._base import Event, Meta, Recorded
from events.approval import ApprovalEnded, ApprovalOpened, StepOpened, Voted
from events.budget_line import BudgetOpened, FundsAccrued, FundsEncumbered, FundsPaid, FundsReserved, FundsSpent
from events.claim import Claimed
from events.goods_receipt import GoodsReceiptRecorded
from events.invoice import InvoiceHeld, InvoicePaid, InvoicePosted, InvoiceRead, InvoiceReceived
from events.payable import PayableClaimed, PayableOpened, PayableSettled
from events.payment_run import Payment, PaymentConcluded, PaymentFileWritten, PaymentRunProposed, PaymentRunReleased
from events.purchase_order import (
    OrderedLine,
    PostedLine,
    PurchaseOrderBilled,
    PurchaseOrderIssued,
    PurchaseOrderPaid,
    PurchaseOrderReceived,
    ReceivedLine,
)
from events.receipt import CommandReceipt
from events.requisition import (
    OrderedQuantity,
    RequisitionClosed,
    RequisitionConcluded,
    RequisitionCreated,
    RequisitionOrdered,
    RequisitionSubmitted,
)
from store.log import EventLog

START = datetime(2026, 11, 2, 8, tzinfo=UTC)
WHERE = CostObject(project="P1", cost_code="MAT", period="2026-11")
OURS = BankAccount(holder="ACME GmbH", iban="DE02120300000000202051")
THEIRS = BankAccount(holder="Stahl AG", iban="DE02500105170137075030")
HASH = "a" * 64
FIRST = Step(name="Manager", roles=("manager", "engineer"), escalate_to="director")
SECOND = Step(name="Controller", roles=("controller",), escalate_after_hours=10)
ROUTE = Route(policy="v1", row="1", steps=(FIRST, SECOND))


def eur(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def line(number: int = 1, quantity: str = "10", price: str = "100") -> RequisitionLine:
    return RequisitionLine(
        line=number,
        description="Steel beam",
        quantity=Quantity(amount=Decimal(quantity)),
        unit_price=Decimal(price),
        cost_object=WHERE,
        needed_by=date(2026, 12, 1),
    )


STEPS = (
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
    "settle",
)


class Story:
    """Writes events in order, each minute one transaction, each with the receipt of its command."""

    def __init__(self, log: EventLog) -> None:
        self.log, self.now, self.versions, self.count = log, START, dict[UUID, int](), 0
        self._kept: list[Recorded] | None = None

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Stores what is told inside in one transaction: a disk is slow, and only positions matter to read models."""
        rows: list[Recorded] = []
        self._kept = rows
        yield
        self._kept = None
        self._store(rows)

    def _store(self, rows: list[Recorded]) -> int:
        """As in production, no transaction has more than a hundred events."""
        return [self.log.append(rows[start : start + 100], {}) for start in range(0, len(rows), 100)][-1]

    def tell(self, *events: tuple[Ref, Event], actor: str = "rita") -> int:
        """One transaction; gives the position where it ends (0 inside `at_once`)."""
        self.now += timedelta(minutes=1)
        self.count += 1
        receipt = Ref(kind="receipt", id=stream_id("receipt", f"{id(self)}:{self.count}"), number="1")
        proof = CommandReceipt(command="test", payload_sha256=HASH, outcome="accepted")
        who = Actor(kind="person", id=actor)
        meta = Meta(actor=who, channel="api", command="test", command_id=receipt.id)
        rows = []
        for ref, event in (*events, (receipt, proof)):
            version = self.versions[ref.id] = self.versions.get(ref.id, 0) + 1
            rows.append(Recorded(ref.id, version, self.now, self.now, meta, event))
        if self._kept is None:
            return self._store(rows)
        self._kept += rows
        return 0

    def budget(self, amount: str = "100000") -> None:
        self.tell((BUDGET, BudgetOpened(entity="ACME", cost_object=WHERE, amount=eur(amount), control="stop")))


BUDGET = Ref(kind="budget_line", id=stream_id("budget_line", "b"), number="b")


class Case:
    """One requisition over ten pieces at 100, its order, receipts, invoice and payment, told step by step."""

    def __init__(self, story: Story, name: str) -> None:
        self.story = story
        kinds = ("requisition", "approval", "purchase_order", "goods_receipt", "invoice", "payable", "payment_run")
        refs = [Ref(kind=kind, id=stream_id(kind, name), number=f"{kind}-{name}", entity="ACME") for kind in kinds]
        self.pr, self.ap, self.po, self.gr, self.inv, self.pay, self.run = refs
        self.claim = Ref(kind="claim", id=stream_id("claim", name), number="1")

    def _funds(self, kind: type, source: str, amount: str) -> tuple[Ref, Event]:
        where = {"entity": "ACME", "cost_object": WHERE, "source": source, "cause": self.pr}
        return BUDGET, kind(**where, source_key="k", key="k", amount=eur(amount))

    def draft(self) -> None:
        created = RequisitionCreated(ref=self.pr, requester="rita", title="Beams", currency="EUR", lines=(line(),))
        self.story.tell((self.claim, Claimed(key=self.pr.number, owner=self.pr)), (self.pr, created))

    def submit(self, round_: int = 1) -> None:
        of = {"ref": self.pr, "requester": "rita", "title": "Beams", "round": round_}
        submitted = RequisitionSubmitted(**of, total=eur("1000"), content_hash=HASH)
        self.story.tell((self.pr, submitted), self._funds(FundsReserved, "available", "1000"))

    def open_approval(self) -> None:
        of = {"ref": self.ap, "subject": self.pr}
        about = {"title": "Beams", "amount": eur("1000"), "requester": "rita", "content_hash": HASH}
        opened = ApprovalOpened(**of, **about, route=ROUTE)
        step = StepOpened(**of, step=0, roles=FIRST.roles, opened_at=self.story.now)
        self.story.tell((self.ap, opened), (self.ap, step))

    def vote(self, role: str, step: int = 0, *then: tuple[Ref, Event]) -> None:
        of = {"ref": self.ap, "subject": self.pr, "step": step}
        voted = Voted(**of, person=f"{role}-1", role=role, verdict="approve", content_hash=HASH)
        self.story.tell((self.ap, voted), *then)

    def approve(self) -> None:
        of = {"ref": self.ap, "subject": self.pr}
        self.vote("manager")
        step = StepOpened(**of, step=1, roles=SECOND.roles, opened_at=self.story.now)
        self.vote("engineer", 0, (self.ap, step))
        self.vote("controller", 1, (self.ap, ApprovalEnded(**of, result="approved")))
        self.conclude("approved")

    def conclude(self, verdict: str) -> None:
        self.story.tell((self.pr, RequisitionConcluded(ref=self.pr, approval=self.ap.id, verdict=verdict)))

    def order(self, quantity: str = "10") -> None:
        ordered = OrderedLine(
            line=1,
            requisition=self.pr,
            requisition_line=1,
            description="Steel beam",
            quantity=Decimal(quantity),
            unit="C62",
            unit_price=Decimal(100),
            amount=eur("1000"),
            cost_object=WHERE,
        )
        who = {"supplier": "STAHL", "supplier_name": "Stahl AG", "raised_by": "bob"}
        issued = PurchaseOrderIssued(ref=self.po, **who, currency="EUR", total=eur("1000"), lines=(ordered,))
        part = OrderedQuantity(line=1, quantity=Decimal(10), amount=eur("1000"))
        taken = RequisitionOrdered(ref=self.pr, order=self.po, lines=(part,))
        moved = self._funds(FundsEncumbered, "pre_encumbered", "1000")
        self.story.tell(moved, (self.pr, taken), (self.po, issued))

    def receive(self, quantity: str = "10") -> None:
        amount = Decimal(quantity)
        of = {"receipt": self.gr, "received_by": "gus", "requisitions": (self.pr,), "invoices": ()}
        received = PurchaseOrderReceived(
            ref=self.po, lines=(ReceivedLine(line=1, accepted=amount, rejected=Decimal(0)),), **of
        )
        counted = ReceiptLine(order_line=1, accepted=amount)
        recorded = GoodsReceiptRecorded(ref=self.gr, order=self.po, received_by="gus", lines=(counted,))
        moved = self._funds(FundsAccrued, "encumbered", f"{amount * 100:.2f}")
        self.story.tell((self.po, received), (self.gr, recorded), moved)

    def hold(self) -> None:
        received = InvoiceReceived(ref=self.inv, file_sha256=HASH, file_name="a.xml", size=9)
        self.story.tell((self.inv, received))
        values = {"number": "R-1", "currency": "EUR", "gross_amount": "1190.00", "seller_name": "Stahl AG"}
        fields = {name: Field(value=value, source="xml", confidence=1.0) for name, value in values.items()}
        reading = Reading(file_sha256=HASH, format="ubl", fields=fields, bot_version="1")
        self.story.tell((self.inv, InvoiceRead(ref=self.inv, reading=reading)))
        finding = Finding.of("quantity-not-accepted", "exception", {"billed": "10"})
        held = InvoiceHeld(ref=self.inv, findings=(finding,), supplier="STAHL", number="R-1", gross=eur("1190"))
        self.story.tell((self.inv, held))

    def post(self) -> None:
        billed = (PostedLine(line=1, quantity=Decimal(10), amount=eur("1000")),)
        posted = InvoicePosted(
            ref=self.inv,
            supplier="STAHL",
            number="R-1",
            issue_date=date(2026, 11, 2),
            due_date=date(2026, 12, 2),
            net=eur("1000"),
            gross=eur("1190"),
            payable=eur("1190"),
            order=self.po,
            billed=billed,
            rule_version="1",
            tolerances=Tolerances(),
            arithmetic=(),
        )
        on_order = PurchaseOrderBilled(ref=self.po, invoice=self.inv, lines=billed, requisitions=(self.pr,))
        due = PayableOpened(
            ref=self.pay,
            invoice=self.inv,
            supplier="STAHL",
            supplier_name="Stahl AG",
            invoice_number="R-1",
            amount=eur("1190"),
            due_date=date(2026, 12, 2),
            account=THEIRS,
        )
        moved = self._funds(FundsSpent, "accrued", "1000")
        self.story.tell((self.inv, posted), (self.po, on_order), (self.pay, due), moved)

    def propose(self) -> None:
        payment = Payment(
            payable=self.pay,
            invoice=self.inv,
            invoice_number="R-1",
            supplier="STAHL",
            creditor=THEIRS,
            amount=eur("1190"),
            end_to_end_id="E1",
        )
        proposed = PaymentRunProposed(
            ref=self.run,
            proposed_by="paul",
            debtor=OURS,
            currency="EUR",
            execution_date=date(2026, 12, 2),
            payments=(payment,),
            total=eur("1190"),
            content_hash=HASH,
        )
        claimed = PayableClaimed(ref=self.pay, invoice=self.inv, run=self.run, attempt=1)
        self.story.tell((self.pay, claimed), (self.run, proposed))

    def release(self) -> None:
        self.story.tell((self.run, PaymentRunReleased(ref=self.run, released_by="tess", content_hash=HASH)))
        self.story.tell((self.run, PaymentFileWritten(ref=self.run, file_name="run.xml", file_sha256=HASH)))

    def settle(self) -> None:
        of = {"payable": self.pay, "invoice": self.inv, "bank_reference": "B1", "remaining": 0}
        concluded = PaymentConcluded(ref=self.run, result="settled", **of)
        settled = PayableSettled(ref=self.pay, invoice=self.inv, run=self.run, bank_reference="B1")
        paid = PurchaseOrderPaid(ref=self.po, invoice=self.inv, requisitions=(self.pr,))
        moved = self._funds(FundsPaid, "actual", "1000")
        on_invoice = InvoicePaid(ref=self.inv, amount=eur("1190"))
        self.story.tell((self.run, concluded), (self.pay, settled), (self.inv, on_invoice), (self.po, paid), moved)
        self.story.tell((self.pr, RequisitionClosed(ref=self.pr)))

    def whole(self) -> Case:
        """From the draft to the end."""
        return self.until("settle")

    def until(self, last: str) -> Case:
        """From the draft to a step."""
        with self.story.at_once():
            for step in STEPS[: STEPS.index(last) + 1]:
                getattr(self, step)()
        return self
