"""Credit on what was paid: which instalment had paid what of which line, and a balance that is never used twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example
from hypothesis import given as over
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from aggregates._base import Refusal
from aggregates.invoice import INVOICE, Invoice
from aggregates.invoice_payment import Credit, Returning, Settle, TakeBack, paid_with
from aggregates.supplier_credit import (
    SUPPLIER_CREDIT,
    Free,
    Grant,
    Refund,
    Return,
    SetAside,
    SupplierCredit,
    Use,
    credit_key,
)
from bots.settlement import share
from events.invoice import InvoiceCredited, InvoicePaid, InvoicePartPaid, InvoicePosted, PaidLine
from events.purchase_order import PostedLine
from events.supplier_credit import (
    SupplierCreditGranted,
    SupplierCreditReturned,
    SupplierCreditSetAside,
    SupplierCreditUsed,
)
from tests.examples import BS, EVENT_EXAMPLES, INV, PAY, RUN, SC
from tests.support.house import eur, facts, given, ref

D = Decimal
NOW, KEPT = ref("payable", "now"), ref("payable", "kept")
POSTED: Any = EVENT_EXAMPLES["invoice.posted.v1"]


def _lines(*amounts: str) -> tuple[PostedLine, ...]:
    return tuple(PostedLine(line=n, quantity=D(1), amount=eur(each)) for n, each in enumerate(amounts, 1))


def _paid(*amounts: str) -> tuple[PaidLine, ...]:
    return tuple(PaidLine(line=n, amount=eur(each)) for n, each in enumerate(amounts, 1))


def _invoice(lines: tuple[PostedLine, ...], *paid: InvoicePaid | InvoicePartPaid) -> Invoice:
    gross = eur(sum((line.amount.amount for line in lines), D(0)))
    posted: InvoicePosted = POSTED.model_copy(update={"billed": lines, "gross": gross, "payable": None})
    state = replace(INVOICE.initial, ref=INV, status="posted")
    for event in (posted, *paid):
        state = INVOICE.evolve(state, event)
    return state


def _decided(state: Invoice, command: Any) -> tuple[Any, ...]:
    decided = INVOICE.decide(state, command, facts())
    assert not isinstance(decided, Refusal)
    return decided


def _credit(state: Invoice, lines: tuple[PostedLine, ...], *paid: Returning) -> InvoiceCredited:
    gross = eur(sum((line.amount.amount for line in lines), D(0)))
    (event,) = _decided(state, Credit(ref("invoice", "note"), gross, lines, paid))
    assert isinstance(event, InvoiceCredited)
    return event


def _told(event: InvoiceCredited) -> list[list[tuple[int, Decimal]]]:
    return [[(line.line, line.amount.amount) for line in one.lines] for one in event.repaid]


def test_each_instalment_gives_back_its_share_of_each_line_and_together_all() -> None:
    now = InvoicePartPaid(ref=INV, payable=NOW, amount=eur(90), counts=eur(90), lines=_paid("60.00", "30.00"))
    kept = InvoicePaid(ref=INV, payable=KEPT, amount=eur(10), counts=eur(10), lines=_paid("6.67", "3.33"))
    state = _invoice(_lines("66.67", "33.33"), now, kept)
    whole = _credit(state, _lines("66.67", "33.33"), Returning(KEPT, eur(10)), Returning(NOW, eur(90)))
    assert _told(whole) == [[(1, D("6.67")), (2, D("3.33"))], [(1, D("60.00")), (2, D("30.00"))]]
    after = INVOICE.evolve(state, whole)
    assert (after.settled, set(after.paid_lines.values())) == (D(0), {D(0)})
    assert [event.counts for event in after.instalments.values()] == [eur(0), eur(0)]
    part = _credit(state, _lines("10"), Returning(KEPT, eur(1)), Returning(NOW, eur(9)))
    assert _told(part) == [[(1, D("1.00"))], [(1, D("9.00"))]]


def test_a_line_without_a_share_is_not_told() -> None:
    now = InvoicePartPaid(ref=INV, payable=NOW, amount=eur(1), counts=eur(1), lines=_paid("0.01", "0.99"))
    event = _credit(_invoice(_lines("1", "99"), now), _lines("0", "10"), Returning(NOW, eur("0.1")))
    assert _told(event) == [[(2, D("0.10"))]]


def test_no_more_is_given_back_than_is_paid_of_a_line_and_none_stays_paid_that_does_not_stand() -> None:
    much = InvoicePartPaid(ref=INV, payable=NOW, amount=eur(9), counts=eur(9), lines=_paid("9.00"))
    assert _told(_credit(_invoice(_lines("10"), much), _lines("10"), Returning(NOW, eur(10)))) == [[(1, D("9.00"))]]
    assert _told(_credit(_invoice(_lines("10"), much), _lines("5"), Returning(NOW, eur("0.1")))) == [[(1, D("4.00"))]]
    twice = _credit(_invoice(_lines("10"), much), _lines("5"), Returning(KEPT, eur("0.1")), Returning(NOW, eur("0.1")))
    assert _told(twice) == [[], [(1, D("4.00"))]]


def test_a_payment_of_earlier_days_paid_all_of_what_stands() -> None:
    early = InvoicePaid(ref=INV, amount=eur(30))
    state = _invoice(_lines("10", "20"), early)
    assert [paid_with(state, NOW, line) for line in (1, 2)] == [10, 20]
    event = _credit(state, _lines("4"), Returning(NOW, eur(4)))
    assert _told(event) == [[(1, D("4.00"))]]
    after = INVOICE.evolve(state, event)
    assert paid_with(after, NOW, 1) == 6
    assert (after.settled, after.paid_lines) == (state.settled, {})
    (back,) = _decided(after, TakeBack(NOW))
    assert (back.counts, back.lines) == (eur(26), _paid("6", "20"))


def test_of_a_payment_that_tells_its_lines_only_these_are_paid() -> None:
    kept = InvoicePartPaid(ref=INV, payable=KEPT, amount=eur(1), counts=eur(1), lines=_paid("1.00"))
    state = _invoice(_lines("10", "20"), kept)
    assert [paid_with(state, KEPT, line) for line in (1, 2)] == [1, 0]
    assert _told(_credit(state, _lines("1", "2"), Returning(KEPT, eur(3)))) == [[(1, D("1.00"))]]
    assert _told(_credit(_invoice(_lines("10")), _lines("1"), Returning(NOW, eur(1)))) == [[]]


def test_a_line_that_the_note_names_twice_is_given_back_as_one() -> None:
    now = InvoicePaid(ref=INV, payable=NOW, amount=eur(10), counts=eur(10), lines=_paid("10.00"))
    parts = (*_lines("3"), *_lines("6"))
    event = _credit(_invoice(_lines("10"), now), parts, Returning(NOW, eur(9)))
    assert (_told(event), event.lines) == ([[(1, D("9.00"))]], parts)


def test_a_payment_that_paid_nothing_of_the_lines_gives_back_nothing_of_them() -> None:
    now = InvoicePartPaid(ref=INV, payable=NOW, amount=eur(9), counts=eur(9), lines=_paid("10.00"))
    rest = InvoicePaid(ref=INV, payable=KEPT, amount=eur(1), counts=eur(1))
    (back,) = _decided(_invoice(_lines("10"), now, rest), TakeBack(KEPT))
    assert (back.counts, back.lines) == (eur(1), ())


def test_an_instalment_that_the_note_leaves_alone_still_gives_up_what_it_paid_of_a_line_that_is_gone() -> None:
    now = InvoicePartPaid(ref=INV, payable=NOW, amount=eur(18), counts=eur(18), lines=_paid("9", "9"))
    kept = InvoicePaid(ref=INV, payable=KEPT, amount=eur(2), counts=eur(2), lines=_paid("1", "1"))
    event = _credit(_invoice(_lines("10", "10"), now, kept), _lines("10"), Returning(NOW, eur(9)))
    assert [(one.payable, one.counts.amount) for one in event.repaid] == [(NOW, D(9)), (KEPT, D(0))]
    assert _told(event) == [[(1, D("9.00"))], [(1, D("1.00"))]]
    alone = _invoice(_lines("10", "10"), kept)
    assert _told(_credit(alone, _lines("10"))) == [[(1, D("1.00"))]]
    assert _told(_credit(alone, _lines("9"))) == []


GRANT = Grant(SC, "STAHL", "Stahl AG", eur(10), INV, INV)
GRANTED = SupplierCreditGranted(**vars(GRANT), balance=eur(10))
ASIDE = SupplierCreditSetAside(ref=SC, supplier="STAHL", run=RUN, payable=PAY, amount=eur(4))


def test_a_note_grants_once_and_more_than_nothing() -> None:
    assert given(SUPPLIER_CREDIT).when(GRANT).then(SupplierCreditGranted).balance == eur(10)
    given(SUPPLIER_CREDIT, GRANTED).when(GRANT).ignored()
    more = replace(GRANT, credit_note=ref("invoice", "second"), amount=eur("0.01"))
    assert given(SUPPLIER_CREDIT, GRANTED).when(more).then(SupplierCreditGranted).balance == eur("10.01")
    for nothing in ("0", "-1"):
        given(SUPPLIER_CREDIT).when(replace(GRANT, amount=eur(nothing))).refused("negative-amount")


@pytest.mark.parametrize("make", [lambda of: SetAside(RUN, PAY, of), lambda of: Refund(BS, 1, of, "w")])
def test_what_is_taken_is_above_nothing_in_its_currency_and_no_more_than_is_free(make: Any) -> None:
    known = given(SUPPLIER_CREDIT, GRANTED)
    known.when(make(eur(0))).refused("negative-amount")
    known.when(make(eur("10.01"))).refused("beyond-supplier-credit")
    known.when(make(eur(1).model_copy(update={"currency": "USD"}))).refused("currency-mismatch")
    assert isinstance(known.when(make(eur(10))).decision, tuple)
    given(SUPPLIER_CREDIT).when(make(eur(1))).refused("unknown-document")


def test_a_payment_sets_aside_once_while_it_stands() -> None:
    given(SUPPLIER_CREDIT, GRANTED, ASIDE).when(SetAside(RUN, PAY, eur(1))).refused("already-taken")
    used = SupplierCreditUsed(ref=SC, supplier="STAHL", run=RUN, payable=PAY, amount=eur(4), balance=eur(6))
    assert given(SUPPLIER_CREDIT, GRANTED, ASIDE).when(Use(RUN, PAY)).then(used).free == D(6)
    given(SUPPLIER_CREDIT, GRANTED, ASIDE, used).when(SetAside(RUN, PAY, eur(1))).refused("already-taken")
    back = given(SUPPLIER_CREDIT, GRANTED, ASIDE, used).when(Return(RUN, PAY)).then(SupplierCreditReturned)
    assert (back.balance, back.free) == (eur(10), D(10))


KEYS = st.integers(0, 2)
CENTS = st.integers(1, 500).map(lambda cents: eur(D(cents) / 100))


class Balance(RuleBasedStateMachine):
    """Against a model in whole cents: what is granted is used, paid back or free, once."""

    def __init__(self) -> None:
        super().__init__()
        self.state: SupplierCredit = SUPPLIER_CREDIT.initial
        self.granted = self.refunded = D(0)
        self.aside: dict[int, Decimal] = {}
        self.used: dict[int, Decimal] = {}
        self.told = 0

    def _do(self, command: Any) -> bool:
        decided = SUPPLIER_CREDIT.decide(self.state, command, facts("tess"))
        events: Iterable[Any] = () if isinstance(decided, Refusal) else decided
        for event in events:
            self.state = SUPPLIER_CREDIT.evolve(self.state, event)
        return bool(events)

    @property
    def _free(self) -> Decimal:
        return self.granted - self.refunded - sum(self.aside.values(), D(0)) - sum(self.used.values(), D(0))

    @rule(amount=CENTS, again=st.booleans())
    def grant(self, amount: Any, again: bool) -> None:
        self.told += not again
        fresh = not again and self._do(replace(GRANT, amount=amount, credit_note=ref("invoice", str(self.told))))
        if again and self.told:
            assert not self._do(replace(GRANT, amount=amount, credit_note=ref("invoice", str(self.told))))
        self.granted += amount.amount if fresh else D(0)

    @rule(key=KEYS, amount=CENTS)
    def set_aside(self, key: int, amount: Any) -> None:
        fits = amount.amount <= self._free and key not in self.aside and key not in self.used
        assert self._do(SetAside(RUN, ref("payable", str(key)), amount)) == fits
        if fits:
            self.aside[key] = amount.amount

    @rule(key=KEYS)
    def free(self, key: int) -> None:
        assert self._do(Free(RUN, ref("payable", str(key)), "w")) == (self.aside.pop(key, None) is not None)

    @rule(key=KEYS)
    def use(self, key: int) -> None:
        held = self.aside.pop(key, None)
        assert self._do(Use(RUN, ref("payable", str(key)))) == (held is not None)
        self.used |= {key: held} if held else {}

    @rule(key=KEYS)
    def come_back(self, key: int) -> None:
        assert self._do(Return(RUN, ref("payable", str(key)))) == (self.used.pop(key, None) is not None)

    @rule(amount=CENTS)
    def refund(self, amount: Any) -> None:
        fits = amount.amount <= self._free
        assert self._do(Refund(BS, 1, amount, "w")) == fits
        self.refunded += amount.amount if fits else D(0)

    @invariant()
    def adds_up(self) -> None:
        balance = self.state.balance.amount if self.state.balance else D(0)
        assert balance == self.granted - self.refunded - sum(self.used.values(), D(0))
        assert self.state.free == self._free >= 0


TestBalance = Balance.TestCase


@over(st.lists(st.integers(1, 100_000), min_size=1, max_size=4), st.data())
def test_credits_of_a_paid_invoice_give_back_exactly_what_was_paid(cents: list[int], data: st.DataObject) -> None:
    amounts = [str(D(each) / 100) for each in cents]
    whole = eur(sum(map(D, amounts), D(0)))
    paid = InvoicePaid(ref=INV, payable=NOW, amount=whole, counts=whole, lines=_paid(*amounts))
    state, left = _invoice(_lines(*amounts), paid), dict(enumerate(cents, 1))
    for number in range(3):
        taken = {n: data.draw(st.integers(0, c)) for n, c in left.items()} if number < 2 else dict(left)
        left = {n: c - taken[n] for n, c in left.items()}
        lines = tuple(PostedLine(line=n, quantity=D(0), amount=eur(D(c) / 100)) for n, c in taken.items() if c)
        if not lines:
            continue
        gross = eur(sum((line.amount.amount for line in lines), D(0)))
        asked = Credit(ref("invoice", str(number)), gross, lines, (Returning(NOW, gross),))
        for event in _decided(state, asked):
            state = INVOICE.evolve(state, event)
        assert {n: amount for n, amount in state.paid_lines.items() if amount} == {
            n: D(c) / 100 for n, c in left.items() if c
        }
    assert state.settled == 0


@over(st.lists(st.integers(1, 300), min_size=1, max_size=4), st.integers(1, 99), st.data())
@example([5, 9995], 90, None)
def test_no_instalment_ever_gives_back_more_of_a_line_than_it_has_paid(
    cents: list[int], percent: int, data: Any
) -> None:
    amounts = [str(D(each) / 100) for each in cents]
    whole = eur(sum(map(D, amounts), D(0)))
    now = share(whole, D(percent), eur(100))
    state, left = _invoice(_lines(*amounts)), dict(enumerate(cents, 1))
    for payable, counts, last in ((NOW, now, False), (KEPT, whole - now, True)):
        for event in _decided(state, Settle(counts, counts, payable, last)):
            state = INVOICE.evolve(state, event)
    for number in range(2):
        taken = {n: data.draw(st.integers(0, c)) for n, c in left.items()} if data and not number else dict(left)
        left = {n: c - taken[n] for n, c in left.items()}
        lines = tuple(PostedLine(line=n, quantity=D(0), amount=eur(D(c) / 100)) for n, c in taken.items() if c)
        if not lines:
            continue
        gross = eur(sum((line.amount.amount for line in lines), D(0)))
        back = share(state.instalments[KEPT.id].counts or whole, gross.amount, eur(state.settled))
        asked = Credit(ref("invoice", str(number)), gross, lines, (Returning(KEPT, back), Returning(NOW, gross - back)))
        for event in _decided(state, asked):
            state = INVOICE.evolve(state, event)
        paid = [line for one in state.instalments.values() for line in one.lines]
        assert all(line.amount.amount >= 0 for line in paid)
        of = {n: sum((line.amount.amount for line in paid if line.line == n), D(0)) for n in left}
        assert of == {n: D(c) / 100 for n, c in left.items()} == {n: state.paid_lines[n] for n in left}


def test_a_balance_is_of_one_entity_supplier_and_currency() -> None:
    keys = {credit_key(*key) for key in (("A", "S", "EUR"), ("B", "S", "EUR"), ("A", "T", "EUR"), ("A", "S", "USD"))}
    assert len(keys) == 4
