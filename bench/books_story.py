"""Cases for `bench.books`, told directly as commands would have stored them: a requisition of five lines on five cost objects,
its approval, its order, two deliveries, two invoices with their payables, and a payment run."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from contracts._base import Actor
from contracts.goods_receipt import ReceiptLine
from contracts.ids import stream_id
from contracts.matching import Tolerances
from contracts.project import CostCode
from contracts.route import Route, Step
from contracts.values import BankAccount, CostObject, Money, Ref
from events import budget_line as bl
from events._base import Event, Meta, Recorded
from events.approval import ApprovalEnded, ApprovalOpened, StepOpened, Voted
from events.goods_receipt import GoodsReceiptRecorded
from events.invoice import InvoicePaid, InvoicePosted, InvoiceReceived
from events.payable import PayableClaimed, PayableOpened, PayableSettled
from events.payment_run import Payment, PaymentConcluded, PaymentFileWritten, PaymentRunProposed, PaymentRunReleased
from events.project import ProjectRegistered
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
from events.requisition import RequisitionClosed, RequisitionConcluded, RequisitionSubmitted

PROJECTS, CODES, MONTHS, LINES, HALF = 20, 20, 24, 5, Decimal(5)
START = datetime(2025, 1, 6, 8, tzinfo=UTC)
HASH = "a" * 64
ACCOUNT = BankAccount(holder="Stahl AG", iban="DE02500105170137075030")
ROUTE = Route(policy="v1", row="1", steps=(Step(name="Manager", roles=("manager",), escalate_to="director"),))
Told = tuple[Ref, Event]


def eur(amount: Decimal | int) -> Money:
    """Euros."""
    return Money(amount=Decimal(amount).quantize(Decimal("0.01")), currency="EUR")


def ref(kind: str, name: str) -> Ref:
    """A document's name."""
    return Ref(kind=kind, id=stream_id(kind, f"books {name}"), number=f"{kind}-{name}", entity="ACME")


def where(number: int) -> CostObject:
    """One of the cost objects in turn; numbers that follow each other are of one project and month."""
    code, rest = number % CODES, number // CODES
    month = rest % MONTHS
    period = f"{2025 + month // 12}-{month % 12 + 1:02d}"
    return CostObject(project=f"P{rest // MONTHS % PROJECTS:02d}", cost_code=f"C{code:02d}", period=period)


class Teller:
    """Envelopes for what happened, each minute one command with its receipt."""

    def __init__(self) -> None:
        self.now, self.count, self.versions = START, 0, dict[UUID, int]()

    def tell(self, *events: Told) -> Iterator[Recorded]:
        """What one command stored."""
        self.now += timedelta(seconds=30)
        self.count += 1
        receipt = ref("receipt", str(self.count))
        proof = CommandReceipt(command="books", payload_sha256=HASH, outcome="accepted")
        meta = Meta(actor=Actor(kind="person", id="rita"), channel="api", command="books", command_id=receipt.id)
        for of, event in (*events, (receipt, proof)):
            version = self.versions[of.id] = self.versions.get(of.id, 0) + 1
            yield Recorded(of.id, version, self.now, self.now, meta, event)

    def ended(self, *refs: Ref) -> None:
        """Nothing follows on these streams: their versions need not be known any longer."""
        for of in refs:
            self.versions.pop(of.id, None)


def foundation(teller: Teller) -> Iterator[Recorded]:
    """Projects with cost codes, and a budget on each cost object."""
    codes = tuple(CostCode(cost_code=f"C{number:02d}", name=f"Code {number}") for number in range(CODES))
    for number in range(PROJECTS):
        name = f"P{number:02d}"
        of = {"entity": "ACME", "project": name, "name": name, "currency": "EUR"}
        yield from teller.tell((ref("project", name), ProjectRegistered(**of, cost_codes=codes)))
    for number in range(PROJECTS * CODES * MONTHS):
        place = {"entity": "ACME", "cost_object": where(number)}
        opened = bl.BudgetOpened(**place, amount=eur(1_000_000), control="stop")
        yield from teller.tell((_budget(number), opened))


def _budget(number: int) -> Ref:
    at = where(number)
    return ref("budget_line", f"{at.project}{at.cost_code}{at.period}")


