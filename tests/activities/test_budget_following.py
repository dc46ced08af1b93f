"""Commitments that go on in later months: wherever a case is carried forward, every later move finds it, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities._registry import handlings
from aggregates.budget_line import BUDGET_LINE, BudgetLine, budget_key
from audit.invariants import invariants
from contracts.budget_line import BudgetControl, CarryForward, OpenBudgetLine, RecordOpeningBalances, Treatments
from contracts.budget_period import CloseBudgetPeriod
from contracts.ids import stream_id
from contracts.invoice import CancelInvoice
from contracts.purchase_order import ClosePurchaseOrder
from contracts.requisition import SubmitRequisition, WithdrawRequisition
from contracts.values import CostObject, Ref
from store.handler import CommandHandler
from tests.support.chain import Chain
from tests.support.house import WHERE, Company, any_file, eur, line, policies

D = Decimal
MONTHS = ("2026-11", "2026-12", "2027-01", "2027-02")


@contextmanager
def a_chain() -> Iterator[Chain]:
    made = Chain()
    yield made
    made.simulation.close()


def _line(company: Company, period: str, code: str = "MAT") -> BudgetLine:
    where = CostObject(project="P1", cost_code=code, period=period)
    return company.handler.state(BUDGET_LINE, stream_id("budget_line", budget_key("ACME", where)))


def _carry(chain: Chain, *, surplus: bool = False) -> None:
    """Carry the newest month on into the next."""
    at = max(n for n, month in enumerate(MONTHS) if _line(chain, month).currency)
    where = WHERE.model_copy(update={"period": MONTHS[at]})
    carry = CarryForward(entity="ACME", cost_object=where, to_period=MONTHS[at + 1], surplus=surplus)
    chain.send("carl", carry, outcome=None)


def _steps(chain: Chain, ending: str) -> Iterator[None]:
    """A case from its request to its end; it may be carried forward after each step."""
    requisition = chain.requested(line(price="0.335"))
    yield
    if ending == "withdrawn":
        chain.send("rita", WithdrawRequisition(requisition=requisition, why="w"))
        yield
        return
    chain.vote("mona")
    yield
    order = chain.order(requisition)
    assert order.ref is not None
    chain.receive(order, "6")
    yield
    first = chain.bill(order, "R-1", (1, D(4), D("0.335")))
    yield
    if ending == "cancelled":
        chain.send("dora", CancelInvoice(invoice=first.id, why="wrong"))
        yield
        first = chain.bill(order, "R-2", (1, D(4), D("0.335")))
        yield
    bills: list[Ref] = [first]
    if ending != "closed":
        chain.receive(order, "4")
        bills.append(chain.bill(order, "R-3", (1, D(6), D("0.335"))))
        yield
    chain.pay(*bills)
    yield
    if ending == "closed":
        chain.receive(order, "0.5")
        chain.send("bob", ClosePurchaseOrder(order=order.ref.id, why="enough"), outcome=None)
        yield


@settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(("paid", "cancelled", "closed", "withdrawn")),
    st.lists(st.integers(0, 7), max_size=3, unique=True),
    st.booleans(),
)
def test_a_case_carried_forward_at_any_moment_comes_to_the_same_sums(
    ending: str,
    moments: list[int],
    surplus: bool,
) -> None:
    def told(at: list[int]) -> dict[str, Decimal]:
        with a_chain() as chain:
            for number, _ in enumerate(_steps(chain, ending)):
                if number in at:
                    _carry(chain, surplus=surplus)
            found = invariants(chain.log).violations
            assert found == (), found
            lines = [each for each in (_line(chain, month) for month in MONTHS) if each.currency]
            assert sum(each.budget for each in lines) == 10_000
            sums = {
                "available": sum((each.available for each in lines), D(0)),
                "paid": sum((each.paid for each in lines), D(0)),
            }
            for each in lines:
                for (stage, _), amount in each.holds.items():
                    sums[stage] = sums.get(stage, D(0)) + amount
            return {stage: amount for stage, amount in sums.items() if amount}

    assert told(moments) == told([])


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(("MAT", "LAB")), st.integers(1, 99_999)), min_size=1, max_size=6))
def test_a_document_over_several_cost_objects_takes_its_total_to_the_cent(parts: list[tuple[str, int]]) -> None:
    with a_chain() as chain:
        chain.send(
            "carl",
            OpenBudgetLine(entity="ACME", cost_object=WHERE.model_copy(update={"cost_code": "LAB"}), amount=eur(9000)),
        )
        lines = [
            line(n, "3", f"{D(price).scaleb(-3)}").model_copy(
                update={"cost_object": WHERE.model_copy(update={"cost_code": code})}
            )
            for n, (code, price) in enumerate(parts, 1)
        ]
        requisition = chain.requested(*lines)
        taken = [each.budget - each.available for each in (_line(chain, "2026-11", code) for code in ("MAT", "LAB"))]
        assert sum(taken) == chain.requisition(requisition).total.amount


def _hindered(company: Company, hinder: list[Callable[[], object]]) -> CommandHandler:
    """A handler before whose first commit something else happens."""

    def before() -> None:
        if hinder:
            hinder.pop()()

    return CommandHandler(company.log, handlings(policies(), any_file), lambda: company.now, before_commit=before)


def test_cumulative_control_is_decided_again_when_an_earlier_month_moves_meanwhile(company: Company) -> None:
    """What only was read is guarded: two months race for the sum of both, and one of them gets it."""
    december = WHERE.model_copy(update={"period": "2026-12"})
    allow = Treatments(requisitions="allow")
    controls = BudgetControl(period=allow, cumulative=Treatments())
    company.send("carl", OpenBudgetLine(entity="ACME", cost_object=december, amount=eur(0), controls=controls))
    early = company.draft(line(price="600"))
    late = company.draft(line(price="600").model_copy(update={"cost_object": december}))
    hinder: list[Callable[[], object]] = [lambda: company.submit(early)]
    slow = _hindered(company, hinder)
    request = company.request("rita", SubmitRequisition(requisition=late), "slow")
    answer = slow.handle(request)
    assert (answer.outcome, answer.code) == ("refused", "cumulative-budget-exceeded")
    assert answer.figures["available"] == "4000.00 EUR"


def test_a_move_that_races_with_the_close_of_its_month_is_refused(company: Company) -> None:
    company.pass_time(days=30)
    requisition = company.draft()
    close = CloseBudgetPeriod(entity="ACME", period="2026-11")
    hinder: list[Callable[[], object]] = [lambda: company.send("carl", close)]
    slow = _hindered(company, hinder)
    answer = slow.handle(company.request("rita", SubmitRequisition(requisition=requisition), "slow"))
    assert (answer.outcome, answer.code) == ("refused", "period-closed")


def test_what_was_open_at_cut_over_is_carried_like_any_commitment(company: Company) -> None:
    balances = RecordOpeningBalances(
        entity="ACME", cost_object=WHERE, as_of=company.now.date(), currency="EUR", encumbered=D(70), actual=D(5)
    )
    company.send("carl", balances)
    company.send("carl", balances, outcome="refused")
    company.send("carl", CarryForward(entity="ACME", cost_object=WHERE, to_period="2026-12"))
    old, new = _line(company, "2026-11"), _line(company, "2026-12")
    assert [old.budget, old.held("actual", "opening"), len(old.holds)] == [9930, 5, 1]
    assert [new.budget, new.available, new.held("encumbered", "opening")] == [70, 0, 70]
    assert invariants(company.log).violations == ()
