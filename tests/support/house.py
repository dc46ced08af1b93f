"""What the tests of the core speak in: given, when, then on events; and a small company on any store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar
from uuid import UUID

import activities.catalogue as _all  # noqa: F401 - registers every command's function
from activities._registry import Keeps, handlings
from activities.policies import Policies, load_policies
from aggregates._base import Aggregate, Facts, Refusal
from contracts._base import ADMINISTRATIVE, COMMANDS, SYSTEM, Actor, Answer, Command, Request
from contracts.budget_line import OpenBudgetLine
from contracts.contract import ContractTerms
from contracts.ids import stream_id
from contracts.legal_entity import RegisterLegalEntity
from contracts.person import GrantRole, RegisterPerson
from contracts.project import CostCode, RegisterProject
from contracts.requisition import CreateRequisition, RequisitionLine, SubmitRequisition
from contracts.role import DefineRole
from contracts.supplier import ApproveSupplier, RegisterSupplier
from contracts.values import BankAccount, CostObject, Money, Quantity, Ref
from events._base import Event
from store.handler import CommandHandler
from store.log import EventLog

S = TypeVar("S")
NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
WHERE = CostObject(project="P1", cost_code="MAT", period="2026-11")
CODES = (CostCode(cost_code="MAT", name="Material"), CostCode(cost_code="LAB", name="Labour"))
OURS = BankAccount(holder="ACME GmbH", iban="DE02120300000000202051")
THEIRS = BankAccount(holder="Stahl AG", iban="DE02500105170137075030")
HASH = "a" * 64


def eur(amount: str | int | Decimal) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def ref(kind: str, name: str = "example") -> Ref:
    return Ref(kind=kind, id=stream_id(kind, name), number=f"{kind}-{name}", entity="ACME")


def road(**more: Any) -> ContractTerms:
    """The terms of a fixed contract of 1,200 over a year."""
    of: dict[str, Any] = {"title": "Road", "kind": "fixed", "amount": eur(1200), "tax_percent": Decimal(19)}
    return ContractTerms(**of, valid_from=date(2026, 11, 1), valid_to=date(2027, 10, 31), **more)


def line(number: int = 1, quantity: str = "10", price: str = "100", supplier: str | None = "STAHL") -> RequisitionLine:
    return RequisitionLine(
        line=number,
        description="Steel beam",
        quantity=Quantity(amount=Decimal(quantity)),
        unit_price=Decimal(price),
        cost_object=WHERE,
        needed_by=date(2026, 12, 1),
        supplier=supplier,
    )


def right(command: Command | type[Command]) -> str:
    """Who may send a command: the system its follow-ups, "ada" what administrators do, "root" every transaction."""
    if command.by == "system":
        return "system"
    return "ada" if command.permission in ADMINISTRATIVE else "root"


def person(code: str) -> Actor:
    return Actor(kind="person", id=code)


def facts(who: str = "rita", *duties: str, now: datetime = NOW) -> Facts:
    return Facts(now, person(who), frozenset(duties))


@dataclass(frozen=True)
class Given(Generic[S]):
    """A document after some events: `given(KIND, *events).when(command).then(*events)`."""

    kind: Aggregate[S]
    state: S
    decision: tuple[Event, ...] | Refusal | None = None

    def when(self, command: object, known: Facts | None = None) -> Given[S]:
        before = repr(self.state)
        decision = self.kind.decide(self.state, command, known or facts())
        assert repr(self.state) == before, "a decision changed the state"
        return Given(self.kind, self.state, decision)

    def then(self, *expected: type[Event] | Event) -> S:
        """These events happened, in order (a type stands for any event of it); gives the state after them."""
        assert isinstance(self.decision, tuple), self.decision
        found = [event if isinstance(wanted, Event) else type(event) for event, wanted in zip(self.decision, expected)]  # noqa: B905
        assert found == list(expected), self.decision
        assert len(self.decision) == len(expected), self.decision
        return fold(self.kind, self.state, self.decision)

    def refused(self, code: str, **figures: str) -> None:
        assert isinstance(self.decision, Refusal), self.decision
        assert self.decision.code == code, self.decision
        assert figures.items() <= self.decision.figures.items(), self.decision

    def ignored(self) -> None:
        assert self.decision == ()


def fold(kind: Aggregate[S], state: S, events: tuple[Event, ...]) -> S:
    for event in events:
        state = kind.evolve(state, event)
    return state


def given(kind: Aggregate[S], *events: Event) -> Given[S]:
    return Given(kind, fold(kind, kind.initial, events))


@cache
def policies() -> Policies:
    return load_policies(Path(__file__).parents[2] / "policies")


TRANSACTIONS = tuple(sorted({command.permission for command in COMMANDS.values()} - ADMINISTRATIVE - {"system"}))
"""Every permission but an administrator's: no one person holds both."""
EVERYONE = {
    "rita": "requester",
    "mona": "manager",
    "bob": "buyer",
    "carl": "controller",
    "gus": "receiver",
    "ines": "intake",
    "paul": "payer",
    "tess": "treasurer",
    "fay": "finance",
    "dora": "director",
    "pia": "project_manager",
}


