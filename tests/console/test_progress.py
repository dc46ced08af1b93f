"""The progress of a project through the second door: plan, record, report, for people and as JSON."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

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


TASKS: list[list[object]] = [
    ["Schedule", "entity", "project", "reason", "task", "name", "owner", "cost_code", "budget", "currency", "start",
     "finish", "前置任务", "weight", "phasing"],
    ["1", "DE01", "BRIDGE", "", "dig", "Dig", "pavel", "MATERIAL", 100, "EUR", "2026-01-01", "2026-01-31", "", 2, ""],
    ["1", "DE01", "BRIDGE", "", "pour", "Pour", "pavel", "MATERIAL", 50.5, "EUR", "2026-02-01", "2026-03-31", "dig", 1,
     "2026-02=40; 2026-03=60"],
]  # fmt: skip
ENTRIES: list[list[object]] = [
    ["entity", "project", "task", "percent", "on", "note"],
    ["DE01", "BRIDGE", "dig", 60, "2026-01-20", "wet"],
    ["DE01", "BRIDGE", "dig", 100, "2026-01-30", ""],
    ["DE01", "BRIDGE", "pour", 12.5, "2026-02-01", ""],
]


def _file(path: Path, rows: list[list[object]]) -> str:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return str(path)


def test_plans_and_progress_come_from_a_file_and_go_into_one(line: Line, tmp_path: Path) -> None:
    def put(kind: str, file: str, status: int = 0) -> Any:
        return line("data", "import", kind, file, "--as", "pavel", status=status)

    plan, entries = _file(tmp_path / "plan.csv", TASKS), _file(tmp_path / "done.csv", ENTRIES)
    assert put("schedule_tasks", plan)["new"] == 1
    assert put("schedule_tasks", plan)["new"] == 0
    assert put("progress_entries", entries)["new"] == 3
    assert put("progress_entries", entries)["unchanged"] == 3
    back = json.dumps({"entity": "DE01", "project": "BRIDGE", "task": "pour", "why": "misread"})
    assert line("do", "schedule.reverse_progress", "--as", "pavel", given=back)["outcome"] == "accepted"
    assert put("progress_entries", entries)["new"] == 1
    early = _file(tmp_path / "early.csv", [ENTRIES[0], ["DE01", "BRIDGE", "pour", 50, "2026-01-29", ""]])
    answer = put("progress_entries", early, status=1)
    assert [(each["row"], each["code"]) for each in answer["errors"]] == [(2, "progress-before-last")]
    out = tmp_path / "out.csv"
    line("data", "export", "schedule_tasks", str(out))
    with out.open(encoding="utf-8-sig") as file:
        exported = {row["Task"]: row for row in csv.DictReader(file)}
    assert (exported["pour"]["After"], exported["pour"]["Budget"]) == ("dig", "50.5")
    assert exported["pour"]["Shares by month"] == "2026-02=40; 2026-03=60"
    again = [list(TASKS[0]), *([*row[:3], "more rain", *row[4:]] for row in TASKS[1:])]
    again[2][8] = 60
    assert put("schedule_tasks", _file(tmp_path / "again.csv", again))["new"] == 1
    found = line("report", "progress", "BRIDGE", "--entity", "DE01")
    assert (found["version"], found["total"]["bac"]["amount"], found["total"]["ev"]["amount"]) == (
        2,
        "160.00",
        "107.50",
    )
