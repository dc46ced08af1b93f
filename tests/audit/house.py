"""A small house with real commands: master data, one case paid to the end, one waiting, on a log of one's own."""

from datetime import date, time, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from aggregates.payable import payable_key
from contracts._base import Answer
from contracts.approval import Vote
from contracts.bank_change import ProposeBankChange, WithdrawBankChange
from contracts.bank_statement import EntryPayment, ExplainEntry, ImportBankStatement, MatchEntry, StatementEntry
from contracts.budget_line import OpenBudgetLine
from contracts.category import DefineCategory
from contracts.change_order import BudgetDelta, ChangeTerms, DraftChangeOrder, SubmitChangeOrder
from contracts.contract import ContractTerms, DraftContract, RecordSignature, SubmitContract
from contracts.department import DefineDepartment
from contracts.exchange_rate import RecordExchangeRate
from contracts.goods_receipt import ReceiptLine, RecordGoodsReceipt
from contracts.ids import stream_id
from contracts.invoice import ReceiveInvoice
from contracts.item import DefineItem
from contracts.legal_entity import RegisterLegalEntity
from contracts.payment_run import ProposePaymentRun, ReleasePaymentRun, SettlePayment
from contracts.person import GrantRole, RegisterPerson
from contracts.project import CostCode, RegisterProject
from contracts.quotation import QuotationContents, QuotedLine, SubmitQuotation
from contracts.reading import Field, Reading, ReadLine
from contracts.requisition import CreateRequisition, RequisitionLine, SubmitRequisition
from contracts.requisition_template import DefineRequisitionTemplate, TemplateLine
from contracts.rfq import IssueRfq, RfqLine
from contracts.role import DefineRole
from contracts.supplier import ApproveSupplier, RegisterSupplier
from contracts.tax_code import DefineTaxCode
from contracts.values import BankAccount, CostObject, Money, Quantity, Ref
from contracts.working_calendar import DefineWorkingCalendar, WorkingHours
from events.approval import ApprovalOpened
from events.payment_run import PaymentRunProposed
from events.purchase_order import PurchaseOrderIssued
from tests.audit.engine import Engine

WHERE = CostObject(project="P1", cost_code="MAT", period="2026-11")
CODES = (CostCode(cost_code="MAT", name="Material"),)
OURS = BankAccount(holder="ACME GmbH", iban="DE02120300000000202051", bic="BYLADEM1001")
THEIRS = BankAccount(holder="Stahl & Söhne <AG>", iban="DE02500105170137075030", bic="INGDDEFF")
CALENDAR = DefineWorkingCalendar(
    calendar="DE",
    name="Germany",
    country="DE",
    year=2026,
    time_zone="Europe/Berlin",
    hours=(WorkingHours(begins=time(8), ends=time(16)),),
)
PEOPLE = {
    "root": "administrator",
    "rita": "requester",
    "mona": "manager",
    "bob": "buyer",
    "carl": "controller",
    "gus": "receiver",
    "ines": "intake",
    "paul": "payer",
    "tess": "treasurer",
    "fay": "finance",
}


