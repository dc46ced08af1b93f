"""Any commands in any order, from request to payment: the house and a model of plain dictionaries never differ.

`REQ2PAY_MACHINE_RUNS` sets how many runs (make machine: many); each makes up to 50 steps.
"""

from __future__ import annotations

import os
from collections import Counter
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from aggregates.budget_line import BUDGET_LINE, budget_key
from aggregates.invoice import INVOICE
from aggregates.purchase_order import PURCHASE_ORDER
from aggregates.requisition import REQUISITION
from audit.invariants import invariants
from contracts.approval import Vote
from contracts.budget_line import OpenBudgetLine
from contracts.goods_receipt import ReceiptLine, RecordGoodsReceipt, ReturnGoods, ReturnLine
from contracts.ids import stream_id
from contracts.invoice import CancelInvoice, ResolveInvoice
from contracts.purchase_order import CancelPurchaseOrder, ClosePurchaseOrder, IssuePurchaseOrder, OrderLine
from contracts.requisition import (
    CloseRequisitionShort,
    RequisitionLine,
    ReviseRequisition,
    SubmitRequisition,
    WithdrawRequisition,
)
from contracts.values import Ref
from tests.machine.model import OVER_RECEIPT, Bill, Model, Order, Ordered, Requested, Requisition, price_fits
from tests.support.chain import Chain
from tests.support.house import WHERE, eur, line

D = Decimal
SEEN: Counter[str] = Counter()
RUNS = int(os.environ.get("REQ2PAY_MACHINE_RUNS", "200"))
BUDGETS = {"MAT": D(10000), "LAB": D(300)}
WHERES = {code: WHERE.model_copy(update={"cost_code": code}) for code in BUDGETS}
quantities = st.integers(1, 12).map(D)
prices = st.integers(100, 9000).map(lambda cents: D(cents) / 100)
codes = st.sampled_from(sorted(BUDGETS))
wanted_lines = st.lists(st.tuples(quantities, prices, codes), min_size=1, max_size=3)


