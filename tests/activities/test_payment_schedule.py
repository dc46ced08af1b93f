"""What a scheduled proposal takes up: everything due by its execution date, from the account that the policies name."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from activities.due_by_fund import Due, PayingFund, by_fund
from activities.effects import Effects, batched
from activities.policies import PaymentAccount, Policies
from aggregates.payable import PAYABLE, payable_key
from contracts.fund_account import OpenFundAccount
from contracts.ids import stream_id
from contracts.values import Money
from events.invoice import InvoicePosted
from events.payment_run import PaymentRunProposed
from projections.inbox import INBOX, NOT_PROPOSED
from projections.queries import select
from projections.runner import Runner
from projections.views import Views
from tests.support.chain import Chain
from tests.support.house import OURS, policies


def effects_of(chain: Chain, *rows: PaymentAccount) -> tuple[Effects, date]:
    """The side effects under these policies, and the day on which the one payable is due."""
    order = chain.order(chain.approved())
    chain.receive(order, "10")
    invoice = chain.bill(order, "R-1", (1, order.lines[0].quantity, order.lines[0].unit_price))
    payable: UUID = stream_id("payable", payable_key(invoice))
    due_on = chain.handler.state(PAYABLE, payable).due_date
    assert due_on is not None

    def due(_entity: str, today: date) -> Sequence[Due]:
        return [Due("EUR", (payable,))] if today >= due_on else []

    told = policies().model_copy(update={"payment_accounts": rows})
    return replace(chain.simulation.effects, due=due, policies=told), due_on


@pytest.mark.parametrize(("days_before", "runs"), [(0, 1), (3, 1), (4, 0)])
def test_what_is_due_by_the_execution_date_is_proposed(days_before: int, runs: int) -> None:
    chain = Chain()
    row = PaymentAccount(entity="ACME", currency="EUR", account=OURS.identifier, execute_in_days=3)
    effects, due_on = effects_of(chain, row)
    chain.simulation.now += due_on - timedelta(days=days_before) - chain.simulation.now.date()
    answers = effects.propose_due("ACME", "tick")
    assert [answer.outcome for answer in answers] == ["accepted"] * runs
    if runs:
        proposed = chain.newest(PaymentRunProposed)
        assert proposed.execution_date == due_on - timedelta(days=days_before - 3)
        assert effects.propose_due("ACME", "tick") == []
        assert effects.propose_due("ACME", "next tick") == []


def test_an_account_that_is_not_the_entitys_is_refused() -> None:
    chain = Chain()
    effects, due_on = effects_of(chain, PaymentAccount(entity="*", account="DE89370400440532013000"))
    chain.simulation.now += due_on - chain.simulation.now.date()
    assert [answer.code for answer in effects.propose_due("ACME", "tick")] == ["unknown-account"]


def test_the_first_row_that_fits_holds() -> None:
    rows = (
        PaymentAccount(entity="CN01", currency="CNY", account="1", format="batch-csv"),
        PaymentAccount(entity="CN01", account="2"),
        PaymentAccount(entity="*", currency="CNY", account="3"),
    )
    found = Policies(approval={}, payment_accounts=rows)
    asked = [("CN01", "CNY"), ("CN01", "EUR"), ("X", "CNY"), ("X", "EUR")]
    assert [found.payment_account(*each).account for each in asked] == ["1", "2", "3", None]
    assert [found.bank_file_format(each) for each in ("1", "2", "9")] == ["batch-csv", "pain.001", "pain.001"]


def test_what_is_more_than_a_run_takes_is_split() -> None:
    ids = [UUID(int=number) for number in range(5)]
    assert list(batched(ids, 2)) == [(ids[0], ids[1]), (ids[2], ids[3]), (ids[4],)]
    assert list(batched(ids[:4], 2)) == [(ids[0], ids[1]), (ids[2], ids[3])]


def _not_proposed(chain: Chain) -> list[dict[str, Any]]:
    with closing(Views("sqlite://")) as views:
        Runner([INBOX], chain.handler.log, views).catch_up()
        return [row for row in select(views.engine, "inbox", limit=50)[0] if row["kind"] == NOT_PROPOSED]


def test_a_refused_proposal_is_a_task_until_a_run_in_its_currency_stands() -> None:
    chain = Chain()
    effects, due_on = effects_of(chain, PaymentAccount(entity="*", account="DE89370400440532013000"))
    chain.simulation.now += due_on - chain.simulation.now.date()
    effects.propose_due("ACME", "tick")
    effects.propose_due("ACME", "tock")
    [task] = _not_proposed(chain)
    assert (task["entity"], task["number"], task["title"], task["codes"]) == (
        "ACME",
        "ACME",
        "EUR",
        ["unknown-account"],
    )
    mended = replace(effects, policies=policies())
    assert [answer.outcome for answer in mended.propose_due("ACME", "next")] == ["accepted"]
    assert _not_proposed(chain) == []


def test_a_fund_account_in_another_currency_stops_no_run() -> None:
    chain = Chain()
    effects, due_on = effects_of(chain, PaymentAccount(entity="ACME", currency="EUR", account=OURS.identifier))
    account = OpenFundAccount(
        entity="ACME",
        account="USD",
        name="Dollars",
        purpose="other",
        currency="USD",
        bank_account=OURS.identifier,
        opening=Money(amount=Decimal(0), currency="USD"),
    )
    chain.send("root", account)
    chain.simulation.now += due_on - chain.simulation.now.date()
    assert [answer.outcome for answer in effects.propose_due("ACME", "tick")] == ["accepted"]


def _opened(chain: Chain, code: str, purpose: Any, project: str | None) -> PayingFund:
    account = OpenFundAccount(
        entity="ACME",
        account=code,
        name=code,
        purpose=purpose,
        project=project,
        currency="EUR",
        bank_account=OURS.identifier,
        opening=Money(amount=Decimal(5000), currency="EUR"),
    )
    chain.send("root", account)
    return PayingFund(code, project, OURS.identifier)


def test_in_an_entity_with_project_accounts_alone_the_projects_account_pays() -> None:
    chain = Chain()
    effects, due_on = effects_of(chain, PaymentAccount(entity="ACME", currency="EUR", account=OURS.identifier))
    fund = _opened(chain, "FP1", "project", "P1")
    chain.simulation.now += due_on - chain.simulation.now.date()
    assert [answer.code for answer in effects.propose_due("ACME", "before")] == ["fund-account-not-named"]
    funds = replace(effects, funds=lambda _entity, _currency: [fund])
    assert [answer.outcome for answer in funds.propose_due("ACME", "tick")] == ["accepted"]
    proposed = chain.newest(PaymentRunProposed)
    assert proposed.fund_account is not None
    assert proposed.fund_account.number == "FP1"
    assert funds.propose_due("ACME", "tick") == []
    assert _not_proposed(chain) == []


def test_a_refusal_stays_a_task_of_its_fund_account() -> None:
    chain = Chain()
    effects, due_on = effects_of(chain, PaymentAccount(entity="ACME", currency="EUR", account=OURS.identifier))
    fund, other = _opened(chain, "FP1", "project", "P1"), PayingFund("GONE", "P1", OURS.identifier)
    chain.simulation.now += due_on - chain.simulation.now.date()
    astray = replace(effects, funds=lambda _entity, _currency: [other])
    assert [answer.code for answer in astray.propose_due("ACME", "tick")] == ["unknown-fund-account"]
    right = replace(effects, funds=lambda _entity, _currency: [fund])
    assert [answer.outcome for answer in right.propose_due("ACME", "tock")] == ["accepted"]
    assert [task["codes"] for task in _not_proposed(chain)] == [["unknown-fund-account"]]


def test_each_payable_is_paid_by_its_projects_account_at_the_bank_that_pays() -> None:
    chain = Chain()
    effects_of(chain)
    [payable] = [stream_id("payable", payable_key(event.ref)) for event in [chain.newest(InvoicePosted)]]
    general, elsewhere = PayingFund("POOL", None, "1"), PayingFund("P1-OLD", "P1", "2")
    here, other = PayingFund("P1-NEW", "P1", "1"), PayingFund("P2", "P2", "1")

    def paying(*funds: PayingFund) -> list[str | None]:
        return [fund.account for fund in by_fund(chain.handler.state, funds, "1", [payable])]

    assert paying(general, elsewhere, here, other) == ["P1-NEW"]
    assert paying(general, elsewhere, other) == ["P1-OLD"]
    assert paying(other, general) == ["POOL"]
    assert paying(other) == paying() == [None]
