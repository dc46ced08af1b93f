"""The story of a document, its state then and now, and what changed in between."""

import json
import string
from datetime import timedelta
from typing import Any

import pytest

from adapters.sentences import codes, say
from aggregates._base import Aggregate
from audit.as_of import Moment, as_of, diff
from audit.history import find, history, line
from audit.invariants import INVARIANTS
from audit.kinds import KINDS, kind_of, plain
from contracts.ids import stream_id
from events._base import EVENTS
from events.receipt import CommandReceipt
from tests.audit import test_invariants as _registered  # noqa: F401 - registers the mutants
from tests.audit.conftest import Site
from tests.audit.house import WHERE
from tests.audit.mutants import MUTANTS


def story(site: Site, number: str) -> list[dict[str, Any]]:
    stream = find(site.house.log, number, "ACME")
    assert stream is not None
    return history(site.house.log, stream)


def test_the_story_tells_every_event_and_answer_in_order(site: Site) -> None:
    told = story(site, "PR-2026-000001")
    assert [entry["what"]["event"] for entry in told if entry["what"]["event"] != CommandReceipt.stored_as] == [
        "requisition.created.v1",
        "requisition.submitted.v1",
        "requisition.concluded.v1",
        "requisition.ordered.v1",
        "requisition.closed.v1",
    ]
    assert [entry["position"] for entry in told] == sorted({entry["position"] for entry in told})
    assert told[0]["who"] == "rita"
    assert told[0]["through"]["channel"] == "cli"
    assert told[-1]["through"]["workflow"] == "case/ACME/PR-2026-000001"
    assert json.loads(json.dumps(told)) == told


def test_the_story_tells_refusals(site: Site) -> None:
    refused = [e["what"]["fields"] for e in story(site, "PR-2026-000003") if "outcome" in e["what"]["fields"]][-1]
    assert (refused["outcome"], refused["code"]) == ("refused", "budget-exceeded")


def test_a_document_is_found_by_number_id_and_receipt(site: Site) -> None:
    log, supplier = site.house.log, stream_id("supplier", "STAHL")
    order = find(log, "PO-2026-000001", "ACME")
    assert order is not None
    assert find(log, str(order)) == order
    assert find(log, "PO-2026-000001") == order  # without the entity: by the receipts
    assert find(log, "STAHL") == supplier
    assert find(log, "PO-2026-000001", "OTHER") is None


def test_a_story_ends_at_a_position(site: Site) -> None:
    told = story(site, "PR-2026-000001")
    stream = find(site.house.log, "PR-2026-000001", "ACME")
    assert stream is not None
    assert history(site.house.log, stream, until=told[2]["position"]) == told[:3]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_entry_of_every_document_has_a_human_line(site: Site, language: str) -> None:
    streams = {recorded.originator_id for recorded in site.house.log.events()}
    for stream in streams:
        for entry in history(site.house.log, stream):
            told = line(entry, lambda key, figures: say(key, language, **figures))
            assert "{" not in told
            assert "audit." not in told


def test_every_event_has_a_sentence_that_it_can_fill() -> None:
    for language in ("en", "zh"):
        known = codes(language)
        for name, event in EVENTS.items():
            if event is CommandReceipt:
                continue
            assert f"audit.{name}" in known, name
            sentence = say(f"audit.{name}", language)
            fields = {field for _, field, _, _ in string.Formatter().parse(sentence) if field}
            assert fields <= {*event.model_fields, "who"}, name
        for outcome in ("accepted", "refused", "ignored"):
            assert f"audit.{CommandReceipt.stored_as}.{outcome}" in known
        assert {f"audit.{name}" for name in INVARIANTS} <= known
        assert {f"audit.{code}" for _, code, _ in MUTANTS} <= known


def test_every_event_belongs_to_a_kind_or_is_a_receipt() -> None:
    assert {name for name, event in EVENTS.items() if name.split(".")[0] not in KINDS} == {CommandReceipt.stored_as}


def test_as_of_a_position_is_the_state_then(site: Site) -> None:
    log, told = site.house.log, story(site, "PR-2026-000001")
    stream = find(log, "PR-2026-000001", "ACME")
    assert stream is not None
    seen = [as_of(log, stream, Moment(position=entry["position"])) for entry in told]
    assert [each.state["status"] for each in seen if each][::2] == [
        "draft",
        "submitted",
        "approved",
        "approved",
        "closed",
    ]
    assert as_of(log, stream, Moment(position=told[0]["position"] - 1)) is None
    now = as_of(log, stream)
    assert now is not None
    assert now.state["total"] == {"amount": "1000.00", "currency": "EUR"}
    assert json.loads(json.dumps(now.as_json())) == now.as_json()


def test_as_of_a_date_knows_what_was_recorded_or_had_occurred(site: Site) -> None:
    log = site.house.log
    stream = find(log, "PR-2026-000001", "ACME")
    assert stream is not None
    submitted = log.stream(stream)[1]
    for moment in (Moment(recorded=submitted.recorded_at), Moment(occurred=submitted.occurred_at)):
        then = as_of(log, stream, moment)
        assert then is not None
        assert (then.version, then.state["status"]) == (2, "submitted")
    assert as_of(log, stream, Moment(recorded=submitted.recorded_at - timedelta(days=1))) is None


def test_every_document_of_the_house_has_a_state_as_plain_json(site: Site) -> None:
    kinds = set()
    for recorded in site.house.log.events():
        if found := as_of(site.house.log, recorded.originator_id):
            kinds.add(found.kind)
            json.dumps(found.as_json())
    assert kinds == set(KINDS) - {
        "reading_hints",
        "work_acceptance",
        "schedule",
        "measurement",
        "advance_payment",
        "approval_matrix",
        "declared_document",
        "document_kind",
        "webhook_message",
        "certificate",
        "settlement",
        "labour_worker",
        "labour_sheet",
        "labour_day",
        "labour_account",
        "labour_settlement",
        "fund_account",
        "fund_transfer",
        "funds_plan",
        "supplier_credit",
        "labour_budget",
        "budget_change",
        "budget_period",
        "notice",
        "tax_verification",
    }, "nobody is told, does, plans, measures or settles any work in the house, moves a budget or closes a month"


def test_a_diff_names_each_changed_value(site: Site) -> None:
    log = site.house.log
    stream = stream_id("budget_line", f"ACME/{WHERE.project}/{WHERE.cost_code}/{WHERE.period}")
    versions = log.stream(stream)
    before, after = (as_of(log, stream, Moment(recorded=versions[n].recorded_at)) for n in (0, 1))
    changes = {change["path"]: (change["before"], change["after"]) for change in diff(before, after)}
    assert changes["available"] == ("10000", "9000.00")
    assert changes["moved"] == (False, True)
    assert len(changes) == 3
    assert diff(after, after) == []
    assert {change["path"] for change in diff(None, before)} >= {"available", "budget", "currency"}


def test_what_has_no_plain_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no plain form"):
        plain(object())


def test_kind_of_knows_each_document(site: Site) -> None:
    for recorded in site.house.log.events():
        kind = kind_of(recorded.event)
        assert isinstance(kind, Aggregate) or isinstance(recorded.event, CommandReceipt)
