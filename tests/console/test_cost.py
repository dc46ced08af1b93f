"""Budget and cost through the second door, for people and as JSON."""

from __future__ import annotations

import pytest

from tests.console.conftest import Line


@pytest.mark.parametrize("by", ["project", "wbs", "cost_code", "period", "supplier"])
def test_the_cost_of_a_project_for_people_and_as_json(line: Line, by: str) -> None:
    (budget, *_) = line("data", "list", "budget_lines")["rows"]
    project, entity = budget["project"], budget["entity"]
    found = line("report", "cost", project, "--entity", entity, "--by", by)
    assert (found["by"], found["project"]) == (by, project)
    if by != "supplier":
        assert found["rows"][0]["budget"]
    for language, word in (("zh", "预算与成本"), ("en", "Budget and cost")):
        text, _ = line.text("report", "cost", project, "--entity", entity, "--by", by, "--lang", language)
        assert word in text
