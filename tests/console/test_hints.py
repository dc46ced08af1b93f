"""Hints are listed and forgotten from the command line."""

from activities.reading_hints import hints_ref
from aggregates.reading_hints import READING_HINTS, Learn
from contracts._base import SYSTEM
from contracts.ids import stream_id
from contracts.reading_hints import HintPlace, Lesson
from contracts.values import Ref
from events._base import Meta, Recorded
from tests.console.conftest import Line


def taught(line: Line, *entities: str) -> None:
    """A supplier's hints as if posted invoices had taught them."""
    with line.service() as service:
        for entity in entities:
            own, invoice = (
                hints_ref(entity, "S-STEEL"),
                Ref(kind="invoice", id=stream_id("invoice", entity), number="INV-1", entity=entity),
            )
            place = HintPlace(field="number", label="folio", direction="right")
            learn = Learn(own, "S-STEEL", invoice, "pdf", Lesson(places=(place,)), {}, ("fang",), "dora")
            now = service.handler.clock()
            decision = READING_HINTS.decide(READING_HINTS.initial, learn, None)  # type: ignore[arg-type]
            meta = Meta(actor=SYSTEM, channel="cli", command="seed", command_id=stream_id("receipt", entity))
            service.log.append([Recorded(own.id, 1, now, now, meta, event) for event in decision], {})  # type: ignore[union-attr]


def test_hints_are_listed_and_forgotten(line: Line) -> None:
    taught(line, "DE01")
    (row,) = line("invoice", "hints", "list", "--filter", "supplier=S-STEEL")["rows"]
    assert {name: row[name] for name in ("hint", "entity", "field", "label", "direction", "status", "invoice", "people")} == {
        "hint": 1, "entity": "DE01", "field": "number", "label": "folio", "direction": "right", "status": "live",
        "invoice": "INV-1", "people": "fang",
    }  # fmt: skip
    assert "folio" in line.text("invoice", "hints", "list")[0]
    forget = ("invoice", "hints", "forget", "S-STEEL", "1", "--why", "they print it elsewhere now", "--as")
    assert line(*forget, "rita", status=1)["code"] == "not-permitted"
    assert line(*forget, "fang")["outcome"] == "accepted"
    (row,) = line("invoice", "hints", "list")["rows"]
    assert (row["status"], row["ended_by"], row["why"]) == ("forgotten", "fang", "they print it elsewhere now")
    assert line(*forget, "fang", "--key", "again", status=1)["code"] == "hint-not-in-force"
    unknown = line("invoice", "hints", "forget", "S-STEEL", "7", "--why", "w", "--as", "fang", status=1)
    assert unknown["error"]["code"] == "unknown-number"


def test_of_several_legal_entities_one_is_named(line: Line) -> None:
    taught(line, "DE01", "CN01")
    forget = ("invoice", "hints", "forget", "S-STEEL", "1", "--why", "w", "--as", "fang")
    assert line(*forget, status=2)["error"]["code"] == "number-not-unique"
    assert line(*forget, "--entity", "DE01")["outcome"] == "accepted"
