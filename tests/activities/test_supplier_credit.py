"""Credit balances: whatever is paid, credited, given back and refunded in whatever order, no cent is lost or used twice."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aggregates.invoice import INVOICE
from aggregates.payable import PAYABLE, payable_key
from aggregates.purchase_order import PurchaseOrder
from aggregates.supplier_credit import SUPPLIER_CREDIT, SupplierCredit, credit_key
from audit.invariants import invariants
from bots.reading.any_file import read
from console.scenario_world import World
from contracts._base import Answer, Command
from contracts.bank_statement import ReconcileBankStatement
from contracts.ids import stream_id
from contracts.invoice import MatchInvoice, RecordReading
from contracts.payment_run import CancelPaymentRun, ProposePaymentRun, ReleasePaymentRun
from contracts.supplier_credit import RefundSupplierCredit
from contracts.values import Ref
from events.payment_run import Payment, PaymentRunProposed
from relay import wakes
from tests.support.chain import Chain, Trade, reading
from tests.support.house import OURS, line
from tests.support.rules import cases

D = Decimal
ZERO, PRICE = D(0), D("33.33")


@dataclass
class Paid:
    """A payment that the bank made and that has not come back."""

    run: Ref
    payment: Payment


@dataclass
class Books:
    """Three invoices of four pieces each, and the money that really moved."""

    chain: Chain
    order: PurchaseOrder
    invoices: list[Ref]
    cash: Decimal = ZERO
    paid: dict[UUID, Paid] = field(default_factory=dict)
    told: int = 0

    @property
    def credit(self) -> SupplierCredit:
        return self.chain.handler.state(
            SUPPLIER_CREDIT, stream_id("supplier_credit", credit_key("ACME", "STAHL", "EUR"))
        )

    def payable(self, invoice: Ref) -> Any:
        return self.chain.handler.state(PAYABLE, stream_id("payable", payable_key(invoice)))

    def pay(self, which: list[int], word: str) -> None:
        """One run over what is due of some invoices; cancelled, or the bank's word on each payment."""
        due = [self.invoices[n] for n in which if self.payable(self.invoices[n]).status == "open"]
        if not due:
            return
        run, _ = self.chain.propose(*due)
        payments = self.chain.newest(PaymentRunProposed).payments
        if word == "cancelled":
            self.chain.send("paul", CancelPaymentRun(run=run.id, why="w"))
            return
        self.chain.release(run)
        for one in payments:
            result = "settled" if one.by_credit else word
            if not one.by_credit:
                self.chain.conclude(run, [one.payable.id], word)
            if result == "settled":
                self.cash += one.amount.amount
                self.paid[one.payable.id] = Paid(run, one)

    def take_back(self, which: int, *pieces: int) -> None:
        """A credit note on some pieces, in one line or several: posted where nobody is paying, and so many still stand."""
        self.told += 1
        number = self.chain.handler.state(INVOICE, self.invoices[which].id).value("number")
        lines = [(1, D(each), PRICE) for each in pieces]
        self.chain.bill(self.order, f"G-{self.told}", *lines, original=number)

    def come_back(self, which: int) -> None:
        """The bank gives the money of a payment back."""
        found = self.paid.get(stream_id("payable", payable_key(self.invoices[which])))
        if found is None or found.payment.by_credit:
            return
        self.told += 1
        amount = found.payment.amount.amount
        reference = found.payment.end_to_end_id
        self.chain.banked(f"S-{self.told}", (f"-{amount}", reference), (str(amount), reference))
        self.cash -= amount
        del self.paid[found.payment.payable.id]

    def refund(self, amount: Decimal) -> None:
        """The supplier pays so much back: accepted as far as it is free."""
        self.told += 1
        free = self.credit.free
        statement = self.chain.banked(f"S-{self.told}", (str(amount), ""))
        told = RefundSupplierCredit(bank_statement=statement.id, entry=1, supplier="STAHL", why="w")
        answer = self.chain.send("tess", told, outcome=None)
        assert (answer.outcome == "accepted") == (amount <= free)
        self.cash -= amount if answer.outcome == "accepted" else ZERO

    def prove(self) -> None:
        """What left the account is what stands of the invoices, less what is still due, with what the supplier owes."""
        states = [self.chain.handler.state(INVOICE, each.id) for each in self.invoices]
        stands = sum((each.standing_gross.amount for each in states if each.standing_gross), ZERO)
        due = [self.payable(each) for each in self.invoices]
        open_ = sum((each.amount.amount for each in due if each.status in ("open", "claimed")), ZERO)
        balance = self.credit.balance.amount if self.credit.balance else ZERO
        assert self.cash == stands - open_ + balance
        assert self.credit.free >= ZERO
        figures = self.chain.figures()
        assert figures["available"] == 10_000 - 12 * PRICE
        settled = sum((amount for each in states for amount in each.paid_lines.values()), ZERO)
        assert figures.get("paid", ZERO) == settled
        found = invariants(self.chain.log).violations
        assert found == (), found


