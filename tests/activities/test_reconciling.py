"""Which payments an entry of a bank statement may be, and the figures that are kept with the answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from activities.reconciliation import Known, _arithmetic, _payments
from aggregates.payment_run import PAYMENT_RUN, PaymentRun
from contracts.bank_statement import StatementEntry
from events.bank_statement import MatchedPayment
from tests.examples import EVENT_EXAMPLES
from tests.support.house import eur, fold

NAMES = ("proposed", "released", "file_written")
SENT = fold(PAYMENT_RUN, PAYMENT_RUN.initial, tuple(EVENT_EXAMPLES[f"payment_run.{name}.v1"] for name in NAMES))
assert SENT.proposed is not None
PROPOSED = SENT.proposed
PAYMENT = PROPOSED.payments[0]
PAYABLE = PAYMENT.payable.id


@pytest.mark.parametrize(
    ("result", "confirmed", "seen"),
    [
        (None, False, True),
        ("settled", False, True),
        ("settled", True, False),
        ("failed", False, None),
        ("returned", False, None),
        ("returned", True, None),
    ],
)
def test_a_payment_is_open_until_an_entry_confirmed_it_and_gone_when_it_failed(
    result: str | None, confirmed: bool, seen: bool | None
) -> None:
    said = {PAYABLE: result} if result else {}
    run = replace(SENT, concluded=said, confirmed={PAYABLE: "BS-1/1"} if confirmed else {})
    paid = Known(run, PAYMENT).paid("key")
    assert (paid and paid.open) == seen


def _found(run: PaymentRun = SENT, **asked: str) -> int:
    about: dict[str, Any] = {
        "account": PROPOSED.debtor.identifier, "currency": PROPOSED.currency, "importer": "kim", **asked,
    }  # fmt: skip
    return len(list(_payments([run], **about)))


def test_only_sent_runs_of_the_account_and_currency_that_somebody_else_proposed_are_looked_at() -> None:
    assert _found() == len(PROPOSED.payments)
    assert _found(replace(SENT, status="completed")) == len(PROPOSED.payments)
    for status in ("released", "cancelled"):
        assert _found(replace(SENT, status=status)) == 0
    assert _found(PaymentRun()) == 0
    assert _found(account="DE1") == 0
    assert _found(currency="USD") == 0
    assert _found(importer=PROPOSED.proposed_by) == 0


def test_the_figures_of_a_match_are_kept_with_it() -> None:
    entry = StatementEntry(number=1, booked_on=date(2026, 11, 3), direction="out", amount=eur("10.01"))
    two = [
        MatchedPayment(run=PROPOSED.ref, payable=PAYMENT.payable, end_to_end_id="E", amount=eur(amount))
        for amount in ("4.50", "5.50")
    ]
    told = {"booked": "10.01 EUR", "payments": "10.00 EUR", "difference": "0.01 EUR", "among": "7"}
    assert _arithmetic(entry, two, 7) == told
