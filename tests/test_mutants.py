"""The hunt for mutants works: a limit that is off by one unit is noticed by the scenarios of its rule."""

import pytest

from bench.mutants import living, mutants, shown


@pytest.mark.parametrize(
    ("function", "limit", "file"),
    [
        ("aggregates.requisition._order", "> state.open_quantity(line)", "order"),
        ("aggregates.purchase_order_receipt._receipt_refusal", "> allowed", "receipt"),
        ("aggregates.fund_account._short", "wanted.amount <= there", "fund_account"),
    ],
)
def test_a_limit_that_is_off_by_one_unit_is_noticed(function: str, limit: str, file: str) -> None:
    mutant = next(
        found
        for found in mutants([function.rpartition(".")[0]])
        if found.name.startswith(function) and limit in found.name
    )
    cases = shown(f"{file}.yaml")
    assert cases
    with living(mutant):
        assert not all(case.passes() for case in cases)
    assert all(case.passes() for case in cases)
