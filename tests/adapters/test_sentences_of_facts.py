"""Facts of declared kinds are called by their names where people read them."""

from __future__ import annotations

from adapters.bpmn_words import told
from aggregates.matrix_proof import Flaw
from console import rules_matrix
from console.out import Out
from contracts.approval_matrix import Row

ROW = Row.model_validate(
    {
        "row": "a",
        "when": {"days": {"above": 3}, "category": {"one_of": ["IT"]}},
        "steps": [{"name": "S", "roles": ["manager"]}],
    }
)


def test_a_label_says_the_fields_name_where_no_sentence_is() -> None:
    assert told(ROW.when, "en") == "days > 3, category IT"
    assert told(ROW.when, "zh").startswith("days > 3")


def test_a_flaw_does_as_well() -> None:
    said = rules_matrix.told(Out(language="en"), Flaw("matrix-gap", (), {"days": "3.01", "abroad": "yes"}))
    assert "days 3.01" in said
    assert "matrix.fact" not in said
