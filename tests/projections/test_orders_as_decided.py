"""The read model of orders says of every order what the order itself derives, after every step of the scenarios."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from aggregates.purchase_order import PURCHASE_ORDER, PurchaseOrder
from audit.checks._base import Pass
from audit.checks.budgets import Moves
from audit.checks.commitments import Commitments
from audit.checks.overspending import Overspending
from audit.report import Violation
from audit.rows import scan
from bots.reading.any_file import read
from console.scenario_file import Case
from console.scenario_world import World
from relay import wakes
from tests.support.rules import cases

OF_ORDERS = [
    case for case in cases() if case.file.stem in ("order", "receipt", "amendment", "work_acceptance", "invoice")
]


def _figures(order: PurchaseOrder) -> dict[str, object]:
    return {
        "status": order.status,
        "received_percent": order.received_percent,
        "billed_percent": order.billed_percent,
    }


@pytest.mark.parametrize("case", OF_ORDERS, ids=lambda case: f"{case.file.stem}: {case.title}")
def test_the_view_of_an_order_is_what_the_order_says(case: Case) -> None:
    world = World(case, wakes, read)
    for step in case.steps:
        world.run(step)
        for row in world.rows("orders"):
            shown = {**row, **{name: Decimal(row[name]) for name in ("received_percent", "billed_percent")}}
            wanted = _figures(world.sim.handler.state(PURCHASE_ORDER, UUID(row["id"])))
            assert {name: shown[name] for name in wanted} == wanted
    assert [violation.as_json() for violation in _judged(world)] == []
    world.close()


def _judged(world: World) -> list[Violation]:
    """What stands on the budget is what the orders say, and every move is balanced."""
    judged = Pass((Commitments(), Moves(), Overspending()))
    for row in scan(world.sim.log, until=world.sim.log.head()):
        judged.see(row)
    judged.end()
    return judged.violations
