"""Accounts opened before every currency had a claim of its own: the first one still says which currency they fund."""

from __future__ import annotations

from typing import Any

import pytest

from activities.run_funds import funded
from aggregates.claim import CLAIM, Claim
from aggregates.fund_account import FUND_ACCOUNT
from aggregates.fund_account_commands import first_key, funded_key
from tests.examples import EVENT_EXAMPLES, POOL
from tests.support.house import fold

ACCOUNT = fold(FUND_ACCOUNT, FUND_ACCOUNT.initial, (EVENT_EXAMPLES["fund_account.opened.v1"],))


class _Work:
    """A unit of work in which these keys are claimed."""

    def __init__(self, *claimed: str) -> None:
        self.claimed = claimed

    def load_by_key(self, kind: Any, key: str) -> Claim:
        assert kind is CLAIM
        return Claim(owner=POOL) if key in self.claimed else CLAIM.initial

    def load(self, *_: object) -> object:
        return ACCOUNT


@pytest.mark.parametrize(
    ("claimed", "currency", "expected"),
    [
        ((), "EUR", False),
        ((first_key("ACME"),), "EUR", True),
        ((first_key("ACME"),), "USD", False),
        ((first_key("ACME"), funded_key("ACME", "USD")), "USD", True),
    ],
)
def test_a_currency_is_funded_by_its_own_accounts_alone(
    claimed: tuple[str, ...], currency: str, expected: bool
) -> None:
    assert funded(_Work(*claimed), "ACME", currency) is expected  # type: ignore[arg-type]
