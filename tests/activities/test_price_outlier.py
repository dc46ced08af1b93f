"""Whether prices stand out is never guessed: while the read models are behind, nobody is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from activities.approval_matrix import _priced
from activities.candidates import Nobody
from activities.price_outlier import Prices, stand_out
from aggregates._base import refuse
from aggregates.requisition import REQUISITION
from aggregates.rfq import RFQ, Rfq
from contracts.approval import OpenApproval
from contracts.approval_matrix import Matrix
from contracts.comparison import ComparisonPolicy
from contracts.item import DefineItem
from events.rfq import RfqAwarded
from tests.examples import EVENT_EXAMPLES as E
from tests.support.house import NOW, Company, line, policies


class _Known(Nobody):
    """Read models that are up to date, and know nothing."""

    def knows_prices(self) -> bool:
        return True

    def priced(
        self, entity: str, currency: str, wanted: Sequence[tuple[str, str, date]]
    ) -> Sequence[Sequence[tuple[str, UUID]]]:
        return [()] * len(wanted)


def _prices(candidates: Nobody) -> Prices:
    return Prices(candidates, lambda _: (), ComparisonPolicy(), NOW.date())


def _draft(company: Company, item: str | None) -> UUID:
    company.send("root", DefineItem(item="BEAM", name="Beam", base_unit="C62"))
    return company.draft(line().model_copy(update={"item": item}))


@pytest.mark.parametrize(
    ("item", "candidates", "found"),
    [
        ("BEAM", Nobody(), refuse("prices-not-known-yet")),
        ("BEAM", _Known(), False),
        (None, Nobody(), False),
    ],
)
def test_what_is_not_known_yet_is_refused_and_what_has_nothing_to_be_compared_with_does_not_stand_out(
    memory_company: Company, item: str | None, candidates: Nobody, found: object
) -> None:
    state = memory_company.handler.state(REQUISITION, _draft(memory_company, item))
    assert stand_out(_prices(candidates), state) == found


def test_of_an_award_that_was_not_judged_it_is_not_known() -> None:
    awarded = E["rfq.awarded.v1"]
    assert isinstance(awarded, RfqAwarded)

    def with_lines(*outlier: bool | None) -> Rfq:
        lines = tuple(awarded.lines[0].model_copy(update={"outlier": each}) for each in outlier)
        return replace(RFQ.initial, award=awarded.model_copy(update={"lines": lines}))

    asked = _prices(Nobody())
    assert stand_out(asked, with_lines(False, None)) is None
    assert stand_out(asked, with_lines(False, True)) is True
    assert stand_out(asked, with_lines(False, False)) is False
    assert stand_out(asked, object()) is None


STEPS = [{"name": "M", "roles": ["manager"]}]
PLAIN = {"currencies": ["EUR"], "rows": [{"row": "all", "steps": STEPS}]}
ASKING = {
    **PLAIN,
    "rows": [{"row": str(so), "when": {"price_outlier": {"so": so}}, "steps": STEPS} for so in (True, False)],
}


@pytest.mark.parametrize(
    ("matrices", "found"),
    [
        ({}, {}),
        ({"*": PLAIN}, {}),
        ({"*": ASKING, "requisition": PLAIN}, {}),
        ({"requisition": ASKING}, refuse("prices-not-known-yet")),
        ({"*": ASKING}, refuse("prices-not-known-yet")),
    ],
)
def test_prices_are_searched_only_where_the_matrix_asks_for_them(
    memory_company: Company, matrices: dict[str, Any], found: object
) -> None:
    state = memory_company.handler.state(REQUISITION, _draft(memory_company, "BEAM"))
    rules = policies().model_copy(update={"approval": {name: Matrix.model_validate(m) for name, m in matrices.items()}})
    asked = OpenApproval(subject=state.ref, title="Beams", requester="rita", content_hash="a" * 64)
    assert _priced(memory_company.handler.state, rules, asked, state, _prices(Nobody())) == found
