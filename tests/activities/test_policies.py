"""Policies that cannot be meant are refused when they are read, with the file or the entry that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from activities.policies import load_policies

STEPS = "steps: [{name: M, roles: [m]}]"
ROUTE = f"approval: {{requisition: {{EUR: [{{up_to: 10, {STEPS}}}, {{{STEPS}}}]}}}}\n"


def _load(folder: Path, *texts: str) -> object:
    for number, text in enumerate(texts):
        (folder / f"{number}.yaml").write_bytes(text.encode("latin1"))
    return load_policies(folder)


@pytest.mark.parametrize(
    "text",
    [
        "payment_proposal_hour: 24",
        "payment_proposal_hour: -1",
        "over_receipt_percent: -0.01",
        "over_receipt_percent: 100.01",
        "highest_tax_percent: -1",
        "highest_tax_percent: .nan",
    ],
)
def test_figures_out_of_their_range_are_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=text.split(":", maxsplit=1)[0]):
        _load(tmp_path, ROUTE, text)


@pytest.mark.parametrize("text", ["payment_proposal_hour: 0", "payment_proposal_hour: 23", "over_receipt_percent: 100"])
def test_the_limits_themselves_are_taken(text: str, tmp_path: Path) -> None:
    _load(tmp_path, ROUTE, text)


@pytest.mark.parametrize(
    "rows",
    [
        f"{{up_to: 10, {STEPS}}}, {{up_to: 10, {STEPS}}}",
        f"{{up_to: 10, {STEPS}}}, {{up_to: 9, {STEPS}}}",
        f"{{{STEPS}}}, {{up_to: 9, {STEPS}}}",
        f"{{{STEPS}}}, {{{STEPS}}}",
        f"{{up_to: -1, {STEPS}}}",
        "{up_to: 1, steps: []}",
    ],
)
def test_rows_that_can_never_be_reached_are_refused(rows: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"approval\.requisition\.EUR"):
        _load(tmp_path, f"approval: {{requisition: {{EUR: [{rows}]}}}}")


@pytest.mark.parametrize("text", ["a: [", "- a list", "just text", "name: M\xfcller", "approval: {}"])
def test_a_broken_file_is_named(text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"1\.yaml"):
        _load(tmp_path, ROUTE, text)
