"""Companies: a tax number that was given up counts for the days before, and not for those after."""

from __future__ import annotations

from datetime import date, timedelta

from aggregates.legal_entity import LEGAL_ENTITY, LegalEntity
from contracts.legal_entity import ReviseLegalEntity
from events.legal_entity import LegalEntityRegistered, LegalEntityRevised
from tests.support.house import NOW, facts, given

TODAY = NOW.date()
ACME = LegalEntityRegistered(entity="ACME", name="ACME", tax_ids=("DE1",), country="DE", currency="EUR", accounts=())


def revised(*tax_ids: str, state: tuple[LegalEntityRegistered | LegalEntityRevised, ...] = (ACME,)) -> LegalEntity:
    revise = ReviseLegalEntity(entity="ACME", name="ACME", tax_ids=tax_ids)
    return given(LEGAL_ENTITY, *state).when(revise, facts("ada")).then(LegalEntityRevised)


def test_a_number_that_was_given_up_counts_until_that_day() -> None:
    state = revised("DE2")
    assert state.tax_ids_on(TODAY) == ("DE2", "DE1")
    assert state.tax_ids_on(date(2020, 1, 1)) == ("DE2", "DE1")
    assert state.tax_ids_on(TODAY + timedelta(days=1)) == ("DE2",)


def test_a_number_taken_up_again_has_not_ended() -> None:
    gone = LegalEntityRevised(entity="ACME", name="ACME", tax_ids=(), accounts=())
    state = revised("DE1", state=(ACME, gone))
    assert (state.tax_ids, state.ended) == (("DE1",), ())
