"""Which project pays how much of a worker's net wages."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bots.wages import at_most_owed, net_by_project

D = Decimal


def test_advances_come_off_the_first_projects_in_order() -> None:
    earned = [("P1", D(100)), ("P2", D(50)), ("P1", D(20))]
    assert net_by_project(earned, D(170)) == {"P1": D(120), "P2": D(50)}
    assert net_by_project(earned, D(150)) == {"P1": D(100), "P2": D(50)}
    assert net_by_project(earned, D(50)) == {"P2": D(50)}
    assert net_by_project(earned, D(0)) == {}


def test_no_project_owes_more_than_is_owed_in_all() -> None:
    assert at_most_owed(D(100), D(150), D(0)) == D(100)
    assert at_most_owed(D(100), D(150), D(60)) == D(90)
    assert at_most_owed(D(100), D(150), D(150)) == at_most_owed(D(100), D(150), D(151)) == D(0)


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.decimals(0, 1000, places=2)), max_size=8), st.decimals(0, 1, places=2)
)
def test_the_shares_add_up_to_the_net_wages(earned: list[tuple[str, Decimal]], part: Decimal) -> None:
    gross = sum((amount for _, amount in earned), D(0))
    net = (gross * part).quantize(D("0.01"))
    assert sum(net_by_project(earned, net).values(), D(0)) == net
