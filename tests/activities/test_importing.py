"""Imports that run at the same time: a row that both files hold is stored once, and no other row is lost with it."""

from __future__ import annotations

from activities._registry import handlings
from activities.imports import stored
from contracts._base import Request
from contracts.requisition import CreateRequisition
from events.requisition import RequisitionCreated
from store.handler import CommandHandler
from tests.support.house import Company, any_file, line, person, policies


def test_what_another_import_stores_meanwhile_does_not_stand_for_the_rest_of_the_file(memory_company: Company) -> None:
    company, first, second = memory_company, draft("Beams"), draft("Pumps")
    others = [[first]]

    def meanwhile() -> None:
        if others:
            stored(company.handler, others.pop())

    handler = CommandHandler(company.log, handlings(policies(), any_file), lambda: company.now, meanwhile)
    assert stored(handler, [first, second]).outcome == "accepted"
    assert not others
    created = [found.event for found in company.log.page(0) if isinstance(found.event, RequisitionCreated)]
    assert [event.title for event in created] == ["Beams", "Pumps"]


def draft(title: str) -> Request:
    create = CreateRequisition(entity="ACME", title=title, currency="EUR", lines=(line(),))
    return Request(command=create, key=f"import:{title}", actor=person("rita"), channel="import")
