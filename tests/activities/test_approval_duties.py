"""Of several makers whom a step asks by name, the first is told."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from activities.approval_duties import refuse_route_of_makers
from aggregates._base import Refusal
from aggregates.purchase_order import PURCHASE_ORDER
from contracts.approval import OpenApproval
from contracts.route import Route, Step
from store.work import Refused, Work
from tests.support.house import HASH, ref

ASKED = OpenApproval(subject=ref("purchase_order"), title="Beams", requester="rita", content_hash=HASH)
RAISED = replace(PURCHASE_ORDER.initial, raisers=("gus", "ben"))


def _refuse(code: str, **figures: object) -> Refused:
    return Refused(Refusal(code, {name: str(value) for name, value in figures.items()}))


LAST = Step(name="Last", roles=("director",))
WORK = cast(Work, SimpleNamespace(load=lambda _kind, _stream: RAISED, refuse=_refuse))


@pytest.mark.parametrize(
    ("step", "person"),
    [
        ({"persons": ("mia", "ben", "gus"), "mode": "votes", "needed": 2}, "ben"),
        ({"persons": ("mia", "ben", "gus"), "mode": "votes", "needed": 1}, None),
        ({"persons": ("gus", "ben"), "mode": "any"}, "gus"),
        ({"persons": ("gus", "ben"), "kind": "copy"}, None),
    ],
)
def test_a_step_that_would_wait_for_makers_tells_the_first_that_it_names(
    step: dict[str, Any], person: str | None
) -> None:
    route = Route(policy="p", row="r", steps=(Step.model_validate({"name": "Two", **step}), LAST))
    if person is None:
        refuse_route_of_makers(WORK, ASKED, route)
        return
    with pytest.raises(Refused) as told:
        refuse_route_of_makers(WORK, ASKED, route)
    assert (told.value.refusal.code, told.value.refusal.figures["person"]) == ("route-asks-maker", person)
