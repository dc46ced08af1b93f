"""How good the data is, through the second door: by kind, field by field, and event by event."""

from __future__ import annotations

import re
from pathlib import Path

from audit.quality.judging import MEASURES
from tests.console.conftest import Line


def test_from_the_figure_of_a_kind_to_the_event_that_fails(line: Line) -> None:
    found = line("data", "quality")
    assert {row["level"] for row in found["rows"]} == {"event", "kind"}
    [whole] = [row for row in found["rows"] if (row["check"], row["subject"]) == ("expected-field", "person")]
    missing = line("data", "quality", "person", "--failing", "expected-field", "--limit", "10000")["rows"]
    assert len(missing) == round(whole["n"] * (100 - whole["percent"]) / 100) > 0
    assert whole["failing"] == list(dict.fromkeys(row["position"] for row in missing))[:20]
    assert {row["field"] for row in missing} <= {"email", "manager", "department"}
    early = line("data", "quality", "--until", str(missing[0]["position"] - 1), "--failing", "expected-field")["rows"]
    assert not [row for row in early if row["kind"] == "person"]


def test_the_sample_company_names_nothing_that_is_not_there(line: Line) -> None:
    for check in ("known-reference", "unit-of-item", "person-doubled", "date-order", "sums", "check-digit"):
        found = line("data", "quality", "--failing", check)["rows"]
        assert not [row for row in found if row["field"] != "meta.actor"], check


def test_what_is_measured_is_said_with_its_formula(line: Line) -> None:
    shown, _ = line.text("data", "quality", "--lang", "zh")
    assert "known-reference（第 1 版）：准确性" in shown
    assert "⌈p·n÷100⌉" in shown
    one, _ = line.text("data", "quality", "person", "--lang", "en")
    assert "person.registered.v1.email" in one
    assert "supplier.registered.v1" not in one
    slow, _ = line.text("data", "quality", "--failing", "delay", "--limit", "3")
    assert "after it happened" in slow
    assert line("data", "quality", "x", status=1)["error"]["code"] == "unknown-kind"
    assert line("data", "quality", "--failing", "x", status=1)["error"]["code"] == "unknown-kind"


DOCS = Path(__file__).parents[2] / "docs" / "data.md"


def test_what_the_page_about_data_says_can_be_asked(line: Line) -> None:
    page = DOCS.read_text("utf8")
    asked = re.findall(r"`req2pay (data [^`]*)`", page)
    assert len(asked) == 10
    for words in asked:
        if "import" not in words:
            line.text(*words.split())
    told = re.findall(r"\| (\w+) \| `([\w-]+)` \|", page)
    assert {check: measure for measure, check in told} == dict(MEASURES)
    catalogue, measured = line("data", "catalogue"), line("data", "quality")
    known = {
        name for rows in (catalogue["models"], catalogue["rows"], measured["rows"]) for row in rows for name in row
    }
    assert set(re.findall(r"`(\w+_\w+)`", page)) - {"data_expected"} <= known