class Case:
    """One requisition to its end, or to where many stand: three of ten are ordered, one of ten is billed and not paid."""

    def __init__(self, teller: Teller, number: int) -> None:
        self.teller, self.number, self.supplier = teller, number, f"S{number % 50}"
        self.pr, self.ap, self.po = (ref(kind, str(number)) for kind in ("requisition", "approval", "purchase_order"))
        # Five cost codes of one project and month, another month each time.
        first = number * 7919 * CODES
        self.places = [first + line * 3 % CODES for line in range(LINES)]

    def events(self) -> Iterator[Recorded]:
        """Everything that happened to it."""
        yield from self.teller.tell(
            (self.pr, self._submitted()), *self._moves(bl.FundsReserved, "available", 10, self.pr)
        )
        yield from self._approved()
        moved = self._moves(bl.FundsEncumbered, "pre_encumbered", 10, self.po, self.pr)
        yield from self.teller.tell(*moved, (self.po, self._issued()))
        if self.number % 10 >= 3:
            for half in (1, 2):
                yield from self._delivered(half)
                yield from self._billed(half)
            if self.number % 10 >= 4:
                yield from self._paid()
                yield from self.teller.tell((self.pr, RequisitionClosed(ref=self.pr)))
        self.teller.ended(self.pr, self.ap, self.po)

    def _moves(
        self, kind: type[bl.FundsMove], source: str, quantity: int, cause: Ref, held: Ref | None = None
    ) -> list[Told]:
        found: list[Told] = []
        for line, place in enumerate(self.places, 1):
            key = f"{(self.po if cause is not self.pr else self.pr).id}:{line}"
            source_key = "" if source == "available" else f"{held.id}:{line}" if held else key
            of: dict[str, Any] = {"entity": "ACME", "cost_object": where(place), "source": source, "cause": cause}
            move = kind(**of, source_key=source_key, key=key, amount=eur(quantity * self._price(line)))
            found.append((_budget(place), move))
        return found

    def _price(self, line: int) -> Decimal:
        return Decimal(100 * line + self.number % 97) / 10

    def _submitted(self) -> RequisitionSubmitted:
        of = {"ref": self.pr, "requester": "rita", "title": "Beams", "round": 1}
        return RequisitionSubmitted(**of, total=eur(self._total(10)), content_hash=HASH)

    def _total(self, quantity: int) -> Decimal:
        return sum((quantity * self._price(line) for line in range(1, LINES + 1)), Decimal(0))

    def _approved(self) -> Iterator[Recorded]:
        of = {"ref": self.ap, "subject": self.pr}
        about = {"title": "Beams", "amount": eur(self._total(10)), "requester": "rita", "content_hash": HASH}
        opened = ApprovalOpened(**of, **about, route=ROUTE)
        step = StepOpened(**of, step=0, roles=("manager",), opened_at=self.teller.now)
        yield from self.teller.tell((self.ap, opened), (self.ap, step))
        vote = Voted(**of, step=0, person="max", role="manager", verdict="approve", content_hash=HASH)
        yield from self.teller.tell((self.ap, vote), (self.ap, ApprovalEnded(**of, result="approved")))
        yield from self.teller.tell(
            (self.pr, RequisitionConcluded(ref=self.pr, approval=self.ap.id, verdict="approved"))
        )

    def _issued(self) -> PurchaseOrderIssued:
        lines = tuple(
            OrderedLine(
                line=line,
                requisition=self.pr,
                requisition_line=line,
                description="Steel beam",
                quantity=Decimal(10),
                unit="C62",
                unit_price=self._price(line),
                amount=eur(10 * self._price(line)),
                cost_object=where(place),
            )
            for line, place in enumerate(self.places, 1)
        )
        whose = {"supplier": self.supplier, "supplier_name": self.supplier, "raised_by": "ben", "currency": "EUR"}
        return PurchaseOrderIssued(ref=self.po, **whose, total=eur(self._total(10)), lines=lines)

    def _delivered(self, half: int) -> Iterator[Recorded]:
        receipt = ref("goods_receipt", f"{self.number}/{half}")
        got = tuple(ReceivedLine(line=line, accepted=HALF, rejected=Decimal(0)) for line in range(1, LINES + 1))
        of = {"receipt": receipt, "received_by": "gus", "requisitions": (self.pr,), "invoices": ()}
        counted = tuple(ReceiptLine(order_line=line, accepted=HALF) for line in range(1, LINES + 1))
        recorded = GoodsReceiptRecorded(ref=receipt, order=self.po, received_by="gus", lines=counted)
        moved = self._moves(bl.FundsAccrued, "encumbered", 5, receipt)
        yield from self.teller.tell(
            (self.po, PurchaseOrderReceived(ref=self.po, lines=got, **of)), (receipt, recorded), *moved
        )
        self.teller.ended(receipt)

    def _billed(self, half: int) -> Iterator[Recorded]:
        invoice, payable = self._bill(half)
        received = InvoiceReceived(ref=invoice, file_sha256=HASH, file_name="a.xml", size=9)
        yield from self.teller.tell((invoice, received))
        net, number = eur(self._total(5)), f"R{self.number}-{half}"
        lines = tuple(
            PostedLine(line=line, quantity=HALF, amount=eur(5 * self._price(line))) for line in range(1, LINES + 1)
        )
        days = {"issue_date": self.teller.now.date(), "due_date": self.teller.now.date() + timedelta(days=30)}
        posted = InvoicePosted(
            ref=invoice, supplier=self.supplier, number=number, **days, net=net, gross=net, payable=net, order=self.po,
            billed=lines, rule_version="1", tolerances=Tolerances(), arithmetic=(),
        )  # fmt: skip
        billed = PurchaseOrderBilled(ref=self.po, invoice=invoice, lines=lines, requisitions=(self.pr,))
        whose = {"supplier": self.supplier, "supplier_name": self.supplier, "invoice_number": number}
        due = PayableOpened(
            ref=payable, invoice=invoice, **whose, amount=net, due_date=days["due_date"], account=ACCOUNT
        )
        moved = self._moves(bl.FundsSpent, "accrued", 5, invoice)
        yield from self.teller.tell((invoice, posted), (self.po, billed), (payable, due), *moved)

    def _bill(self, half: int) -> tuple[Ref, Ref]:
        return ref("invoice", f"{self.number}/{half}"), ref("payable", f"{self.number}/{half}")

    def _paid(self) -> Iterator[Recorded]:
        run, bills = ref("payment_run", str(self.number)), [self._bill(half) for half in (1, 2)]
        amount = eur(self._total(5))
        payments = tuple(
            Payment(
                payable=payable,
                invoice=invoice,
                invoice_number=f"R{self.number}-{half}",
                supplier=self.supplier,
                creditor=ACCOUNT,
                amount=amount,
                end_to_end_id=f"E{self.number}-{half}",
            )
            for half, (invoice, payable) in enumerate(bills, 1)
        )
        proposed = PaymentRunProposed(
            ref=run, proposed_by="tom", debtor=ACCOUNT, currency="EUR", execution_date=date(2026, 11, 2),
            payments=payments, total=eur(2 * amount.amount), content_hash=HASH,
        )  # fmt: skip
        claims = [
            (payable, PayableClaimed(ref=payable, invoice=invoice, run=run, attempt=1)) for invoice, payable in bills
        ]
        yield from self.teller.tell((run, proposed), *claims)
        yield from self.teller.tell((run, PaymentRunReleased(ref=run, released_by="tess", content_hash=HASH)))
        yield from self.teller.tell((run, PaymentFileWritten(ref=run, file_name="run.xml", file_sha256=HASH)))
        for left, (invoice, payable) in zip((1, 0), bills, strict=True):
            of = {"payable": payable, "invoice": invoice, "bank_reference": "B1", "remaining": left}
            yield from self.teller.tell(
                (run, PaymentConcluded(ref=run, result="settled", **of)),
                (payable, PayableSettled(ref=payable, invoice=invoice, run=run, bank_reference="B1")),
                (invoice, InvoicePaid(ref=invoice, amount=amount)),
                (self.po, PurchaseOrderPaid(ref=self.po, invoice=invoice, requisitions=(self.pr,))),
                *self._moves(bl.FundsPaid, "actual", 5, invoice),
            )
        self.teller.ended(run, *(each for bill in bills for each in bill))
