"""`req2pay rules export|draft`: a matrix in whatever form is the same matrix when it is drafted again."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook

import worker
from aggregates.approval_matrix import APPROVAL_MATRIX
from contracts.approval_matrix import Matrix
from contracts.ids import stream_id
from contracts.matrix_version import DraftApprovalMatrix
from tests.console.conftest import Line
from tests.console.test_rules_matrix import STEP, _folder
from tests.support.house import Company
from tests.support.pictures import Picture

MATRIX = Matrix.model_validate(
    {
        "currencies": ["EUR", "CNY"],
        "rows": [
            {
                "row": "it",
                "when": {"over_budget": {"so": False}, "category": {"one_of": ["IT", "(several)"]}},
                "steps": [{"name": "Head", "name_zh": "部门负责人", "department_head": True}],
            },
            {
                "row": "rest",
                "otherwise": True,
                "steps": [
                    {"name": "Large", "roles": ["director"], "when": {"amount": {"above": "10000.10"}}},
                    {
                        "name": "Both",
                        "kind": "parallel",
                        "branches": [
                            [{"name": "Law", "roles": ["legal"]}],
                            [{"name": "Tax", "persons": ["mona"], "bulk": True}],
                        ],
                    },
                    {"name": "Manager", "managers": [1], "time_out_after_hours": 48, "hours": "working"},
                ],
            },
        ],
    }
)


def _hashes(approved: Line) -> list[str]:
    with approved.service() as service:
        handler = Company(service.log).handler
        state = handler.state(APPROVAL_MATRIX, stream_id("approval_matrix", "requisition"))
        return [each.content_hash for each in state.versions.values()]


@pytest.fixture
def drafted(approved: Line) -> Line:
    (approved.home / worker.DEMO_MARK).touch()
    with approved.service() as service:
        company = Company(service.log)
        company.send("ada", DraftApprovalMatrix(matter="requisition", matrix=MATRIX, why="w"), "d")
    return approved


@pytest.mark.parametrize("form", ["yaml", "json", "xlsx"])
def test_what_is_exported_is_the_same_matrix_when_it_is_drafted_again(drafted: Line, tmp_path: Path, form: str) -> None:
    file = str(tmp_path / f"matrix.{form}")
    assert drafted("rules", "export", "requisition", file, "--version", "1")["form"] == form
    draft = ("rules", "draft", "requisition", file, "--why", "again", "--as", "ada")
    assert drafted(*draft)["outcome"] == "ignored"
    assert len(_hashes(drafted)) == 1


def test_a_drafted_version_is_drawn_as_bpmn_where_the_file_says_so(drafted: Line, tmp_path: Path) -> None:
    file = tmp_path / "matrix.bpmn"
    assert drafted("rules", "export", "requisition", str(file), "--version", "1")["form"] == "bpmn"
    assert Picture(file.read_bytes()).names("userTask") == ["Head", "Large", "Law", "Tax", "Manager"]


def test_what_is_in_force_is_exported_too(approved: Line, tmp_path: Path) -> None:
    stdout, _ = approved.text("rules", "export", "requisition")
    assert "requisition" in yaml.safe_load(stdout)["approval"]
    told = json.loads(approved.text("rules", "export", "requisition", "--as", "json")[0])
    assert Matrix.model_validate(told).rows
    file = tmp_path / "m.out"
    approved("rules", "export", "requisition", str(file), "--as", "xlsx")
    assert load_workbook(io.BytesIO(file.read_bytes())).sheetnames == ["rows", "steps"]
    assert approved("rules", "export", "lease", status=2)["error"]["code"] == "matrix-unknown"
    assert (
        approved("rules", "export", "requisition", "--version", "7", status=2)["error"]["code"]
        == "refusals.unknown-version"
    )


def test_a_changed_workbook_is_a_new_version_and_a_wrong_one_is_told_cell_by_cell(
    drafted: Line, tmp_path: Path
) -> None:
    file = tmp_path / "matrix.xlsx"
    drafted("rules", "export", "requisition", str(file), "--version", "1")
    draft = ("rules", "draft", "requisition", str(file), "--why", "again", "--as", "ada")
    book = load_workbook(io.BytesIO(file.read_bytes()))
    book["steps"]["F3"] = "Finance"
    book.save(file)
    assert drafted(*draft)["outcome"] == "accepted"
    assert len(set(_hashes(drafted))) == 2
    book["steps"]["J3"] = "somehow"
    book.save(file)
    told = drafted(*draft, status=1)["errors"]
    assert [(each["sheet"], each["row"], each["column"], each["code"]) for each in told] == [
        ("steps", 3, "J", "fields.field-choice")
    ]
    assert "steps, row 3, J: how many decide" in drafted.text(*draft, status=1)[0]
    assert "没有起草:1 处有误。" in drafted.text(*draft, "--lang", "zh", status=1)[0]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: [", "policies-unreadable"),
        ("approval: {lease: {rows: []}}", "matrix-unknown"),
        (f"rows: [{{row: a, row: b, {STEP}}}]", "policies-unreadable"),
        ("rows: []", "fields-wrong"),
        ("[]", "fields-wrong"),
        ("\x00", "policies-unreadable"),
    ],
)
def test_a_file_that_is_no_matrix(approved: Line, tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(text, "utf8")
    draft = ("rules", "draft", "requisition", str(file), "--why", "w", "--as", "ada")
    assert approved(*draft, status=2)["error"]["code"] == code


def test_no_workbook_at_all(approved: Line, tmp_path: Path) -> None:
    file = tmp_path / "m.xlsx"
    file.write_bytes(b"PK\x03\x04 and nothing else")
    draft = ("rules", "draft", "requisition", str(file), "--why", "w", "--as", "ada")
    assert approved(*draft, status=1)["error"]["code"] == "tables.not-a-workbook"


def test_a_folder_of_policies_is_read_as_before(approved: Line, tmp_path: Path) -> None:
    (approved.home / worker.DEMO_MARK).touch()
    folder = _folder(tmp_path, f"{{row: all, {STEP}}}")
    draft = ("rules", "draft", "requisition", folder, "--why", "less", "--as", "ada")
    assert approved(*draft)["outcome"] == "accepted"


def test_json_is_read_by_its_own_grammar(drafted: Line, tmp_path: Path) -> None:
    file = tmp_path / "m.json"
    draft = ("rules", "draft", "requisition", str(file), "--why", "again", "--as", "ada")
    step = '{"name": "Boss \\ud83d\\ude00", "roles": ["manager"]}'
    row = '{"row": "all", "when": {"amount": {"up_to": 900719925474.10}}, "steps": [' + step + "]}"
    told = '{\n\t"currencies": ["EUR"],\n\t"rows": [' + row + "]}"
    file.write_text(told, "utf-8-sig")
    assert drafted(*draft)["outcome"] == "accepted"
    with drafted.service() as service:
        state = Company(service.log).handler.state(APPROVAL_MATRIX, stream_id("approval_matrix", "requisition"))
    [stored] = state.versions[max(state.versions)].matrix.rows
    assert (stored.steps[0].name, str(stored.when["amount"].up_to)) == ("Boss 😀", "900719925474.10")  # type: ignore[union-attr]
    for wrong in ('{"rows": [], "rows": []}', '{"rows": NaN}', "{rows: []}", "[" * 100_000):
        file.write_text(wrong, "utf8")
        assert drafted(*draft, status=2)["error"]["code"] == "policies-unreadable"