class House(Engine):
    """What the people of the house do."""

    def master_data(self, budget: str = "10000", control: Any = "stop") -> None:
        """Roles, people, a company, a supplier and a budget line."""
        for role in self.policies.roles:
            self.send("system", DefineRole(role=role.role, name=role.name, permissions=role.permissions))
        for person, held in PEOPLE.items():
            self.send("system", RegisterPerson(person=person, name=person.title()))
            self.send("system", GrantRole(person=person, role=held))
        self.send(
            "root", RegisterLegalEntity(entity="ACME", name="ACME GmbH", country="DE", currency="EUR", accounts=(OURS,))
        )
        self.send("root", DefineDepartment(department="WORKS", name="Works", head="mona", valid_from=date(2026, 1, 1)))
        self.send("root", CALENDAR)
        supplier = RegisterSupplier(
            supplier="STAHL",
            name="Stahl & Söhne",
            tax_ids=("DE136695976",),
            country="DE",
            accounts=(THEIRS,),
            phone="+49 30 123456",
        )
        self.send("bob", supplier)
        self.send("fay", ApproveSupplier(supplier="STAHL"))
        self.send("carl", RegisterProject(entity="ACME", project="P1", name="P1", currency="EUR", cost_codes=CODES))
        self.catalogue()
        amount = Money(amount=Decimal(budget), currency="EUR")
        self.send("carl", OpenBudgetLine(entity="ACME", cost_object=WHERE, amount=amount, control=control))

    def change_account(self) -> None:
        """A change of the supplier's account is proposed and taken back."""
        letter = sha256(b"letter").hexdigest()
        propose = ProposeBankChange(
            supplier="STAHL", account=OURS, evidence_sha256=letter, call_back_phone="+49 30 123456"
        )
        ref = self.send("bob", propose).document
        assert ref is not None
        self.send("bob", WithdrawBankChange(bank_change=ref.id, why="mistaken"))

    def catalogue(self) -> None:
        """One document of each kind that requisitions may name."""
        self.send("bob", DefineCategory(category="STEEL", name="Steel"))
        self.send("bob", DefineItem(item="BEAM", name="Beam", base_unit="MTR", category="STEEL"))
        percents = {"rate_percent": Decimal(19), "recoverable_percent": Decimal(100)}
        tax = DefineTaxCode(tax_code="DE19", name="USt", country="DE", valid_from=date(2021, 1, 1), **percents)
        self.send("fay", tax)
        rate = {"from_currency": "EUR", "to_currency": "CNY", "on": date(2026, 11, 2), "rate": Decimal("8.1")}
        self.send("fay", RecordExchangeRate.model_validate({**rate, "source": "ECB"}))
        line = TemplateLine(
            line=1,
            description="Steel beam",
            quantity=Quantity(amount=Decimal(10)),
            unit_price=Decimal(100),
            project="P1",
            cost_code="MAT",
        )
        template = DefineRequisitionTemplate(
            entity="ACME", template="BEAMS", name="Beams", currency="EUR", lines=(line,)
        )
        self.send("bob", template)

    def request(self, price: str = "100", supplier: str | None = "STAHL", outcome: str = "accepted") -> Ref:
        """A submitted requisition of ten pieces."""
        line = RequisitionLine(
            line=1,
            description="Steel beam",
            quantity=Quantity(amount=Decimal(10)),
            unit_price=Decimal(price),
            cost_object=WHERE,
            needed_by=date(2026, 12, 1),
            supplier=supplier,
        )
        create = CreateRequisition(entity="ACME", title="Beams 钢梁", currency="EUR", lines=(line,))
        ref = self.send("rita", create).document
        assert ref is not None
        self.send("rita", SubmitRequisition(requisition=ref.id), outcome)
        return ref

    def ask_for_quotations(self) -> Ref:
        """An RFQ that waits for its deadline, with one sealed quotation."""
        line = RfqLine(line=1, description="Bolts", quantity=Quantity(amount=Decimal(5)), needed_by=date(2026, 12, 1))
        deadline = self.now + timedelta(days=7)
        ask = IssueRfq(
            entity="ACME", title="Bolts", currency="EUR", lines=(line,), suppliers=("STAHL",), deadline=deadline
        )
        ref = self.send("bob", ask).document
        assert ref is not None
        offered = QuotedLine(line=1, unit_price=Decimal("1.25"))
        contents = QuotationContents(currency="EUR", lines=(offered,), valid_until=date(2026, 12, 31))
        self.send("bob", SubmitQuotation(rfq=ref.id, supplier="STAHL", contents=contents))
        return ref

    def approve(self, outcome: str = "accepted", who: str = "mona") -> Answer:
        """The manager votes on the newest approval."""
        opened = self.newest(ApprovalOpened)
        return self.send(who, Vote(approval=opened.ref.id, verdict="approve"), outcome)

    def agree(self) -> None:
        """A contract, approved and signed by both, and a change of it."""
        terms = ContractTerms(
            title="Frame", kind="framework", amount=Money(amount=Decimal(900), currency="EUR"), tax_percent=Decimal(19),
            valid_from=date(2026, 11, 1), valid_to=date(2027, 10, 31),
        )  # fmt: skip
        contract = self.send("bob", DraftContract(entity="ACME", supplier="STAHL", terms=terms)).document
        assert contract is not None
        self.send("bob", SubmitContract(agreement=contract.id, version=1))
        self.approve()
        signed = {"agreement": contract.id, "version": 1, "signer": "S", "signed_on": "2026-11-02"}
        for party in ("ours", "theirs"):
            self.send("fay", RecordSignature.model_validate(signed | {"party": party, "file_sha256": "a" * 64}))
        more = Money(amount=Decimal(10), currency="EUR")
        change = ChangeTerms(amount=more, budget=(BudgetDelta(cost_object=WHERE, amount=more),), reason="More")
        order = self.send("bob", DraftChangeOrder(agreement=contract.id, terms=change)).document
        assert order is not None
        self.send("bob", SubmitChangeOrder(change_order=order.id))
        self.approve()

    def receive(self, order: Ref) -> None:
        """All ten pieces arrive."""
        lines = (ReceiptLine(order_line=1, accepted=Decimal(10)),)
        self.send("gus", RecordGoodsReceipt(order=order.id, lines=lines))

    def bill(self, order: Ref, number: str = "R-1", price: str = "100") -> UUID:
        """An invoice file over all ten pieces comes in and is read; gives the payable."""
        data = f"invoice {number}".encode()
        digest = self.blobs.put(data)
        assert digest == sha256(data).hexdigest()
        net = Decimal(price) * 10
        values = {
            "number": number,
            "issue_date": "2026-11-02",
            "currency": "EUR",
            "net_amount": f"{net:.2f}",
            "tax_amount": f"{net * Decimal('0.19'):.2f}",
            "gross_amount": f"{net * Decimal('1.19'):.2f}",
            "kind": "380",
            "seller_name": "Stahl & Söhne",
            "seller_tax_id": "DE136695976",
            "buyer_name": "ACME GmbH",
            "purchase_order": order.number,
            "iban": THEIRS.iban,
        }
        line = ReadLine(
            description="Steel beam", quantity="10", unit_price=price, net_amount=f"{net:.2f}", tax_rate="19"
        )
        self.readings[data] = Reading(
            file_sha256=digest,
            format="ubl",
            fields={name: Field(value=value, source="xml", confidence=1.0) for name, value in values.items()},
            lines=(line,),
            bot_version="test/1",
        )
        receive = ReceiveInvoice(entity="ACME", file_sha256=digest, file_name=f"{number}.xml", size=len(data))
        ref = self.send("ines", receive).document
        assert ref is not None
        return stream_id("payable", payable_key(ref))

    def propose(self, *payables: UUID) -> Ref:
        """A payment run over payables."""
        run = ProposePaymentRun(
            entity="ACME",
            currency="EUR",
            account=OURS.iban,
            execution_date=date(2026, 12, 2),
            payables=payables,
        )
        ref = self.send("paul", run).document
        assert ref is not None
        return ref

    def release(self, run: Ref) -> None:
        """A second person releases it; the file is written at once."""
        proposed = self.newest(PaymentRunProposed)
        self.send("tess", ReleasePaymentRun(run=run.id, content_hash=proposed.content_hash))

    def conclude(self, run: Ref, payable: UUID, result: Any = "settled") -> None:
        """The bank's word."""
        self.send("tess", SettlePayment(run=run.id, payable=payable, result=result, bank_reference="B-77"))


