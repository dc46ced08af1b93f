"""The progress of a project through the second door: plan, record, report, for people and as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from tests.console.conftest import Line


def test_from_the_baseline_to_the_report(line: Line) -> None:
    today = datetime.now(UTC).date()
    (project, *_) = line("data", "list", "projects", "--entity", "DE01")["rows"]
    (cost_code, *_) = line("data", "list", "cost_codes", "--entity", "DE01")["rows"]
    of = {"entity": "DE01", "project": project["code"]}
    missing = line("report", "progress", project["code"], "--entity", "DE01", status=1)
    assert missing["error"]["code"] == "no-baseline"
    assert line("report", "progress", "nowhere", status=1)["error"]["code"] == "unknown-number"
    assert line("report", "progress", project["code"], status=2)["error"]["code"] == "number-not-unique"
    plan = {
        "task": "dig",
        "name": "Dig",
        "owner": "pavel",
        "cost_code": cost_code["code"],
        "budget": {"amount": "1000.00", "currency": "EUR"},
        "start": (today - timedelta(days=9)).isoformat(),
        "finish": (today + timedelta(days=10)).isoformat(),
    }
    baseline = json.dumps({**of, "tasks": [plan]})
    assert line("do", "schedule.baseline", "--as", "pavel", given=baseline)["outcome"] == "accepted"
    entry = json.dumps({**of, "task": "dig", "percent": "40", "on": today.isoformat()})
    assert line("do", "schedule.record_progress", "--as", "pavel", given=entry)["outcome"] == "accepted"
    found = line("report", "progress", project["code"], "--entity", "DE01")
    assert (found["total"]["pv"]["amount"], found["total"]["ev"]["amount"]) == ("500.00", "400.00")
    assert (found["spi_t"], found["late"][0]["cause"], found["late"][0]["days_late"]) == ("0.800000", "behind-plan", 2)
    text, _ = line.text("report", "progress", project["code"], "--entity", "DE01")
    assert "behind its plan" in text
    assert "S-curve" in text
    chinese, _ = line.text("report", "progress", project["code"], "--entity", "DE01", "--lang", "zh")
    assert "进度落后于计划" in chinese
    assert "挣值 EV" in chinese
