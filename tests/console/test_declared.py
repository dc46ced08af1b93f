"""Declared documents through the second door: the samples of the documentation, declared, started and decided."""

import json
import shutil
from pathlib import Path

import pytest

from settings import Settings
from tests.console.conftest import Line

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"


@pytest.fixture
def declared(line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    """A kind about money, with its matrix among the policies."""
    shutil.copytree(Settings().policies_folder, tmp_path / "policies")
    matrix = json.loads((SAMPLES / "contract_renewal.matrix.json").read_text("utf8"))
    with (tmp_path / "policies" / "approval.yaml").open("a", encoding="utf8") as rules:
        rules.write(f"  contract_renewal: {json.dumps(matrix, ensure_ascii=False)}\n")
    monkeypatch.setenv("REQ2PAY_POLICIES", str(tmp_path / "policies"))
    renewal = json.loads((SAMPLES / "contract_renewal.json").read_text("utf8"))
    renewal["declaration"]["starters"] = []
    (tmp_path / "kind.json").write_text(json.dumps(renewal), "utf8")
    assert line("do", "document_kind.declare", str(tmp_path / "kind.json"), "--as", "admin")["outcome"] == "accepted"
    return line


def test_a_document_is_started_from_a_file_and_decided_by_its_number(declared: Line) -> None:
    ask = ("approve", "start", "contract_renewal", str(SAMPLES / "renewal.json"), "--entity", "DE01", "--number", "C-1")
    started = declared(*ask, "--as", "rita")
    number = started["document"]["number"]
    assert started["outcome"] == "accepted"
    assert declared(*ask, "--as", "rita")["outcome"] == "ignored"
    assert [row["subject"] for row in declared("approve", "list")["rows"]] == [number]
    assert declared("approve", "vote", number, "--as", "max")["outcome"] == "accepted"


def test_a_body_that_is_no_json_or_fits_no_kind_is_said_so(declared: Line, tmp_path: Path) -> None:
    ask = ("approve", "start", "contract_renewal", "-", "--entity", "DE01", "--as", "rita")
    assert declared(*ask, given="{", status=2)["error"]["code"] == "file-malformed"
    refused = declared(*ask, given='{"contract": "C", "ends": "2026-12-31", "months": 1.5, "value": {}}', status=1)
    assert (refused["code"], refused["figures"]) == ("body-does-not-fit", {"place": "/months", "keyword": "type"})
    missing = ("approve", "start", "contract_renewal", str(tmp_path / "none.json"), "--entity", "DE01", "--as", "rita")
    assert declared(*missing, status=2)["error"]["code"] == "file-unreadable"
