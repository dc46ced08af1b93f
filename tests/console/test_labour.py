"""Day labour through the second door: roster, sheet, budget and report, for people and as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.console.conftest import Line


def _do(line: Line, contract: str, who: str, **fields: Any) -> Any:
    return line("do", contract, "--as", who, given=json.dumps(fields))["document"]


def test_from_the_roster_to_the_report(line: Line, tmp_path: Path) -> None:
    day = datetime.now(UTC).date().isoformat()
    budgets = line("data", "list", "budget_lines")["rows"]
    (budget, *_) = (row for row in budgets if row["period"] == day[:7])
    entity, project, cost_code = (budget[name] for name in ("entity", "project", "cost_code"))
    for code, role in {
        "fei": "foreman",
        "sam": "site_manager",
        "lin": "labour_clerk",
        "pia": "project_manager",
    }.items():
        _do(line, "person.register", "admin", person=code, name=code)
        _do(line, "person.grant_role", "admin", person=code, role=role)
    worker = {"entity": entity, "worker": "W1"}
    _do(line, "labour_worker.register", "lin", **worker, name="Zhang San 张三", trade="mason", team="A")
    rate = {"amount": "200", "currency": budget["currency"]}
    _do(line, "labour_worker.set_rate", "lin", **worker, valid_from=day, day_rate=rate, overtime_rate=rate)
    worked = {"worker": "W1", "presence": "half", "cost_code": cost_code}
    where = {"entity": entity, "project": project}
    sheet = {"sheet": _do(line, "labour_sheet.submit", "fei", **where, site="north", day=day, lines=[worked])["id"]}
    _do(line, "labour_sheet.countersign", "sam", **sheet)
    _do(line, "labour_sheet.approve", "pia", **sheet)
    assert [row["worker"] for row in line("data", "list", "labour_register")["rows"]] == ["W1"]
    found = line("report", "labour", project, "--entity", entity, "--by", "worker", "--month", day[:7])
    assert [(row["group"], row["days"], row["amount"]) for row in found["rows"]] == [("W1", "0.500000", "100.00")]
    for kind in ("labour_workers", "labour_rates"):
        file = str(tmp_path / f"{kind}.csv")
        line("data", "export", kind, file)
        again = line("data", "import", kind, file, "--as", "lin")
        assert (again["new"], again["unchanged"]) == (0, 1), again
    text, _ = line.text("report", "labour", project, "--entity", entity, "--lang", "zh")
    assert "点工汇总" in text
    assert "工日" in text
