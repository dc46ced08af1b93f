"""A web door over the house in memory: real handler, real processes, real read models, a virtual clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import httpx
from argon2 import PasswordHasher

from activities.policies import Policies, load_policies
from activities.simulation import Simulation
from adapters.samples import InvoiceSpec, Party, SampleLine, ubl_xml
from bots.opening_mail import Opened, open_mail
from bots.page_picture import Page, draw
from bots.reader import InvoiceReader
from bots.reading.any_file import read
from bots.unpacking import Sorted, sort_file
from contracts._base import SYSTEM, Actor, Answer, Command, Request
from contracts.approval import Vote
from contracts.budget_line import OpenBudgetLine
from contracts.goods_receipt import ReceiptLine, RecordGoodsReceipt
from contracts.invoice import ReceiveInvoice
from contracts.legal_entity import RegisterLegalEntity
from contracts.person import GrantRole, RegisterPerson
from contracts.project import CostCode, RegisterProject
from contracts.requisition import CreateRequisition, RequisitionLine, SubmitRequisition
from contracts.role import DefineRole
from contracts.supplier import ApproveSupplier, RegisterSupplier
from contracts.tax_verification import RegisterRule
from contracts.values import BankAccount, CostObject, Money, Quantity, Ref
from events._base import Event
from events.approval import ApprovalOpened
from events.payable import PayableOpened
from events.purchase_order import PurchaseOrderIssued
from projections import PROJECTIONS
from projections.runner import Runner
from projections.views import Views
from relay import wakes
from tests.support.house import TRANSACTIONS
from web.access import Access
from web.app import create_app

POLICIES = Path(__file__).parents[2] / "policies"
WHERE = CostObject(project="P1", cost_code="MAT", period="2026-11")
OURS = BankAccount(holder="ACME GmbH", iban="DE02120300000000202051", bic="BYLADEM1001")
THEIRS = BankAccount(holder="Stahl GmbH", iban="DE02500105170137075030", bic="INGDDEFF")
PHONE = "+49 30 123456"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "correct horse battery 电池"
PEOPLE = {
    "rita": ("requester", "ACME"),
    "sam": ("requester", "SUB"),
    "mona": ("manager", "ACME"),
    "bob": ("buyer", "*"),
    "fei": ("foreman", "ACME"),
    "gus": ("receiver", "ACME"),
    "boss": ("boss", "*"),
    "chief": ("boss", "*"),
    "ada": ("administrator", "*"),
    "adam": ("administrator", "*"),
    "clerk": ("clerk", "*"),
    "nobody": ("", ""),
}
"""Person -> role and entity; `boss` may do every transaction, `ada` and `adam` administer, `clerk` may do nothing."""


def _policies() -> Policies:
    """The shipped ones, and German entities ask a register about what they pay."""
    asked = RegisterRule(country="*", registry="vies", days=366, daily_cap=100, months=1)
    return load_policies(POLICIES).model_copy(update={"registers": (asked,)})


class Door:
    """The application and everything behind it."""

    def __init__(self, folder: Path, *, demo: bool = True) -> None:
        self.house = Simulation(_policies(), wakes, read, datetime(2026, 11, 2, 8, tzinfo=UTC))
        self.views = Views(f"sqlite:///{folder}/views.db")
        self.runner = Runner(list(PROJECTIONS), self.house.log, self.views)
        self.access = Access(f"sqlite:///{folder}/access.db", lambda: self.house.now, CHEAP)
        self._sent = 0
        self.app = create_app(
            handler=self.house.handler,
            log=self.house.log,
            views=self.views,
            blobs=self.house.blobs,
            reader=cast("InvoiceReader", _Reader()),
            access=self.access,
            clock=lambda: self.house.now,
            policies=_policies(),
            demo=demo,
        )

    @asynccontextmanager
    async def client(self, base: str = "http://localhost:8080", **headers: str) -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url=base, headers=headers) as client:
            yield client

    def as_(self, person: str) -> Any:
        return self.client(**{"X-Req2pay-As": person})

    def bearing(self, secret: str) -> Any:
        return self.client(Authorization=f"Bearer {secret}")

    def send(self, who: str, command: Command) -> Answer:
        self._sent += 1
        actor = SYSTEM if who == "system" else Actor(kind="person", id=who)
        answer = self.house.send(Request(command=command, key=f"k{self._sent}", actor=actor, channel="cli"))
        assert answer.outcome == "accepted", answer
        return answer

    def made(self, who: str, command: Command) -> Ref:
        document = self.send(who, command).document
        assert document is not None
        return document

    def later(self, **period: int) -> None:
        self.house.advance_to(self.house.now + timedelta(**period))

    def show(self) -> None:
        self.runner.catch_up()

    def newest(self, kind: type[Event]) -> Any:
        recent = self.house.log.page(max(0, self.house.log.head() - 200))
        return [recorded.event for recorded in recent if isinstance(recorded.event, kind)][-1]

    def master_data(self) -> None:
        roles = {role.role: role.permissions for role in self.house_roles()} | {"boss": TRANSACTIONS, "clerk": ()}
        for role, permissions in roles.items():
            self.send("system", DefineRole(role=role, name=role, permissions=permissions))
        for entity in ("ACME", "SUB"):
            register = RegisterLegalEntity(
                entity=entity, name=f"{entity} GmbH", country="DE", currency="EUR", accounts=(OURS,)
            )
            self.send("system", register)
        for person, (role, entity) in PEOPLE.items():
            self.send("system", RegisterPerson(person=person, name=person.title()))
            if role:
                self.send("system", GrantRole(person=person, role=role, entity=entity))
        for entity in ("ACME", "SUB"):
            codes = (CostCode(cost_code=WHERE.cost_code, name="Material"),)
            project = RegisterProject(entity=entity, project="P1", name="P1", currency="EUR", cost_codes=codes)
            self.send("boss", project)
            amount = Money(amount=Decimal(200_000), currency="EUR")
            self.send("boss", OpenBudgetLine(entity=entity, cost_object=WHERE, amount=amount))
        self.send("bob", supplier())
        self.send("boss", ApproveSupplier(supplier="STAHL"))

    def house_roles(self) -> tuple[Any, ...]:
        return load_policies(POLICIES).roles

    def draft(self, who: str = "rita", entity: str = "ACME", supplier: str | None = None, kind: Any = "goods") -> Ref:
        line = RequisitionLine(
            line=1,
            description="Steel beam",
            quantity=Quantity(amount=Decimal(10)),
            unit_price=Decimal(100),
            cost_object=WHERE,
            needed_by=date(2026, 12, 1),
            supplier=supplier,
            kind=kind,
        )
        create = CreateRequisition(entity=entity, title="Beams 钢梁", currency="EUR", lines=(line,))
        return self.made(who, create)

    def submitted(self, **options: Any) -> Ref:
        ref = self.draft(**options)
        self.send(options.get("who", "rita"), SubmitRequisition(requisition=ref.id))
        return ref

    def approved(self, **options: Any) -> Ref:
        ref = self.submitted(**options)
        self.send("mona", Vote(approval=self.newest(ApprovalOpened).ref.id, verdict="approve"))
        return ref

    def ordered(self, kind: str = "goods") -> Ref:
        self.approved(supplier="STAHL", kind=kind)
        order: Ref = self.newest(PurchaseOrderIssued).ref
        return order

    def billed(self, order: Ref, number: str = "R-1", quantity: int = 10) -> Ref:
        data = invoice(order.number, number, quantity)
        digest = self.house.blobs.put(data)
        receive = ReceiveInvoice(entity="ACME", file_sha256=digest, file_name="r.xml", size=len(data))
        return self.made("boss", receive)

    def credit(self, order: Ref, number: str, original: str) -> Ref:
        """A credit note on one piece of an invoice."""
        reference = f"<cbc:ID>{original}</cbc:ID>"
        reference = f"<cac:InvoiceDocumentReference>{reference}</cac:InvoiceDocumentReference>"
        party = b"<cac:AccountingSupplierParty>"
        data = invoice(order.number, number, 1).replace(b"TypeCode>380<", b"TypeCode>381<")
        data = data.replace(party, f"<cac:BillingReference>{reference}</cac:BillingReference>".encode() + party)
        digest = self.house.blobs.put(data)
        receive = ReceiveInvoice(entity="ACME", file_sha256=digest, file_name="c.xml", size=len(data))
        return self.made("boss", receive)

    def payable(self) -> Any:
        order = self.ordered()
        lines = (ReceiptLine(order_line=1, accepted=Decimal(10)),)
        self.send("gus", RecordGoodsReceipt(order=order.id, lines=lines))
        self.billed(order, f"R-{self._sent}")
        return self.newest(PayableOpened).ref

    def close(self) -> None:
        self.access.close()
        self.views.close()
        self.house.close()


class _Reader:
    """Reads in this process: what limits the reader has its own tests."""

    def read(self, data: bytes) -> Any:
        return read(data)

    def sort(self, data: bytes, start: int = 0) -> Sorted:
        return sort_file(data, start)

    def page(self, data: bytes, number: int) -> Page:
        return draw(data, number)

    def open_mail(self, data: bytes) -> Opened:
        return open_mail(data)


def supplier(code: str = "STAHL") -> RegisterSupplier:
    tax_ids = ("DE136695976",) if code == "STAHL" else ()
    return RegisterSupplier(
        supplier=code, name="Stahl GmbH", tax_ids=tax_ids, country="DE", accounts=(THEIRS,), phone=PHONE
    )


def invoice(order: str, number: str = "R-1", quantity: int = 10) -> bytes:
    lines = (SampleLine("Steel beam", Decimal(quantity), Decimal(100), order_line="1"),)
    seller = Party("Stahl GmbH", "DE136695976", iban=THEIRS.identifier)
    return ubl_xml(InvoiceSpec(number, "2026-11-02", "EUR", seller, Party("ACME GmbH", ""), order, lines))
