"""A whole company in memory under a virtual clock: commands, and everything that follows from them, to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from activities.simulation import Simulation
from aggregates.budget_line import BUDGET_LINE, BudgetLine, budget_key
from aggregates.payable import payable_key
from aggregates.purchase_order import PURCHASE_ORDER, PurchaseOrder
from aggregates.requisition import REQUISITION, Requisition
from contracts._base import Answer, Command
from contracts.approval import Vote
from contracts.bank_statement import ImportBankStatement, StatementEntry
from contracts.goods_receipt import ReceiptLine, RecordGoodsReceipt
from contracts.ids import stream_id
from contracts.invoice import ReceiveInvoice
from contracts.payment_run import ProposePaymentRun, ReleasePaymentRun, SettlePayment
from contracts.quotation import QuotationContents, QuotedLine, SubmitQuotation
from contracts.reading import Field, Reading, ReadLine
from contracts.requisition import RequisitionLine
from contracts.rfq import AwardLine, AwardRfq, IssueRfq, RfqLine
from contracts.values import Quantity, Ref, money
from events.approval import ApprovalOpened
from events.payment_run import PaymentRunProposed
from relay import wakes
from store.blobs import Blobs
from tests.support.house import NOW, OURS, THEIRS, WHERE, Company, policies

ASKED = RfqLine(line=1, description="Steel beam", quantity=Quantity(amount=Decimal(10)), needed_by=date(2027, 12, 1))


def reading(
    number: str, order: str, lines: Sequence[tuple[int, Decimal, Decimal]], original: str | None = None
) -> Reading:
    """What a bot reads from an invoice over lines (order line, quantity, unit price), with 19 % tax; or from a credit note
    on its `original`."""
    nets = [money(quantity * price, "EUR").amount for _, quantity, price in lines]
    net = sum(nets, Decimal(0))
    tax = money(net * Decimal("0.19"), "EUR").amount
    values = {
        "number": number,
        "issue_date": "2026-11-02",
        "currency": "EUR",
        "net_amount": f"{net:.2f}",
        "tax_amount": f"{tax:.2f}",
        "gross_amount": f"{net + tax:.2f}",
        "seller_name": "Stahl AG",
        "seller_tax_id": "DE136695976",
        "buyer_name": "ACME GmbH",
        "purchase_order": order,
        "iban": THEIRS.iban,
        "kind": "380",
    }
    if original:
        values |= {"kind": "381", "original_number": original}
    read = tuple(
        ReadLine(
            description="Steel beam",
            quantity=str(quantity),
            unit_price=str(price),
            net_amount=f"{amount:.2f}",
            tax_rate="19",
            order_line=str(line),
        )
        for (line, quantity, price), amount in zip(lines, nets, strict=True)
    )
    fields = {name: Field(value=value, source="xml", confidence=1.0) for name, value in values.items()}
    return Reading(
        file_sha256=sha256(number.encode()).hexdigest(), format="ubl", fields=fields, lines=read, bot_version="test/1"
    )


class Trade(Company):
    """A company that requests, receives, is billed and pays; its processes run elsewhere."""

    blobs: Blobs

    def newest(self, kind: type) -> Any:
        return [recorded.event for recorded in self.log.events() if isinstance(recorded.event, kind)][-1]

    @property
    def budget(self) -> BudgetLine:
        return self.handler.state(BUDGET_LINE, stream_id("budget_line", budget_key("ACME", WHERE)))

    def figures(self) -> dict[str, Decimal]:
        """What stands in each stage."""
        line = self.budget
        stages: dict[str, Decimal] = {"available": line.available, "paid": line.paid}
        for (stage, _), amount in line.holds.items():
            stages[stage] = stages.get(stage, Decimal(0)) + amount
        assert sum(stages.values()) == line.budget
        return {stage: amount for stage, amount in stages.items() if amount}

    def requested(self, *lines: RequisitionLine) -> UUID:
        requisition = self.draft(*lines)
        self.submit(requisition)
        return requisition

    def approved(self, *lines: RequisitionLine, voters: Sequence[str] = ("mona",)) -> UUID:
        requisition = self.requested(*lines)
        for voter in voters:
            self.vote(voter)
        return requisition

    def vote(self, who: str, verdict: Any = "approve", outcome: str = "accepted") -> Answer:
        return self.send(who, Vote(approval=self.newest(ApprovalOpened).ref.id, verdict=verdict), outcome=outcome)

    def requisition(self, stream: UUID) -> Requisition:
        return self.handler.state(REQUISITION, stream)

    def order(self, requisition: UUID, number: int = 0) -> PurchaseOrder:
        return self.handler.state(PURCHASE_ORDER, self.requisition(requisition).orders[number].id)

    def receive(self, order: PurchaseOrder, quantity: Decimal | str, line: int = 1) -> None:
        assert order.ref is not None
        lines = (ReceiptLine(order_line=line, accepted=Decimal(quantity)),)
        self.send("gus", RecordGoodsReceipt(order=order.ref.id, lines=lines))

    def bill(
        self, order: PurchaseOrder, number: str, *lines: tuple[int, Decimal, Decimal], original: str | None = None
    ) -> Ref:
        """An invoice file, or a credit note on an original, comes in, is read and judged."""
        assert order.ref is not None
        data = reading(number, order.ref.number, lines, original).model_dump_json().encode()
        digest = self.blobs.put(data)
        receive = ReceiveInvoice(entity="ACME", file_sha256=digest, file_name=f"{number}.xml", size=len(data))
        document = self.send("ines", receive).document
        assert document is not None
        return document

    def propose(self, *invoices: Ref) -> tuple[Ref, tuple[UUID, ...]]:
        """A payment run over invoices, and its payables."""
        payables = tuple(stream_id("payable", payable_key(invoice)) for invoice in invoices)
        propose = ProposePaymentRun(
            entity="ACME", currency="EUR", account=OURS.iban, execution_date=date(2026, 12, 2), payables=payables
        )
        run = self.send("paul", propose).document
        assert run is not None
        return run, payables

    def banked(self, name: str, *booked: tuple[str, str], opening: str = "100000") -> Ref:
        """A statement of our account with entries (signed amount, end-to-end id)."""
        entries = tuple(
            StatementEntry(
                number=number,
                booked_on=date(2026, 12, 2),
                direction="out" if amount.startswith("-") else "in",
                amount=money(abs(Decimal(amount)), "EUR"),
                end_to_end_id=reference or None,
            )
            for number, (amount, reference) in enumerate(booked, 1)
        )
        closing = Decimal(opening) + sum((Decimal(amount) for amount, _ in booked), Decimal(0))
        take = ImportBankStatement(
            entity="ACME",
            account=OURS.identifier,
            statement=name,
            closed_on=date(2026, 12, 2),
            opening=money(Decimal(opening), "EUR"),
            closing=money(closing, "EUR"),
            entries=entries,
            file_sha256=self.blobs.put(name.encode()),
            format="csv",
        )
        ref = self.send("tess", take).document
        assert ref is not None
        return ref

    def asked(self, deadline: datetime) -> Ref:
        """An RFQ for beams, and the one quotation that came."""
        ask = IssueRfq(
            entity="ACME", title="Beams", currency="EUR", lines=(ASKED,), suppliers=("STAHL",), deadline=deadline
        )
        rfq = self.send("bob", ask).document
        assert rfq is not None
        offered = QuotedLine(line=1, unit_price=Decimal("99.50"))
        contents = QuotationContents(currency="EUR", lines=(offered,), valid_until=deadline.date() + timedelta(days=90))
        self.send("bob", SubmitQuotation(rfq=rfq.id, supplier="STAHL", contents=contents))
        return rfq

    def award(self, rfq: Ref) -> None:
        """Everything to the only one who quoted."""
        line = AwardLine(award_line=1, line=1, supplier="STAHL", quantity=Decimal(10))
        award = AwardRfq(rfq=rfq.id, lines=(line,), reason="the only offer", single_source_reason="nobody else quoted")
        self.send("bob", award)

    def release(self, run: Ref) -> None:
        proposed = self.newest(PaymentRunProposed)
        assert proposed.ref == run
        flagged = tuple(dict.fromkeys(one.creditor.identifier for one in proposed.payments if one.flags))
        seen = {"content_hash": proposed.content_hash, "acknowledged": flagged}
        self.send("tess", ReleasePaymentRun(run=run.id, **seen))

    def conclude(self, run: Ref, payables: Sequence[UUID], result: Any = "settled") -> None:
        """The bank's word."""
        for payable in payables:
            self.send("tess", SettlePayment(run=run.id, payable=payable, result=result, bank_reference="B-1"))


class Chain(Trade):
    """The company with its processes in memory: after each command, everything it wakes is done."""

    def __init__(self, budget: str = "10000", url: str | None = None) -> None:
        self.simulation = Simulation(policies(), wakes, Reading.model_validate_json, NOW, url)
        super().__init__(self.simulation.log)
        self.handler, self.blobs = self.simulation.handler, self.simulation.blobs
        self.found(budget)

    def send(self, who: str, command: Command, key: str | None = None, outcome: str | None = "accepted") -> Answer:
        answer = super().send(who, command, key, outcome)
        self.simulation.settle()
        return answer

    def pay(self, *invoices: Ref) -> None:
        """One run over the invoices, released, sent and settled by the bank."""
        run, payables = self.propose(*invoices)
        self.release(run)
        self.conclude(run, payables)
