"""Bank statements and ledgers: each entry once, each statement in its row, and a payment's entry is its only one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregates.bank_ledger import BANK_LEDGER, Continue
from aggregates.bank_statement import BANK_STATEMENT, CloseGap, Import, Match
from aggregates.budget_line import BUDGET_LINE, Unpay
from aggregates.payable import PAYABLE, GiveBack
from aggregates.payment_run import PAYMENT_RUN, Conclude, Confirm
from aggregates.payment_run import GiveBack as RunGiveBack
from contracts.bank_statement import ImportBankStatement
from contracts.values import Money
from events._base import Event
from events.bank_ledger import BankLedgerContinued
from events.bank_statement import BankStatementImported, StatementEntryMatched, StatementGapClosed
from events.budget_line import BudgetOpened, FundsPaid, FundsSpent, OverspendWarned
from events.payable import PayableReturned
from events.payment_run import PaymentConcluded, PaymentConfirmed, PaymentReturned
from tests.examples import BS, COMMAND_EXAMPLES, EVENT_EXAMPLES, LEDGER, PAY, RUN
from tests.support.house import NOW, WHERE, eur, facts, fold, given, ref

TOLD = COMMAND_EXAMPLES["bank_statement.import"]
assert isinstance(TOLD, ImportBankStatement)
IMPORTED = EVENT_EXAMPLES["bank_statement.imported.v1"]
MATCHED = EVENT_EXAMPLES["bank_statement.entry_matched.v1"]
assert isinstance(MATCHED, StatementEntryMatched)
PAYMENTS = MATCHED.payments
SENT = tuple(EVENT_EXAMPLES[f"payment_run.{name}.v1"] for name in ("proposed", "released", "file_written"))
SETTLED = EVENT_EXAMPLES["payment_run.payment_concluded.v1"]


def told(day: int, opening: int | str, closing: int | str) -> ImportBankStatement:
    assert isinstance(TOLD, ImportBankStatement)
    update = {"closed_on": NOW.date() + timedelta(days=day), "opening": eur(opening), "closing": eur(closing)}
    return TOLD.model_copy(update={**update, "entries": ()})


def after(*statements: ImportBankStatement) -> tuple[BankLedgerContinued, ...]:
    state = BANK_LEDGER.initial
    found: list[Event] = []
    for number, each in enumerate(statements):
        decision = BANK_LEDGER.decide(state, Continue(LEDGER, ref("bank_statement", str(number)), each), facts())
        assert isinstance(decision, tuple)
        found += decision
        state = fold(BANK_LEDGER, state, decision)
    return tuple(event for event in found if isinstance(event, BankLedgerContinued))


@pytest.mark.parametrize(
    ("rows", "gaps", "previous"),
    [
        ([(1, 5, 7)], [None], [None]),
        ([(1, 5, 7), (2, 7, 9)], [None, None], [None, 0]),
        ([(1, 5, 7), (2, "7.01", 9)], [None, "0.01"], [None, 0]),
        ([(1, 5, 7), (2, "6.99", 9)], [None, "-0.01"], [None, 0]),
        ([(1, 5, 7), (1, 7, 9), (1, 9, 9)], [None, None, None], [None, 0, 1]),
        ([(1, 5, 7), (3, 9, 9), (2, 7, 9)], [None, "2", None], [None, 0, 0]),
        ([(3, 9, 9), (1, 5, 7)], [None, None], [None, None]),
    ],
)
def test_each_statement_joins_the_one_before_it(
    rows: list[tuple[int, int, int]], gaps: list[str | None], previous: list[int | None]
) -> None:
    found = after(*(told(*row) for row in rows))
    assert [each.gap for each in found] == [None if gap is None else eur(gap) for gap in gaps]
    names = [None if number is None else ref("bank_statement", str(number)) for number in previous]
    assert [each.previous for each in found] == names


def test_only_a_later_statement_is_the_newest() -> None:
    found = after(told(2, 5, 7), told(1, 4, 5), told(2, 7, 8), told(3, 8, 8))
    assert [each.newest for each in found] == [True, False, True, True]


def test_an_account_has_one_currency_and_a_statement_one_place() -> None:
    (first,) = after(told(1, 5, 7))
    dollars = Money(amount=eur(7).amount, currency="USD")
    other = told(2, 7, 7).model_copy(update={"opening": dollars, "closing": dollars})
    given(BANK_LEDGER, first).when(Continue(LEDGER, BS, other)).refused("currency-mismatch")
    given(BANK_LEDGER, first).when(Continue(LEDGER, first.statement, told(2, 7, 7))).ignored()


def test_a_match_goes_the_way_of_the_money() -> None:
    matched = PAYMENTS
    given(BANK_STATEMENT, IMPORTED).when(Match(1, "returned", matched, "by-hand")).refused("entry-other-direction")
    given(BANK_STATEMENT, IMPORTED).when(Match(1, "settled", matched, "by-hand")).then(StatementEntryMatched)
    other = tuple(
        each.model_copy(update={"amount": Money(amount=each.amount.amount, currency="USD")}) for each in matched
    )
    given(BANK_STATEMENT, IMPORTED).when(Match(1, "settled", other, "by-hand")).refused("currency-mismatch")
    given(BANK_STATEMENT, IMPORTED, MATCHED).when(Match(1, "settled", matched, "by-hand")).refused(
        "entry-already-explained"
    )


def test_what_waits_is_counted_with_the_gap() -> None:
    state = given(BANK_STATEMENT, IMPORTED).when(Match(1, "settled", PAYMENTS, "batch")).then(StatementEntryMatched)
    assert (state.open, state.gap_open, state.waiting) == ((2,), True, 2)
    (closed,) = BANK_STATEMENT.decide(state, CloseGap(BS), facts())  # type: ignore[misc]
    assert isinstance(closed, StatementGapClosed)
    assert closed.remaining == 1
    state = fold(BANK_STATEMENT, state, (closed,))
    assert state.waiting == 1
    assert BANK_STATEMENT.decide(state, CloseGap(BS), facts()) == ()


def test_a_statement_is_imported_once() -> None:
    assert isinstance(TOLD, ImportBankStatement)
    given(BANK_STATEMENT).when(Import(TOLD, BS, None, None)).then(BankStatementImported)
    given(BANK_STATEMENT, IMPORTED).when(Import(TOLD, BS, None, None)).refused("statement-already-imported")


def test_a_payment_has_one_entry_and_only_after_it_settled() -> None:
    given(PAYMENT_RUN, *SENT).when(Confirm(PAY.id, BS, 1)).refused("not-settled")
    state = given(PAYMENT_RUN, *SENT, SETTLED).when(Confirm(PAY.id, BS, 1)).then(PaymentConfirmed)
    assert PAYMENT_RUN.decide(state, Confirm(PAY.id, BS, 1), facts()) == ()
    confirmed = EVENT_EXAMPLES["payment_run.payment_confirmed.v1"]
    given(PAYMENT_RUN, *SENT, SETTLED, confirmed).when(Confirm(PAY.id, BS, 2)).refused("payment-already-confirmed")
    given(PAYMENT_RUN, *SENT, SETTLED).when(Confirm(RUN.id, BS, 2)).refused("unknown-line")


def test_only_what_settled_comes_back_and_once() -> None:
    given(PAYMENT_RUN, *SENT).when(RunGiveBack(PAY.id, "B-2", "tess")).refused("not-settled")
    given(PAYMENT_RUN, *SENT, SETTLED).when(RunGiveBack(PAY.id, "B-2", "paul")).refused("maker-speaks-for-bank")
    given(PAYMENT_RUN, *SENT, SETTLED).when(RunGiveBack(PAY.id, "B-2"), facts("paul")).refused("maker-speaks-for-bank")
    given(PAYMENT_RUN, *SENT, SETTLED).when(RunGiveBack(RUN.id, "B-2")).refused("unknown-line")
    state = given(PAYMENT_RUN, *SENT, SETTLED).when(RunGiveBack(PAY.id, "B-2", "tess")).then(PaymentReturned)
    assert state.concluded[PAY.id] == "returned"
    assert state.status == "completed"
    returned = EVENT_EXAMPLES["payment_run.payment_returned.v1"]
    given(PAYMENT_RUN, *SENT, SETTLED, returned).when(RunGiveBack(PAY.id, "B-2")).refused("not-settled")
    given(PAYMENT_RUN, *SENT, SETTLED, returned).when(Conclude(PAY.id, "settled", "B-3")).refused(
        "bank-word-contradicts"
    )


def test_the_word_is_of_who_handed_the_statement_in() -> None:
    given(PAYMENT_RUN, *SENT).when(Conclude(PAY.id, "settled", "B", "paul")).refused("maker-speaks-for-bank")
    given(PAYMENT_RUN, *SENT).when(Conclude(PAY.id, "settled", "B", "tess"), facts("paul")).then(PaymentConcluded)


def test_a_payable_is_due_again_only_when_its_run_paid_it() -> None:
    opened, claimed = (EVENT_EXAMPLES[f"payable.{name}.v1"] for name in ("opened", "claimed"))
    settled = EVENT_EXAMPLES["payable.settled.v1"]
    given(PAYABLE, opened, claimed).when(GiveBack(RUN, "x")).refused("not-claimed-by-run")
    given(PAYABLE, opened, claimed, settled).when(GiveBack(BS, "x")).refused("not-claimed-by-run")
    state = given(PAYABLE, opened, claimed, settled).when(GiveBack(RUN, "x")).then(PayableReturned)
    assert (state.status, state.run, state.attempt) == ("open", None, 1)


@pytest.mark.parametrize(("saved", "warned"), [("0", False), ("5", False), ("5.01", True)])
def test_a_payment_that_came_back_is_due_again_even_beyond_the_budget(saved: str, warned: bool) -> None:
    """The bank's word is never refused: what a discount had saved is drawn again, and said where it is too much."""
    opened = BudgetOpened(entity="ACME", cost_object=WHERE, amount=eur(100), control="stop")
    move = {"entity": "ACME", "cost_object": WHERE, "source_key": "k", "key": "k", "cause": RUN}
    spent = FundsSpent(source="available", amount=eur(95), **move)
    paid = FundsPaid(source="actual", amount=eur(95), **move)
    unpay = Unpay("k", eur(95), eur(saved), RUN)
    found = BUDGET_LINE.decide(fold(BUDGET_LINE, BUDGET_LINE.initial, (opened, spent, paid)), unpay, facts())
    assert isinstance(found, tuple)
    assert [type(event) for event in found if isinstance(event, OverspendWarned)] == [OverspendWarned] * warned
    state = fold(BUDGET_LINE, BUDGET_LINE.initial, (opened, spent, paid, *found))
    assert state.paid == 0
    assert state.held("actual", "k") == 95 + eur(saved).amount
    assert state.available == 5 - eur(saved).amount