def _books(url: str | None = None) -> Books:
    chain = Chain(url=url)
    order = chain.order(chain.approved(line(quantity="12", price=str(PRICE))))
    chain.receive(order, "12")
    return Books(chain, order, [chain.bill(order, f"R-{n}", (1, D(4), PRICE)) for n in range(3)])


@pytest.fixture
def stored(store_url: str) -> Iterator[Books]:
    """The books over a file of SQLite, and over PostgreSQL."""
    books = _books(store_url)
    yield books
    books.chain.simulation.close()


ONE = st.integers(0, 2)
WORDS = st.sampled_from(("settled", "settled", "failed", "cancelled"))
STEPS = st.one_of(
    st.tuples(st.just("pay"), st.lists(ONE, min_size=1, max_size=3, unique=True), WORDS),
    st.tuples(st.just("take_back"), ONE, st.integers(1, 4)),
    st.tuples(st.just("take_back"), ONE, st.integers(1, 2), st.integers(1, 2)),
    st.tuples(st.just("come_back"), ONE),
    st.tuples(st.just("refund"), st.sampled_from((D("0.01"), D("39.66"), D("158.65"), D("158.66")))),
)
ALL = ("pay", [0, 1, 2], "settled")


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, min_size=3, max_size=9))
@example([("pay", [0], "settled"), ("take_back", 0, 4), ("come_back", 0), ALL, ("take_back", 1, 1), ALL])
@example([("pay", [0], "settled"), ("take_back", 0, 4), ALL, ("take_back", 1, 4), ("come_back", 2), ALL])
@example([("pay", [0], "settled"), ("take_back", 0, 1), ("come_back", 0), ("take_back", 0, 3), ALL])
def test_what_was_paid_credited_and_given_back_adds_up_after_every_step(steps: list[Any]) -> None:
    books = _books()
    try:
        for name, *given_ in steps:
            getattr(books, name)(*given_)
            books.prove()
    finally:
        books.chain.simulation.close()


def test_a_credit_note_that_names_a_line_twice_takes_both_back_of_what_is_paid_and_of_what_is_open() -> None:
    books = _books()
    books.pay([0], "settled")
    for which in (0, 1):
        books.take_back(which, 1, 2)
        books.prove()
        stands = books.chain.handler.state(INVOICE, books.invoices[which].id).standing
        assert [line.quantity for line in stands] == [1]
    assert books.chain.figures() == {
        "available": 10_000 - 12 * PRICE,
        "paid": PRICE,
        "actual": 5 * PRICE,
        "accrued": 6 * PRICE,
    }
    books.chain.simulation.close()


def test_what_credit_has_paid_in_full_stays_paid_when_its_run_is_cancelled_before_the_file() -> None:
    books = _books()
    chain = books.chain
    books.pay([0], "settled")
    books.take_back(0, 4)
    run, payables = chain.propose(books.invoices[1], books.invoices[2])
    proposed = chain.newest(PaymentRunProposed)
    assert [one.by_credit for one in proposed.payments] == [True, False]
    Trade.send(chain, "tess", ReleasePaymentRun(run=run.id, content_hash=proposed.content_hash))
    Trade.send(chain, "paul", CancelPaymentRun(run=run.id, why="w"))
    chain.simulation.settle()
    assert [chain.handler.state(PAYABLE, each).status for each in payables] == ["settled", "open"]
    books.prove()
    books.pay([2], "settled")
    books.prove()
    chain.simulation.close()


def _at_once(books: Books, *asked: tuple[str, Command]) -> list[Answer]:
    """Commands of several people at the same moment, each in a thread, and then what they wake."""
    requests = [books.chain.request(who, command) for who, command in asked]
    with ThreadPoolExecutor(len(requests)) as pool:
        answers = list(pool.map(books.chain.handler.handle, requests))
    books.chain.simulation.settle()
    return answers


