"""Suppliers and their bank accounts: what no scenario says better in events."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from aggregates.bank_change import BANK_CHANGE, Propose
from aggregates.supplier import SUPPLIER, ChangeAccount, Supplier, hold_refusal, licence_refusal
from contracts.bank_change import EffectBankChange, VerifyBankChange
from contracts.supplier import SupplierDocument
from contracts.values import BankAccount
from events import bank_change, supplier
from processes.bank_change import Change, cooling_off, verification
from tests.examples import CHANGE, COMMAND_EXAMPLES, EVENT_EXAMPLES, LICENCE, NEW_ACCOUNT, PHONE
from tests.support.house import NOW, THEIRS, facts, fold, given

E, C = EVENT_EXAMPLES, COMMAND_EXAMPLES
KNOWN = (E["supplier.registered.v1"], E["supplier.approved.v1"])
PROPOSED, VERIFIED = E["bank_change.proposed.v1"], E["bank_change.verified.v1"]
ACCOUNTS = tuple(BankAccount(holder="S", number=f"1000{n}") for n in range(4))


def test_a_change_is_proposed_once_and_only_of_what_is_known() -> None:
    propose = Propose(C["bank_change.propose"], CHANGE, (THEIRS,), PHONE)  # type: ignore[arg-type]
    given(BANK_CHANGE).when(propose, facts("bob")).then(PROPOSED)
    given(BANK_CHANGE, PROPOSED).when(propose, facts("bob")).refused("already-registered")
    given(BANK_CHANGE).when(EffectBankChange(bank_change=CHANGE.id)).refused("unknown-document")


@pytest.mark.parametrize(("early", "outcome"), [(1, "refused"), (0, "done")])
def test_a_verified_change_takes_effect_at_its_moment(early: int, outcome: str) -> None:
    when = given(BANK_CHANGE, PROPOSED, VERIFIED).when(
        EffectBankChange(bank_change=CHANGE.id), facts("system", now=NOW - timedelta(microseconds=early))
    )
    when.refused("cooling-off") if outcome == "refused" else when.then(bank_change.BankChangeTookEffect)


def test_the_process_waits_for_a_person_and_then_for_the_cooling_off() -> None:
    proposed = Change(given(BANK_CHANGE, PROPOSED).state)
    verified = Change(given(BANK_CHANGE, PROPOSED, VERIFIED).state)
    assert (verification(proposed, NOW).done, verification(verified, NOW).done) == (False, True)
    assert cooling_off(verified, NOW - timedelta(seconds=1)).deadline == NOW
    due = cooling_off(verified, NOW)
    assert [type(one.command) for one in due.commands] == [EffectBankChange]
    assert due.deadline == NOW + timedelta(days=1)
    assert cooling_off(proposed, NOW).done


@drawn(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=12))
def test_whatever_was_replaced_ends_in_an_account_of_today(swaps: list[tuple[int, int]]) -> None:
    state = fold(SUPPLIER, SUPPLIER.initial, KNOWN)
    for old, new in swaps:
        known = {account.identifier for account in state.accounts}
        replaces = ACCOUNTS[old].identifier if ACCOUNTS[old].identifier in known else None
        if ACCOUNTS[new].identifier in known and ACCOUNTS[new].identifier != replaces:
            continue
        decision = SUPPLIER.decide(state, ChangeAccount(CHANGE, ACCOUNTS[new], replaces, "bob"), facts("system"))
        assert isinstance(decision, tuple)
        state = fold(SUPPLIER, state, decision)
        assert len({account.identifier for account in state.accounts}) == len(state.accounts)
    used = {ACCOUNTS[new].identifier for _, new in swaps} & (
        {a.identifier for a in state.accounts} | set(state.replaced)
    )
    assert all(state.payee(identifier) in state.accounts for identifier in {THEIRS.identifier, *used})


def test_of_several_licences_the_last_one_counts() -> None:
    older = LICENCE.model_copy(update={"number": "L-0", "valid_until": date(2026, 6, 30)})
    added = [supplier.SupplierDocumentAdded(supplier="STAHL", document=one) for one in (LICENCE, older)]
    state: Supplier = given(SUPPLIER, *KNOWN, E["supplier.revised.v1"], *added).state
    needed = {"steel": ("trade",)}
    assert licence_refusal(state, needed, date(2026, 12, 31)) is None
    refused = licence_refusal(state, needed, date(2027, 1, 1))
    assert refused is not None
    assert refused.figures["number"] == "L-1"
    with pytest.raises(ValueError, match="field-ends-before-begin"):
        SupplierDocument.model_validate({**LICENCE.model_dump(), "valid_until": date(2025, 1, 1)})


def test_a_hold_is_over_on_its_day() -> None:
    state: Supplier = given(SUPPLIER, *KNOWN, E["supplier.held.v1"]).state
    assert hold_refusal(state, "orders", date(2026, 12, 31)) is not None
    assert hold_refusal(state, "orders", date(2027, 1, 1)) is None
    assert hold_refusal(state, "payments", date(2026, 12, 31)) is None


def test_the_example_of_a_change_is_the_suppliers_account_afterwards() -> None:
    state: Supplier = given(SUPPLIER, *KNOWN, E["supplier.account_changed.v1"]).state
    assert (state.accounts, state.payee(THEIRS.identifier)) == ((NEW_ACCOUNT,), NEW_ACCOUNT)
    assert state.unproven == (NEW_ACCOUNT.identifier,)
    assert "bob" in state.makers
    assert isinstance(C["bank_change.verify"], VerifyBankChange)
    assert given(SUPPLIER, *KNOWN, E["supplier.scored.v1"]).state.score.quality == Decimal("0.666667")