class WholeChain(RuleBasedStateMachine):
    """One company; requisitions, orders and invoices by their stream ids, as the model knows them.

    Most rules choose among what there is to do, so that fifty steps lead somewhere.
    """

    requisitions: Bundle[str] = Bundle("requisitions")

    @initialize()
    def found(self) -> None:
        self.chain = Chain(str(BUDGETS["MAT"]))
        opened = OpenBudgetLine(entity="ACME", cost_object=WHERES["LAB"], amount=eur(BUDGETS["LAB"]))
        self.chain.send("carl", opened)
        self.model = Model(dict(BUDGETS))
        self.refs: dict[str, Ref] = {}
        self.numbers = 0

    def teardown(self) -> None:
        if hasattr(self, "chain"):
            SEEN.update(recorded.event.stored_as for recorded in self.chain.log.events())
            report = invariants(self.chain.log)
            assert report.clean, report.violations
            self.chain.simulation.close()

    def _asked(self, wanted: list[tuple[D, D, str]], supplier: str | None) -> tuple[RequisitionLine, ...]:
        return tuple(
            line(number, str(quantity), str(price), supplier).model_copy(update={"cost_object": WHERES[code]})
            for number, (quantity, price, code) in enumerate(wanted, 1)
        )

    def _submit(self, stream: UUID, lines: dict[int, Requested]) -> bool:
        fits = self.model.reservable(lines)
        answer = self.chain.submit(stream, outcome=None)
        assert answer.outcome == ("accepted" if fits else "refused"), answer
        assert fits or answer.code == "budget-exceeded", answer
        return fits

    @rule(target=requisitions, wanted=wanted_lines, named=st.booleans(), approved=st.booleans())
    def request(self, wanted: list[tuple[D, D, str]], *, named: bool, approved: bool) -> Any:
        stream = self.chain.draft(*self._asked(wanted, "STAHL" if named else None))
        lines = {n: Requested(quantity, price, code) for n, (quantity, price, code) in enumerate(wanted, 1)}
        if not self._submit(stream, lines):
            return multiple()
        self.model.requisitions[str(stream)] = Requisition(lines)
        if approved:
            self._vote(str(stream), "approve")
        return str(stream)

    @rule(name=requisitions, verdict=st.sampled_from(["approve", "approve", "approve", "reject", "return"]))
    def vote(self, name: str, verdict: Any) -> None:
        self._vote(name, verdict)

    def _vote(self, name: str, verdict: Any) -> None:
        known = self.model.requisitions[name]
        state = self.chain.handler.state(REQUISITION, UUID(name))
        assert state.asked is not None
        voted = Vote(approval=state.asked.approval, verdict=verdict)
        answer = self.chain.send("mona", voted, outcome=None)
        if known.status != "submitted":
            assert (answer.outcome, answer.code) == ("refused", "approval-closed")
            return
        assert answer.outcome == "accepted"
        known.status = {"approve": "approved", "reject": "rejected", "return": "returned"}[verdict]
        if known.status == "approved":
            self._ordered_at_once(name)

    def _ordered_at_once(self, name: str) -> None:
        """Lines that name their supplier are ordered by the process."""
        for ref in self.chain.requisition(UUID(name)).orders:
            self._learn(
                name,
                ref,
                {
                    n: (found.requisition_line, found.quantity, found.unit_price)
                    for n, found in self._lines(ref).items()
                },
            )

    def _lines(self, ref: Ref) -> dict[int, Any]:
        return {found.line: found for found in self.chain.handler.state(PURCHASE_ORDER, ref.id).lines}

    def _learn(self, name: str, ref: Ref, lines: dict[int, tuple[int, D, D]]) -> None:
        requisition = self.model.requisitions[name]
        placed = {}
        for number, (of, quantity, price) in lines.items():
            requisition.lines[of].ordered += quantity
            placed[number] = Ordered(quantity, price, requisition.lines[of].budget)
        self.model.orders[str(ref.id)] = Order(name, placed, {number: of for number, (of, _, _) in lines.items()})
        requisition.orders.append(str(ref.id))

    @precondition(lambda self: any(r.status == "approved" for r in self.model.requisitions.values()))
    @rule(data=st.data(), quantity=quantities, off=st.integers(-3, 1))
    def order_a_part(self, data: st.DataObject, quantity: D, off: int) -> None:
        approved = [name for name, known in self.model.requisitions.items() if known.status == "approved"]
        name = data.draw(st.sampled_from(approved))
        self._order(name, data.draw(st.sampled_from(sorted(self.model.requisitions[name].lines))), quantity, off)

    @rule(name=requisitions, which=st.integers(1, 4), quantity=quantities)
    def order_of_anything(self, name: str, which: int, quantity: D) -> None:
        self._order(name, which, quantity, 0)

    def _order(self, name: str, which: int, quantity: D, off: int) -> None:
        known = self.model.requisitions[name]
        wanted = known.lines.get(which)
        price = max((wanted.price if wanted else D(1)) + D(off) / 100, D(0))
        part = OrderLine(line=1, requisition=UUID(name), requisition_line=which, quantity=quantity, unit_price=price)
        issue = IssuePurchaseOrder(entity="ACME", supplier="STAHL", currency="EUR", lines=(part,))
        answer = self.chain.send("bob", issue, outcome=None)
        fits = (
            wanted is not None
            and known.status == "approved"
            and not known.closed_short
            and quantity <= wanted.quantity - wanted.ordered
            and price <= wanted.price
        )
        assert answer.outcome == ("accepted" if fits else "refused"), answer
        if not fits or answer.document is None:
            assert answer.code in (
                "unknown-line",
                "not-approved",
                "closed-document",
                "over-ordered",
                "price-above-approved",
            )
            return
        self._learn(name, answer.document, {1: (which, quantity, price)})

    @rule(name=requisitions, how=st.sampled_from(["submit_twice", "withdraw", "order_nothing_more"]))
    def disturb(self, name: str, how: str) -> None:
        getattr(self, f"_{how}")(name)

    @precondition(lambda self: any(r.status == "returned" for r in self.model.requisitions.values()))
    @rule(data=st.data(), wanted=wanted_lines)
    def revise_and_submit_again(self, data: st.DataObject, wanted: list[tuple[D, D, str]]) -> None:
        returned = [name for name, known in self.model.requisitions.items() if known.status == "returned"]
        name = data.draw(st.sampled_from(returned * 3 + list(self.model.requisitions)))
        known = self.model.requisitions[name]
        revise = ReviseRequisition(requisition=UUID(name), lines=self._asked(wanted, None))
        answer = self.chain.send("rita", revise, outcome=None)
        if known.status != "returned":
            assert (answer.outcome, answer.code) == ("refused", "closed-document")
            return
        known.lines = {n: Requested(quantity, price, code) for n, (quantity, price, code) in enumerate(wanted, 1)}
        if self._submit(UUID(name), known.lines):
            known.status = "submitted"

    def _submit_twice(self, name: str) -> None:
        answer = self.chain.send("rita", SubmitRequisition(requisition=UUID(name)), outcome=None)
        status = self.model.requisitions[name].status
        if status == "submitted":
            assert answer.outcome == "ignored"
        elif status == "returned":
            fits = answer.outcome == "accepted"
            assert fits or answer.code == "budget-exceeded"
            assert fits == self.model.reservable(self.model.requisitions[name].lines)
            self.model.requisitions[name].status = "submitted" if fits else "returned"
        else:
            assert (answer.outcome, answer.code) == ("refused", "closed-document")

    def _withdraw(self, name: str) -> None:
        known = self.model.requisitions[name]
        answer = self.chain.send("rita", WithdrawRequisition(requisition=UUID(name), why="changed plans"), outcome=None)
        if known.status == "withdrawn":
            assert answer.outcome == "ignored"
        elif known.status in ("rejected", "closed"):
            assert (answer.outcome, answer.code) == ("refused", "closed-document")
        elif known.orders:
            assert (answer.outcome, answer.code) == ("refused", "already-ordered")
        else:
            assert answer.outcome == "accepted"
            known.status = "withdrawn"

    def _order_nothing_more(self, name: str) -> None:
        known = self.model.requisitions[name]
        answer = self.chain.send("rita", CloseRequisitionShort(requisition=UUID(name), why="enough"), outcome=None)
        if known.status != "approved":
            assert (answer.outcome, answer.code) == ("refused", "not-approved")
        else:
            assert answer.outcome == ("ignored" if known.closed_short else "accepted")
            known.closed_short = True
        self._close(name)

    @precondition(lambda self: self.model.orders)
    @rule(data=st.data(), more=st.integers(0, 3).map(D), rejected=st.integers(0, 2).map(D))
    def receive(self, data: st.DataObject, more: D, rejected: D) -> None:
        name, which = self._some_line(data)
        known = self.model.orders[name]
        placed = known.lines[which]
        quantity = data.draw(st.integers(1, max(int(placed.quantity - placed.accepted + more), 1)).map(D))
        came = ReceiptLine(order_line=which, accepted=quantity, rejected=rejected)
        answer = self.chain.send("gus", RecordGoodsReceipt(order=UUID(name), lines=(came,)), outcome=None)
        fits = not (known.closed or known.cancelled) and placed.accepted + quantity <= placed.quantity * OVER_RECEIPT
        assert answer.outcome == ("accepted" if fits else "refused"), answer
        if fits and answer.document is not None:
            placed.accepted += quantity
            known.receipts[str(answer.document.id)] = {which: quantity}
        self._close(known.requisition)

    def _some_line(self, data: st.DataObject) -> tuple[str, int]:
        """A line of an order, more likely one on which something is still to happen."""
        lines = [(name, which) for name, order in self.model.orders.items() for which in order.lines]
        busy = [(name, which) for name, which in lines if self._is_open(name, which)]
        return data.draw(st.sampled_from(busy * 3 + lines))

    def _is_open(self, name: str, which: int) -> bool:
        placed = self.model.orders[name].lines[which]
        return placed.billed < placed.quantity

    @precondition(lambda self: self.model.orders)
    @rule(data=st.data(), really=st.sampled_from([True, False, False]))
    def close_short(self, data: st.DataObject, *, really: bool) -> None:
        if not really:
            return
        name, _ = self._some_line(data)
        known = self.model.orders[name]
        answer = self.chain.send("bob", ClosePurchaseOrder(order=UUID(name), why="no more"), outcome=None)
        over = known.closed or known.cancelled
        assert answer.outcome == ("ignored" if over else "accepted"), answer
        known.closed = known.closed or not known.cancelled
        self._close(known.requisition)

    @precondition(lambda self: any(order.receipts for order in self.model.orders.values()))
    @rule(data=st.data(), more=st.sampled_from([0, 0, 1]))
    def send_back(self, data: st.DataObject, more: int) -> None:
        """Goods go back and will be replaced: the line is open again, what is billed stays billed."""
        kept = [(name, ref) for name, order in self.model.orders.items() for ref in order.receipts]
        name, receipt = data.draw(st.sampled_from(kept))
        known = self.model.orders[name]
        ((which, left),) = known.receipts[receipt].items()
        quantity = data.draw(st.integers(1, max(int(left), 1)).map(D)) + (left if more else D(0))
        back = ReturnGoods(
            receipt=UUID(receipt), lines=(ReturnLine(order_line=which, quantity=quantity),), why="broken"
        )
        answer = self.chain.send("gus", back, outcome=None)
        assert answer.outcome == ("accepted" if quantity <= left else "refused"), answer
        if quantity <= left:
            known.receipts[receipt][which] -= quantity
            known.lines[which].accepted -= quantity
        self._close(known.requisition)

    @precondition(lambda self: self.model.orders)
    @rule(data=st.data())
    def call_off(self, data: st.DataObject) -> None:
        name, _ = self._some_line(data)
        known = self.model.orders[name]
        requisition = self.model.requisitions[known.requisition]
        same = all(
            placed.price == requisition.lines[known.sources[number]].price for number, placed in known.lines.items()
        )
        if not same:
            return  # a cheaper order had given the difference back: the reservation returns smaller
        answer = self.chain.send("bob", CancelPurchaseOrder(order=UUID(name), why="not needed"), outcome=None)
        touched = any(placed.accepted or placed.billed for placed in known.lines.values())
        if known.cancelled:
            assert answer.outcome == "ignored", answer
        elif touched or known.closed:
            assert answer.outcome == "refused", answer
        else:
            assert answer.outcome == "accepted", answer
            known.cancelled = True
            for number, placed in known.lines.items():
                requisition.lines[known.sources[number]].ordered -= placed.quantity
        self._close(known.requisition)

    @precondition(lambda self: self.model.bills)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        """A posted invoice is cancelled: as if it had never been, if the budget can carry the commitment again."""
        name = data.draw(st.sampled_from(list(self.model.bills)))
        known, order = self.model.bills[name], self.model.orders[self.model.bills[name].order]
        answer = self.chain.send("dora", CancelInvoice(invoice=UUID(name), why="wrong company"), outcome=None)
        if known.state != "open":
            assert answer.outcome == ("ignored" if known.state == "cancelled" else "refused"), answer
            return
        amounts, known.amounts, known.state = known.amounts, {}, "cancelled"
        for number, quantity in known.quantities.items():
            order.lines[number].billed -= quantity
        if min(self.model.figures(code)["available"] for code in BUDGETS) < 0:
            assert (answer.outcome, answer.code) == ("refused", "budget-exceeded"), answer
            known.amounts, known.state = amounts, "open"
            for number, quantity in known.quantities.items():
                order.lines[number].billed += quantity
            return
        assert answer.outcome == "accepted", answer
        self._close(order.requisition)

    @precondition(lambda self: self.model.orders)
    @rule(
        data=st.data(),
        more=st.sampled_from([0, 0, 0, -1, 1]),
        off=st.sampled_from([0, 0, 0, -2, 4, 5, 6]),
    )
    def bill(self, data: st.DataObject, more: int, off: int) -> None:
        """An invoice over a part of a line; one that must not be posted is rejected by a person at once."""
        name, which = self._some_line(data)
        known = self.model.orders[name]
        placed = known.lines[which]
        quantity = D(max(int(placed.accepted - placed.billed) + more, 1))
        price = max(placed.price + D(off) / 100, D("0.01"))
        self.numbers += 1
        order = self.chain.handler.state(PURCHASE_ORDER, UUID(name))
        invoice = self.chain.bill(order, f"R-{self.numbers}", (which, quantity, price))
        amount, available = quantity * price, self.model.figures(placed.budget)["available"]
        fits = (
            price_fits(price, placed.price)
            and placed.price > 0
            and not known.cancelled
            and placed.billed + quantity <= min(placed.accepted, placed.quantity)
            and amount - quantity * placed.price <= available
        )
        state = self.chain.handler.state(INVOICE, invoice.id)
        assert state.status == ("posted" if fits else "held"), (state.status, state.held, fits)
        if not fits:
            self.chain.send("fay", ResolveInvoice(invoice=invoice.id, decision="reject", why="wrong"))
            return
        placed.billed += quantity
        self.model.bills[str(invoice.id)] = Bill(name, {which: amount}, {which: quantity})
        self.refs[str(invoice.id)] = invoice
        self._close(known.requisition)

    @precondition(lambda self: any(bill.state == "open" for bill in self.model.bills.values()))
    @rule(data=st.data(), failed_first=st.booleans())
    def pay(self, data: st.DataObject, *, failed_first: bool) -> None:
        name = data.draw(st.sampled_from([one for one, bill in self.model.bills.items() if bill.state == "open"]))
        known, invoice = self.model.bills[name], self.refs[name]
        for result in ["failed", "settled"] if failed_first else ["settled"]:
            run, payables = self.chain.propose(invoice)
            self.chain.release(run)
            self.chain.conclude(run, payables, result)
        known.state = "paid"
        self._close(self.model.orders[known.order].requisition)

    def _close(self, name: str) -> None:
        if self.model.ended(name) and self.model.requisitions[name].status == "approved":
            self.model.requisitions[name].status = "closed"

    @invariant()
    def every_figure_is_the_models(self) -> None:
        if not hasattr(self, "chain"):
            return
        for code, where in WHERES.items():
            state = self.chain.handler.state(BUDGET_LINE, stream_id("budget_line", budget_key("ACME", where)))
            found = {"available": state.available, "paid": state.paid}
            for (stage, _), amount in state.holds.items():
                found[stage] = found.get(stage, D(0)) + amount
            wanted = {stage: amount for stage, amount in self.model.figures(code).items() if amount}
            assert {stage: amount for stage, amount in found.items() if amount} == wanted
            assert found["available"] >= 0

    @invariant()
    def every_document_is_the_models(self) -> None:
        if not hasattr(self, "chain"):
            return
        for name, requisition in self.model.requisitions.items():
            assert self.chain.requisition(UUID(name)).status == requisition.status
        for name, order in self.model.orders.items():
            state = self.chain.handler.state(PURCHASE_ORDER, UUID(name))
            for number, placed in order.lines.items():
                assert state.accepted.get(number, D(0)) == placed.accepted
                assert state.billed.get(number, D(0)) == placed.billed


