"""What becomes of a line that is amended: its amount never rises by rounding, and what goes beyond comes off first."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from aggregates.purchase_order_amendment import repriced
from tests.examples import EVENT_EXAMPLES
from tests.support.house import eur

E: dict[str, Any] = dict(EVENT_EXAMPLES)
D = Decimal
LINE = E["purchase_order.issued.v1"].lines[0]


@pytest.mark.parametrize(
    ("amount", "quantity", "price", "expected"),
    [
        ("0.01", "1", "0.004", "0.01"),  # its share was rounded up, and nothing changes
        ("0.00", "1", "0.005", "0.00"),  # its share was rounded down
        ("0.00", "0.9", "0.0056", "0.01"),  # dearer is worth more
        ("0.00", "0.999", "0.005", "0.00"),  # less is never worth more
    ],
)
def test_an_amount_rises_only_with_quantity_or_price(amount: str, quantity: str, price: str, expected: str) -> None:
    before = D("0.004") if price == "0.004" else D("0.005")
    line = LINE.model_copy(update={"quantity": D(1), "unit_price": before, "amount": eur(amount)})
    assert repriced(line, D(quantity), D(price)).amount == eur(expected)


def test_what_went_beyond_the_requisition_comes_off_first() -> None:
    line = LINE.model_copy(update={"quantity": D(12), "amount": eur(1200), "beyond": D(2)})
    beyond = {str(quantity): repriced(line, D(quantity), D(100)).beyond for quantity in (13, 12, 11, 10, 9)}
    assert beyond == {"13": 2, "12": 2, "11": 1, "10": 0, "9": 0}