def any_file(_digest: str) -> bool:
    """Hashes are made up where a test is not about files: none is missed."""
    return True


@dataclass
class Company:
    """A command handler on a store, its clock, and the master data most tests need."""

    log: EventLog
    now: datetime = NOW
    keeps: Keeps = any_file
    handler: CommandHandler = field(init=False)
    sent: int = 0

    def __post_init__(self) -> None:
        self.handler = CommandHandler(self.log, handlings(policies(), self.keeps), clock=lambda: self.now)

    def send(self, who: str, command: Command, key: str | None = None, outcome: str | None = "accepted") -> Answer:
        """Send as a person ("system": the system itself) and expect an outcome (None: any)."""
        answer = self.handler.handle(self.request(who, command, key))
        assert outcome in (None, answer.outcome), answer
        return answer

    def request(self, who: str, command: Command, key: str | None = None) -> Request:
        self.sent += 1
        actor = SYSTEM if who == "system" else person(who)
        return Request(command=command, key=key or f"k{self.sent}", actor=actor)

    def found(self, budget: str = "10000") -> Company:
        """Roles, people, a company, a supplier and one budget line. "root" may do every transaction, "nora" nothing."""
        everything = TRANSACTIONS
        self.send("system", DefineRole(role="all", name="All", permissions=everything))
        for role in policies().roles:
            self.send("system", DefineRole(**dict(role)))
        for code, granted in {"root": "all", "ada": "administrator", **EVERYONE, "nora": None}.items():
            self.send("system", RegisterPerson(person=code, name=code.title()))
            if granted:
                self.send("system", GrantRole(person=code, role=granted))
        self.send(
            "ada", RegisterLegalEntity(entity="ACME", name="ACME GmbH", country="DE", currency="EUR", accounts=(OURS,))
        )
        known = {"tax_ids": ("DE136695976",), "country": "DE", "phone": "+49 30 123456"}
        supplier = RegisterSupplier(supplier="STAHL", name="Stahl AG", accounts=(THEIRS,), **known)
        self.send("bob", supplier)
        self.send("fay", ApproveSupplier(supplier="STAHL"))
        self.send("root", RegisterProject(entity="ACME", project="P1", name="P1", currency="EUR", cost_codes=CODES))
        self.send("carl", OpenBudgetLine(entity="ACME", cost_object=WHERE, amount=eur(budget)))
        return self

    def draft(self, *lines: RequisitionLine, key: str | None = None) -> UUID:
        create = CreateRequisition(entity="ACME", title="Beams", currency="EUR", lines=lines or (line(),))
        document = self.send("rita", create, key).document
        assert document is not None
        return document.id

    def submit(self, requisition: UUID, key: str | None = None, outcome: str | None = "accepted") -> Answer:
        return self.send("rita", SubmitRequisition(requisition=requisition), key, outcome)

    def pass_time(self, **period: Any) -> None:
        self.now += timedelta(**period)