def _proposal(books: Books, which: int) -> ProposePaymentRun:
    return ProposePaymentRun(
        entity="ACME",
        currency="EUR",
        account=OURS.iban,
        execution_date=books.chain.now.date(),
        payables=(stream_id("payable", payable_key(books.invoices[which])),),
    )


def test_runs_and_a_refund_that_race_for_one_balance_take_it_once(stored: Books) -> None:
    books, chain = stored, stored.chain
    books.pay([0], "settled")
    books.take_back(0, 4)
    statement = chain.banked("S", ("158.65", ""))
    refund = RefundSupplierCredit(bank_statement=statement.id, entry=1, supplier="STAHL", why="w")
    answers = _at_once(
        books, ("paul", _proposal(books, 1)), ("paul", _proposal(books, 2)), ("tess", refund), ("tess", refund)
    )
    assert [answer.outcome for answer in answers[:2]] == ["accepted", "accepted"]
    proposed = [event for event in (r.event for r in chain.log.events()) if isinstance(event, PaymentRunProposed)][1:]
    netted = [one.credit.amount if one.credit else ZERO for run in proposed for one in run.payments]
    refunded = [D("158.65") for answer in answers[2:] if answer.outcome == "accepted"]
    assert sum(netted) + sum(refunded) == D("158.65")
    codes = {answer.code for answer in answers[2:] if answer.outcome != "accepted"}
    assert codes <= {"beyond-supplier-credit", "entry-already-explained"}
    books.cash -= sum(refunded, ZERO)
    books.prove()


def test_two_who_release_and_one_who_cancels_use_a_balance_once_or_not_at_all(stored: Books) -> None:
    books, chain = stored, stored.chain
    books.pay([0], "settled")
    books.take_back(0, 4)
    run, _ = chain.propose(books.invoices[1])
    release = ReleasePaymentRun(run=run.id, content_hash=chain.newest(PaymentRunProposed).content_hash)
    cancel = CancelPaymentRun(run=run.id, why="w")
    answers = _at_once(books, ("tess", release), ("tess", release), ("paul", cancel))
    done = [answer.outcome for answer in answers].count("accepted")
    assert done == 1
    status = "open" if answers[2].outcome == "accepted" else "settled"
    assert [books.payable(books.invoices[1]).status, books.credit.used == {}] == [status, status == "open"]
    books.prove()


def test_credit_notes_and_a_payment_that_comes_back_at_once_are_all_or_nothing(stored: Books) -> None:
    books, chain = stored, stored.chain
    assert books.order.ref is not None
    books.pay([0], "settled")
    paid = books.paid[stream_id("payable", payable_key(books.invoices[0]))]
    amount, reference = paid.payment.amount.amount, paid.payment.end_to_end_id
    with patch.object(chain.simulation, "settle"):
        bills = [(f"G-{n}", (1, D(pieces), PRICE)) for n, pieces in enumerate((3, 1, 3))]
        told = [reading(number, books.order.ref.number, [each], "R-0") for number, each in bills]
        notes = [chain.bill(books.order, number, each, original="R-0") for number, each in bills]
        for note, each in zip(notes, told, strict=True):
            chain.send("system", RecordReading(invoice=note.id, reading=each))
        statement = chain.banked("S", (f"-{amount}", reference), (str(amount), reference))
    _at_once(
        books,
        *(("system", MatchInvoice(invoice=note.id)) for note in notes),
        ("system", ReconcileBankStatement(bank_statement=statement.id)),
    )
    states = [chain.handler.state(INVOICE, note.id).status for note in notes]
    assert sorted(states) == ["held", "posted", "posted"]
    books.cash -= amount
    books.prove()
    assert books.payable(books.invoices[0]).status in ("open", "void")
    books.pay([0, 1, 2], "settled")
    books.prove()


@pytest.mark.parametrize(
    "case",
    [
        each
        for each in cases()
        if each.file.stem in ("credit", "currency", "discount", "returned_payment", "settlement", "supplier_credit")
    ],
    ids=lambda case: f"{case.file.stem}: {case.title}",
)
def test_the_executable_examples_violate_no_invariant(case: Any) -> None:
    world = World(case, wakes, read)
    for step in case.steps:
        world.run(step)
    assert invariants(world.sim.log).violations == ()


def test_the_balance_is_of_one_entity_and_currency() -> None:
    assert credit_key("ACME", "STAHL", "EUR") != credit_key("SUB", "STAHL", "EUR") != credit_key("SUB", "STAHL", "USD")
    assert SUPPLIER_CREDIT.initial.free == ZERO
