"""What an RFQ knows of the tax of its lines, by the requisitions that they come from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from activities.rfq import _tax
from aggregates.requisition import Requisition
from contracts.requisition import RequisitionLine
from contracts.tax_code import CostTax
from contracts.values import Quantity
from tests.support.house import NOW, WHERE, eur, ref


def source(rate: Any = None, back: Any = 0, kind: Any = "standard") -> tuple[Requisition, RequisitionLine]:
    line = RequisitionLine(
        line=1, description="Pump", quantity=Quantity(amount=Decimal(1)), unit_price=Decimal(1),
        needed_by=NOW.date(), cost_object=WHERE,
    )  # fmt: skip
    of = {"tax_code": "T", "rate_percent": rate, "recoverable_percent": back, "kind": kind, "amount": eur(0)}
    taxes = {} if rate is None else {1: CostTax(**of)}
    return Requisition(ref=ref("requisition"), taxes=taxes), line


OWED, LESS = source(19, 0, "reverse-charge"), source(16, 50, "reverse-charge")


@pytest.mark.parametrize(
    ("sources", "back", "owed"),
    [
        ([], 100, None),
        ([source()], 100, None),
        ([source(13, 50)], 50, None),
        ([source(13, 50), source(9, 20), source()], 20, None),
        ([OWED], 0, 19),
        ([LESS], 50, 16),
        ([LESS, OWED], 0, 19),
        ([OWED, source()], 0, None),
        ([LESS, source(13, 100)], 50, None),
    ],
)
def test_of_several_requisitions_the_least_is_given_back_and_tax_is_owed_only_where_all_owe_it(
    sources: list[tuple[Requisition, RequisitionLine]], back: int, owed: int | None
) -> None:
    assert _tax(sources) == {"recoverable_percent": Decimal(back), "owed_percent": owed and Decimal(owed)}