SETTINGS = settings(
    max_examples=RUNS,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=RUNS <= 200,
    # Shrinking fifty steps takes many minutes: the failing steps themselves are printed instead.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
REACHED = {
    f"{name}.v1"
    for name in (
        "requisition.created", "requisition.revised", "requisition.submitted", "requisition.concluded", "requisition.ordered",
        "requisition.withdrawn", "requisition.closed_short", "requisition.closed", "approval.ended",
        "purchase_order.issued", "purchase_order.received", "purchase_order.billed", "purchase_order.paid",
        "purchase_order.closed", "purchase_order.cancelled", "purchase_order.returned", "goods_receipt.recorded",
        "goods_receipt.returned", "invoice.cancelled", "invoice.held", "invoice.posted", "invoice.rejected", "invoice.paid",
        "payable.claimed", "payable.freed", "payable.settled", "budget_line.funds_accrued", "budget_line.funds_spent",
        "budget_line.funds_paid", "budget_line.funds_released",
    )
}  # fmt: skip
"""What must have happened somewhere in all runs together: a state that no run reaches proves nothing."""


def test_the_house_and_the_model_never_differ_and_every_state_is_reached() -> None:
    run_state_machine_as_test(WholeChain, settings=SETTINGS)
    assert REACHED - set(SEEN) == set()