def _banked(house: House, run: Ref, payable: UUID) -> None:
    """The statement of the day: the payment is found by a person, the fee explained, and the next statement has a gap."""
    euros = [Money(amount=Decimal(each), currency="EUR") for each in ("5000", "1190", "10", "3800", "3795")]
    opening, paid, fee, closing, after = euros
    out = {"booked_on": date(2026, 12, 2), "direction": "out"}
    entries = (
        StatementEntry(number=1, amount=paid, end_to_end_id="INV-2026-000001/1-2", **out),
        StatementEntry(number=2, amount=fee, text="fee", **out),
    )
    told = {"entity": "ACME", "account": OURS.iban, "format": "camt.053.001.08"}
    for number, (day, opens, closes, some) in enumerate(((2, opening, closing, entries), (3, after, after, ()))):
        data = house.blobs.put(f"statement {number}".encode())
        balances = {"closed_on": date(2026, 12, day), "opening": opens, "closing": closes, "entries": some}
        take = ImportBankStatement.model_validate({**told, **balances, "statement": f"S{number}", "file_sha256": data})
        ref = house.send("tess", take).document
        assert ref is not None
        if some:
            match = EntryPayment(run=run.id, payable=payable)
            house.send("tess", MatchEntry(bank_statement=ref.id, entry=1, payments=(match,), why="the only one"))
            house.send("tess", ExplainEntry(bank_statement=ref.id, entry=2, purpose="fee", why="monthly"))


def live_house(url: str, folder: Path) -> House:
    """One case paid to the end (its first payment failed at the bank), one waiting for approval, one RFQ waiting."""
    house = House(url, folder)
    house.master_data()
    house.request()
    house.approve()
    order = house.newest(PurchaseOrderIssued).ref
    house.receive(order)
    payable = house.bill(order)
    for result in ("failed", "settled"):
        run = house.propose(payable)
        house.release(run)
        house.conclude(run, payable, result)
    _banked(house, run, payable)
    house.agree()
    house.request("200")
    house.approve("refused", who="rita")
    house.request("9000", outcome="refused")
    house.change_account()
    house.ask_for_quotations()
    return house
