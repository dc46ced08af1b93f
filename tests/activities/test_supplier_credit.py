"""Credit balances: whatever is paid, credited, given back and refunded in whatever order, no cent is lost or used twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aggregates.invoice import INVOICE
from aggregates.payable import PAYABLE, payable_key
from aggregates.purchase_order import PurchaseOrder
from aggregates.supplier_credit import SUPPLIER_CREDIT, SupplierCredit, credit_key
from audit.invariants import invariants
from bots.reading import read
from console.scenario_world import World
from contracts.ids import stream_id
from contracts.payment_run import CancelPaymentRun, ProposePaymentRun, ReleasePaymentRun
from contracts.supplier_credit import RefundSupplierCredit
from contracts.values import Ref
from events.payment_run import Payment, PaymentRunProposed
from relay import wakes
from tests.support.chain import Chain, Trade
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


def _books() -> Books:
    chain = Chain()
    order = chain.order(chain.approved(line(quantity="12", price=str(PRICE))))
    chain.receive(order, "12")
    return Books(chain, order, [chain.bill(order, f"R-{n}", (1, D(4), PRICE)) for n in range(3)])


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


def test_runs_and_a_refund_that_race_for_one_balance_take_it_once() -> None:
    books = _books()
    chain = books.chain
    books.pay([0], "settled")
    books.take_back(0, 4)
    statement = chain.banked("S", ("158.65", ""))
    runs = [
        ProposePaymentRun(
            entity="ACME",
            currency="EUR",
            account=OURS.iban,
            execution_date=chain.now.date(),
            payables=(stream_id("payable", payable_key(books.invoices[n])),),
        )
        for n in (1, 2)
    ]
    refund = RefundSupplierCredit(bank_statement=statement.id, entry=1, supplier="STAHL", why="w")
    asked = [chain.request("paul", run) for run in runs] + [chain.request("tess", refund)]
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(chain.handler.handle, asked))
    assert [answer.outcome for answer in answers[:2]] == ["accepted", "accepted"]
    proposed = [event for event in (r.event for r in chain.log.events()) if isinstance(event, PaymentRunProposed)][1:]
    netted = [one.credit.amount if one.credit else ZERO for run in proposed for one in run.payments]
    refunded = D("158.65") if answers[2].outcome == "accepted" else ZERO
    assert sum(netted, refunded) == D("158.65")
    assert answers[2].outcome == "accepted" or answers[2].code == "beyond-supplier-credit"
    assert invariants(chain.log).violations == ()
    chain.simulation.close()


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
