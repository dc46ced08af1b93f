"""While the registers of day labour are behind, nobody is told that the wages are covered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from activities.candidates import NOBODY, Nobody
from activities.wages_owed import owed_in, wages_covered
from aggregates.fund_account import FUND_ACCOUNT, FundAccount
from aggregates.labour_account import LABOUR_ACCOUNT, LabourAccount
from contracts.values import CostObject, Ref
from events.labour_account import LabourAdvanced, LabourEarned, LabourWagesClaimed
from store.work import Refused, Work
from tests.examples import EVENT_EXAMPLES as E
from tests.examples import LP, LS
from tests.support.house import eur, fold


class _Work:
    """A unit of work in which every labour account is the same."""

    def __init__(self, account: LabourAccount) -> None:
        self.account = account

    def load(self, *_: object) -> LabourAccount:
        return self.account

    refuse = Work.refuse


class _Two(Nobody):
    def workers(self, entity: str, project: str) -> Sequence[str] | None:
        return ["W2", "W1"]


def _wages(*further: str) -> FundAccount:
    return fold(FUND_ACCOUNT, FUND_ACCOUNT.initial, (E["fund_account.opened.v1"], *(E[name] for name in further)))


def _account(*, claimed: bool = False) -> LabourAccount:
    """Earned 100 on P1 and 60 on P2, 70 drawn; a settlement may have all of it."""
    of: Any = {"entity": "ACME", "worker": "W1"}
    day, figures = date(2026, 11, 2), {"earned": eur(160), "advanced": eur(70), "amount": eur(90)}
    events: list[Any] = [
        LabourEarned(
            **of, sheet=LS, line=number, day=day, amount=eur(amount),
            cost_object=CostObject(project=project, cost_code="MAT", period="2026-11"),
        )
        for number, (project, amount) in enumerate([("P1", 100), ("P2", 60)], 1)
    ]  # fmt: skip
    events.append(LabourAdvanced(**of, advance=1, amount=eur(70), on=day, recorded_by="lin", why="w"))
    events += [LabourWagesClaimed(**of, settlement=LP, until=day, **figures)] if claimed else []
    return fold(LABOUR_ACCOUNT, LABOUR_ACCOUNT.initial, tuple(events))


def test_nothing_is_known_while_the_registers_are_behind() -> None:
    with pytest.raises(Refused) as refused:
        wages_covered(_Work(_account()), _wages(), NOBODY)  # type: ignore[arg-type]
    assert refused.value.refusal.code == "read-models-behind"


@pytest.mark.parametrize("claimed", [False, True])
def test_a_project_never_owes_more_than_the_worker_is_owed_in_all(claimed: bool) -> None:
    account = _account(claimed=claimed)
    assert [owed_in(account, project, "EUR") for project in ("P1", "P2", "P3")] == [90, 60, 0]
    assert owed_in(account, "P1", "USD") == Decimal(0)


def test_what_a_settlement_has_reserved_covers_wages_and_what_a_transfer_has_does_not() -> None:
    account = _account()
    found = wages_covered(_Work(account), _wages("fund_account.reserved.v1"), _Two())  # type: ignore[arg-type]
    assert found == (eur(180), eur(880))  # the example reserves 20 for a transfer
    cause = Ref(kind="labour_settlement", id=LP.id, number="LP", entity="ACME")
    reserved = E["fund_account.reserved.v1"].model_copy(update={"cause": cause})
    settling = fold(FUND_ACCOUNT, FUND_ACCOUNT.initial, (E["fund_account.opened.v1"], reserved))
    assert wages_covered(_Work(account), settling, _Two())[1] == eur(900)  # type: ignore[arg-type]
