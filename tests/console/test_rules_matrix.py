"""`req2pay rules check|show|try`: matrices proven and tried on what was approved, each flaw with an example."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import worker
from aggregates.approval_matrix import APPROVAL_MATRIX
from console.rules_matrix import asks
from contracts.approval import OpenApproval
from contracts.approval_matrix import Matrix
from contracts.department import DefineDepartment
from contracts.ids import stream_id
from contracts.matrix_version import CheckApprovalMatrix, DraftApprovalMatrix, PublishApprovalMatrix
from contracts.person import GrantRole, RegisterPerson, RevisePerson
from contracts.route import Step
from events._base import Meta, Recorded
from events.approval_matrix import ApprovalMatrixDrafted, ApprovalMatrixPublished
from tests.console.conftest import Line
from tests.support.house import HASH, Company, eur, person, ref

STEP = "steps: [{name: Manager, roles: [manager]}]"
TWO = "steps: [{name: Manager, roles: [manager]}, {name: Finance, roles: [finance]}]"


def _folder(tmp_path: Path, rows: str) -> str:
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "approval.yaml").write_text(f"approval: {{requisition: {{currencies: [EUR], rows: [{rows}]}}}}", "utf8")
    return str(folder)


def test_the_matrices_in_force_are_proven_for_the_people_there_are(approved: Line) -> None:
    (flaw,) = approved("rules", "check", status=1)["flaws"]
    assert (flaw["matrix"], flaw["code"], flaw["step"], flaw["requester"]) == (
        "*",
        "matrix-nobody-left",
        "Director",
        "dora",
    )


@pytest.mark.parametrize(
    ("rows", "code", "example"),
    [
        (f"{{row: a, when: {{amount: {{up_to: 100}}}}, {STEP}}}", "matrix-gap", {"amount": "100.01 EUR"}),
        (
            f"{{row: a, when: {{amount: {{up_to: 100}}}}, {STEP}}}, {{row: b, when: {{over_budget: {{so: true}}}}, {STEP}}}",
            "matrix-rows-overlap",
            {"amount": "100.00 EUR", "over_budget": "yes"},
        ),
    ],
)
def test_a_flaw_comes_with_an_example(
    approved: Line, tmp_path: Path, rows: str, code: str, example: dict[str, str]
) -> None:
    given = approved("rules", "check", _folder(tmp_path, rows), status=1)
    assert given["flaws"][0]["code"] == code
    assert given["flaws"][0]["example"] == example


def test_a_flaw_is_told_in_words(approved: Line, tmp_path: Path) -> None:
    folder = _folder(tmp_path, f"{{row: a, when: {{over_budget: {{so: false}}}}, {STEP}}}")
    assert "No row takes a document with over budget: yes." in approved.text("rules", "check", folder, status=1)[0]
    assert (
        "没有任何行适用于这样的单据:超预算:是。" in approved.text("rules", "check", folder, "--lang", "zh", status=1)[0]
    )


def test_other_matrices_are_tried_on_what_was_approved(approved: Line, tmp_path: Path) -> None:
    given = approved("rules", "try", _folder(tmp_path, f"{{row: all, {TWO}}}"), "--since", "2026-11-01")
    assert (given["tried"], len(given["changed"]), given["untold"]) == (1, 1, [])
    (changed,) = given["changed"]
    assert (changed["before"]["asks"], changed["after"]) == (
        "manager",
        {"row": "requisition/all", "asks": "manager → finance"},
    )


def test_the_day_counts_from_its_beginning(approved: Line, tmp_path: Path) -> None:
    folder = _folder(tmp_path, f"{{row: all, {STEP}}}")
    assert approved("rules", "try", folder, "--since", "2026-11-02") == {"tried": 1, "changed": [], "untold": []}
    assert approved("rules", "try", folder, "--since", "2026-11-03")["tried"] == 0


def test_a_document_that_no_row_would_take_any_more(approved: Line, tmp_path: Path) -> None:
    rows = f"{{row: small, when: {{amount: {{up_to: 999.99}}}}, {STEP}}}"
    (changed,) = approved("rules", "try", _folder(tmp_path, rows), "--since", "2026-11-01")["changed"]
    assert (changed["after"], changed["refused"]) == (None, {"code": "no-route"})


def test_what_parts_a_step_approves_is_shown_with_whom_it_asks() -> None:
    money = Step(name="Money", roles=("finance", "director"), mode="any", parts=("amount", "delivery"))
    assert asks((money, Step(name="All", roles=("manager",)))) == "finance / director <amount, delivery> → manager"


def test_the_matrices_in_force_are_shown(approved: Line) -> None:
    assert set(approved("rules", "show")) >= {"requisition", "*"}
    assert set(approved("rules", "show", "requisition")) == {"requisition"}
    assert "manager → finance + project_manager → director" in approved.text("rules", "show", "requisition")[0]
    assert approved("rules", "show", "lease", status=2)["error"]["code"] == "matrix-unknown"


def test_a_folder_that_cannot_be_read(approved: Line, tmp_path: Path) -> None:
    assert approved("rules", "check", str(tmp_path / "none"), status=2)["error"]["code"] == "policies-unreadable"


def test_drafted_by_one_and_published_by_another_it_holds_for_what_is_opened_then(
    approved: Line, tmp_path: Path
) -> None:
    (approved.home / worker.DEMO_MARK).touch()
    with approved.service() as service:
        company = Company(service.log)
        company.send("system", RegisterPerson(person="adam", name="Adam"), "adam")
        company.send("system", GrantRole(person="adam", role="administrator"), "adam:role")
    folder = _folder(tmp_path, f"{{row: all, {STEP}}}")
    draft = ("rules", "draft", "requisition", folder, "--why", "less", "--as", "ada")
    assert approved(*draft)["outcome"] == "accepted"
    assert approved("rules", "check-version", "requisition", "1", "--as", "ada")["outcome"] == "accepted"
    publish = ("rules", "publish", "requisition", "1", "--from", "2099-01-01", "--as")
    assert approved(*publish, "ada", status=1)["code"] == "author-is-publisher"
    assert approved(*publish, "adam")["outcome"] == "accepted"
    (version,) = approved("rules", "versions")["rows"]
    assert (version["status"], version["publisher"], version["effective_from"]) == ("published", "adam", "2099-01-01")
    assert len(approved("rules", "show", "requisition")["requisition"]["rows"]) == 3, "until then the policies hold"


OTHERS = (
    "{row: all, steps: [{name: A, mode: in_order, persons: [mona], managers: [1]}, {name: B, department_head: true},"
    " {name: C, mode: votes, percent: 66, roles: [finance, director]}, {name: D, mode: votes, needed: 1, roles: [finance],"
    " persons: [mona]}, {name: E, kind: copy, roles: [finance]}]}"
)


def test_every_way_to_ask_is_told_where_routes_are(approved: Line, tmp_path: Path) -> None:
    with approved.service() as service:
        company = Company(service.log)
        company.send("ada", DefineDepartment(department="BUILD", name="Building", head="dora"), "d")
        company.send("ada", RevisePerson(person="rita", name="Rita", manager="dora", department="BUILD"), "p")
    (changed,) = approved("rules", "try", _folder(tmp_path, OTHERS), "--since", "2026-11-01")["changed"]
    assert (
        changed["after"]["asks"]
        == "@mona > @dora → @dora → 66 % of finance, director → 1 of finance, @mona → (finance)"
    )


def test_what_is_proven_without_a_folder_is_what_holds_now_also_where_it_was_published(approved: Line) -> None:
    rows = ({"row": "all", "when": {}, "steps": [{"name": "One", "roles": ["astronaut"]}]},)
    matrix = Matrix.model_validate({"currencies": ["EUR"], "rows": rows})
    drafted = ApprovalMatrixDrafted(
        ref=ref("approval_matrix", "lease"),
        matter="lease",
        version=1,
        author="ada",
        matrix=matrix,
        content_hash=HASH,
        why="w",
    )
    published = ApprovalMatrixPublished(
        ref=drafted.ref, version=1, publisher="adam", content_hash=HASH, effective_from=date(2026, 11, 1)
    )
    with approved.service() as service:
        stream, at = drafted.ref.id, datetime(2026, 11, 2, tzinfo=UTC)
        meta = Meta(actor=person("ada"), channel="api", command="seed", command_id=stream)
        told = (drafted, published)
        service.log.append([Recorded(stream, n, at, at, meta, each) for n, each in enumerate(told, 1)], {})
    flaws = approved("rules", "check", status=1)["flaws"]
    assert ("lease", "matrix-role-empty") in {(flaw["matrix"], flaw["code"]) for flaw in flaws}


def test_whom_a_place_names_is_no_change(approved: Line, tmp_path: Path) -> None:
    """The stored route names the person; the matrix names his place."""
    rows = {"rows": [{"row": "all", "steps": [{"name": "Manager", "managers": [1]}]}], "currencies": ["EUR"]}
    with approved.service() as service:
        company = Company(service.log)
        orders = (
            ("system", RegisterPerson(person="adam", name="Adam")),
            ("system", GrantRole(person="adam", role="administrator")),
            ("ada", RevisePerson(person="mona", name="Mona", manager="dora")),
            ("ada", DraftApprovalMatrix(matter="lease", matrix=Matrix.model_validate(rows), why="w")),
            ("ada", CheckApprovalMatrix(matter="lease", version=1)),
        )
        for number, (who, order) in enumerate(orders):
            company.send(who, order, f"m{number}")
        state = company.handler.state(APPROVAL_MATRIX, stream_id("approval_matrix", "lease"))
        today = company.handler.clock().date()
        publish = {"matter": "lease", "version": 1, "content_hash": state.newest_hash, "effective_from": today}
        company.send("adam", PublishApprovalMatrix.model_validate(publish), "m:publish")
        about = {"title": "Lease", "amount": eur(5), "requester": "mona", "content_hash": HASH}
        company.send("mona", OpenApproval.model_validate({"subject": ref("lease"), **about}), "m:open")
    folder = tmp_path / "same"
    folder.mkdir()
    (folder / "a.yaml").write_text(json.dumps({"approval": {"lease": rows, "requisition": rows}}), "utf8")
    given = approved("rules", "try", str(folder), "--since", "2026-11-01")
    assert given["tried"] == 2
    (changed,) = given["changed"]
    assert (changed["subject"][:2], changed["refused"]["code"]) == ("PR", "route-without-manager")
