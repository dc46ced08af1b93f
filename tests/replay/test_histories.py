"""Every recorded history replays with the workflows as they are now; a changed step is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

import relay
import worker
from tests.replay.step_kinds import KINDS
from workflows.catalogue import WORKFLOWS

HISTORIES = sorted((Path(__file__).parent / "histories").glob("*.json"))
SCENES = {
    "approved_to_paid", "rejected", "returned_and_withdrawn", "reminded_and_escalated", "store_away",
    "held_until_received", "stand_alone_approval", "proposed_by_schedule", "account_changed",
    "bot_gave_up", "contract_of_a_year", "quoted_and_awarded", "amended", "budget_transferred",
    "reconciled",
    "settled_after_years", "told_back", "triggered", "looked_in", "told", "verified",
    *(f"step_{kind}" for kind in KINDS),
}  # fmt: skip


def _history(path: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(path.stem, path.read_text("utf8"))


def _replayer() -> Replayer:
    return Replayer(workflows=WORKFLOWS, plugins=[worker.plugin(True)])


def test_every_workflow_and_branch_is_recorded() -> None:
    started = [json.loads(path.read_text("utf8"))["events"][0] for path in HISTORIES]
    recorded = {event["workflowExecutionStartedEventAttributes"]["workflowType"]["name"] for event in started}
    assert recorded == set(relay.WORKFLOWS.values()) | {"PaymentProposal", "TriggerRun", "IntakeRun"}
    assert {path.name.split(".")[0] for path in HISTORIES} == SCENES


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
async def test_a_recorded_history_replays(path: Path) -> None:
    await _replayer().replay_workflow(_history(path))


@pytest.mark.parametrize("branch", ["local", "regular", "bot"])
async def test_a_changed_step_is_found(branch: str) -> None:
    """The same history, as if the step had been another: the code of today no longer does what was recorded."""
    scene, old, new = {
        "local": ("rejected", "core_local_activity", "another_marker"),
        "regular": ("store_away", '"name": "advance"', '"name": "proceed"'),
        "bot": ("bot_gave_up", '"name": "invoice.read_file"', '"name": "invoice.read_pages"'),
    }[branch]
    path = [found for found in HISTORIES if found.name.startswith(scene + ".")][-1]
    text = path.read_text("utf8")
    assert old in text
    changed = WorkflowHistory.from_json(path.stem, text.replace(old, new))
    with pytest.raises(NondeterminismError):
        await _replayer().replay_workflow(changed)
