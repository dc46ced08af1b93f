"""What a trigger of the policies starts at a moment: a document, or one for each contract that ends soon enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import pytest
from sqlalchemy import insert

from activities.policies import Policies
from activities.trigger import ending, run_trigger
from contracts._base import Request
from contracts.declared_document import StartDeclaredDocument, StartForContract
from contracts.ids import stream_id
from projections.contracts import CONTRACTS, contracts
from projections.views import Views
from store.handler import CommandHandler
from tests.support.house import policies

NOW = datetime(2026, 12, 1, 6, tzinfo=UTC)
TODAY = NOW.date()
TICK = "schedule:trigger:2026-12-01"
ONE, OTHER = stream_id("contract", "one"), stream_id("contract", "other")
OF = {"entity": "ACME", "kind": "renewal", "requester": "rita"}


class _Handler:
    """Takes what it is asked, and says what that was."""

    def __init__(self) -> None:
        self.asked: list[Request] = []

    def clock(self) -> datetime:
        return NOW

    def handle(self, request: Request) -> str:
        self.asked.append(request)
        return "taken"


def _rules(*triggers: dict[str, Any]) -> Policies:
    return Policies.model_validate({**policies().model_dump(), "triggers": [{**OF, **each} for each in triggers]})


def _run(rules: Policies, name: str, look: Any = None) -> list[Request]:
    handler = _Handler()
    answers: list[Any] = [*run_trigger(cast(CommandHandler, handler), rules, look, name, TICK)]
    assert answers == ["taken"] * len(handler.asked)
    return handler.asked


FIXED = {"name": "stock", "kind": "stocktaking", "body": {"place": "W1"}}
ENDS = {
    "name": "renewals",
    "body": {"why": "ends"},
    "contract_ends": {"days_before": 60, "members": {"until": "valid_to"}},
}


def test_a_trigger_of_the_calendar_starts_one_document_a_moment_and_a_forgotten_one_none() -> None:
    rules = _rules({"name": "first"}, FIXED)
    (asked,) = _run(rules, "stock")
    assert asked.command == StartDeclaredDocument(
        entity="ACME", kind="stocktaking", requester="rita", body={"place": "W1"}, external_number=TICK
    )
    assert asked.key == TICK
    assert _run(rules, "gone") == []


def test_of_contracts_each_that_ends_within_the_days_is_one_document_of_its_own() -> None:
    looked: list[tuple[str, date, date]] = []

    def look(entity: str, first: date, last: date) -> Sequence[tuple[UUID, date, str]]:
        looked.append((entity, first, last))
        return [(ONE, TODAY, "CT-1"), (OTHER, last, "CT-2")]

    first, second = _run(_rules(FIXED, ENDS), "renewals", look)
    assert looked == [("ACME", TODAY, TODAY + timedelta(60))]
    assert first.command == StartForContract(
        **OF, rule="renewals", agreement=ONE, valid_to=TODAY, members={"until": "valid_to"},
        external_number="CT-1/2026-12-01", body={"why": "ends"},
    )  # fmt: skip
    assert isinstance(second.command, StartForContract)
    assert (second.command.agreement, second.command.external_number) == (OTHER, "CT-2/2027-01-30")
    assert [each.key for each in (first, second)] == [f"{TICK}:{ONE}:2026-12-01", f"{TICK}:{OTHER}:2027-01-30"]


@pytest.fixture
def views() -> Views:
    opened = Views("sqlite://")
    opened.prepare([CONTRACTS])
    return opened


def test_the_contracts_that_end_are_the_signed_ones_of_the_entity_the_earliest_first(views: Views) -> None:
    last = TODAY + timedelta(60)
    rows = [
        ("signed", "ACME", last),
        ("signed", "ACME", TODAY),
        ("signed", "ACME", TODAY - timedelta(1)),
        ("signed", "ACME", last + timedelta(1)),
        ("signed", "BETA", TODAY),
        ("terminated", "ACME", TODAY),
    ]
    with views.write() as connection:
        for number, (status, entity, day) in enumerate(rows, 1):
            shown = {"status": status, "entity": entity, "valid_to": day.isoformat(), "number": f"CT-{number}"}
            connection.execute(insert(contracts).values(id=str(stream_id("contract", str(number))), **shown))
    found = [(number, day) for _, day, number in ending(views, "ACME", TODAY, last)]
    assert found == [("CT-2", TODAY), ("CT-1", last)]
