"""The daily work through the second door, on a demo store and on a real one."""

import json
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest

from activities.advance import advance
from adapters.samples import InvoiceSpec, Party, SampleLine, ubl_xml
from aggregates.requisition import REQUISITION
from contracts.process import Advance, case_process, contract_process
from contracts.values import Ref
from projections.cases import cases
from tests.console.conftest import Line

BEAM = "description=Beam; quantity=4; unit_price=10.50; cost=BRIDGE/MATERIAL; needed_by=2026-12-20; supplier=S-STEEL"
CREATE = ("req", "create", "--entity", "DE01", "--title", "Beams", "--currency", "EUR", "--line", BEAM, "--as", "rita")


def advanced(line: Line, number: str, stage: str) -> None:
    """What the worker would do now."""
    with line.service() as service:
        from console.find import document

        ref = service.handler.state(REQUISITION, document(service, number).id).ref
        assert ref is not None
        advance(service.handler, Advance(process=case_process(ref), stage=stage))


def test_a_requisition_from_draft_to_vote_by_its_number(line: Line) -> None:
    created = line(*CREATE, "--submit")
    number = created["document"]["number"]
    assert (created["command"], created["outcome"]) == ("requisition.submit", "accepted")
    [row] = line("req", "list")["rows"]
    assert (row["number"], row["stage"], row["total"]) == (number, "approval", {"amount": "42.00", "currency": "EUR"})
    advanced(line, number, "approval")
    assert [task["subject"] for task in line("approve", "list")["rows"]] == [number]
    assert line("approve", "list", "--as", "max")["rows"][0]["kind"] == "approval"
    assert line("approve", "list", "--as", "rita")["rows"] == []
    refused = line("approve", "vote", number, "--as", "rita", status=1)
    assert refused["outcome"] == "refused"
    assert refused["message"] != refused["code"]
    assert line("approve", "vote", number, "--as", "max")["outcome"] == "accepted"
    shown = line("req", "show", number)
    assert shown["document"]["lines"][0]["description"] == "Beam"
    assert (
        line("approve", "vote", number, "--reject", "--return", "--as", "max", status=2)["error"]["code"]
        == "one-verdict"
    )


def test_a_line_that_says_something_twice_is_not_guessed_at(line: Line) -> None:
    twice = f"{BEAM}; quantity=40"
    failed = line(*CREATE[:-4], "--line", twice, "--as", "rita", status=2)
    assert failed["error"]["code"] == "line-name-twice"
    assert line("req", "list")["rows"] == []


def test_documents_made_one_by_one_have_numbers_without_a_gap(line: Line) -> None:
    numbers = [line(*CREATE)["document"]["number"][-6:] for _ in range(3)]
    assert numbers == ["000001", "000002", "000003"]


def test_figures_of_a_file_are_read_as_they_are_written_and_no_name_twice(line: Line) -> None:
    cost = "cost_object: {project: BRIDGE, cost_code: MATERIAL, period: 2026-11}, needed_by: 2026-12-20"
    text = f"lines: [{{line: 1, description: B, quantity: {{amount: 0100}}, unit_price: 1.10, {cost}}}]"
    head = "entity: DE01\ntitle: Beams\ncurrency: EUR\n"
    number = line("do", "requisition.create", "--as", "rita", given=head + text)["document"]["number"]
    [shown] = line("req", "show", number)["document"]["lines"]
    assert (shown["quantity"]["amount"], shown["unit_price"]) == ("100", "1.10")
    for wrong in (head + text.replace("1.10", "1:30"), head + "entity: CN01\n", '{"entity": "DE01", "entity": "CN01"}'):
        line("do", "requisition.create", "--as", "rita", given=wrong, status=2)
    assert len(line("req", "list")["rows"]) == 1


def test_what_is_wrong_with_a_field_is_said_in_the_readers_language(line: Line, tmp_path: Path) -> None:
    wrong = BEAM.replace("quantity=4", "quantity=0").replace("2026-12-20", "2026-13-20")
    asked = (*CREATE[:-4], "--line", wrong, "--as", "rita")
    _, english = line.text(*asked, status=2)
    assert "lines.0.quantity.amount is too small; the limit is 0." in english
    _, chinese = line.text(*asked, "--lang", "zh", status=2)
    assert "lines.0.quantity.amount 过小" in chinese
    assert "should" not in chinese
    file = tmp_path / "asked.json"
    file.write_text('{"entity": "DE01", "title": "T", "currency": "XXX"}', encoding="utf-8")
    _, chinese = line.text("do", "requisition.create", str(file), "--as", "rita", "--lang", "zh", status=2)
    assert "currency：币种 XXX 已停用或不可用" in chinese


def test_files_are_attached_to_lines_and_kept_for_who_may_refer_to_them(line: Line, tmp_path: Path) -> None:
    plan, letter = tmp_path / "plan.pdf", tmp_path / "letter.txt"
    plan.write_bytes(b"%PDF-1.7 plan")
    letter.write_bytes(b"no pdf")
    attached = [*CREATE[:-4], "--line", f"{BEAM}; attach={plan}, {letter}", "--as"]
    number = line(*attached, "rita")["document"]["number"]
    files = line("req", "show", number)["document"]["lines"][0]["attachments"]
    assert [file["name"] for file in files] == ["plan.pdf", "letter.txt"]
    with line.service() as service:
        assert service.blobs.get(files[0]["file_sha256"]) == plan.read_bytes()
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF- other")
    keep = ("data", "keep", str(other), "--entity", "DE01", "--for")
    assert line(*keep, "requisition.create", "--as", "max", status=1)["error"]["code"] == "may-not-keep"
    [kept] = line(*keep, "requisition.create", "--as", "rita")["rows"]
    with line.service() as service:
        assert service.blobs.get(kept["file_sha256"]) == other.read_bytes()
    assert line(*keep, "pay", "--as", "rita", status=2)["error"]["code"] == "no-files-for"
    wrong = ("data", "keep", str(letter), "--entity", "DE01", "--for", "contract.record_signature", "--as", "rita")
    assert line(*wrong, status=2)["error"]["code"] == "not-a-pdf"
    gone = (*CREATE[:-3], f"{BEAM}; attach={tmp_path / 'gone'}", "--as", "rita")
    assert line(*gone, status=2)["error"]["code"] == "file-unreadable"


def test_a_requisition_shows_its_orders_and_what_became_of_them(line: Line) -> None:
    number = line(*CREATE, "--submit")["document"]["number"]
    assert line("req", "show", number)["orders"] == []
    advanced(line, number, "approval")
    assert line("approve", "vote", number, "--as", "max")["outcome"] == "accepted"
    advanced(line, number, "approval")
    advanced(line, number, "order")
    [order] = line("req", "show", number)["orders"]
    assert (order["supplier"], order["status"], order["total"]["amount"]) == ("S-STEEL", "to-receive-and-bill", "42.00")
    shown, _ = line.text("req", "show", number)
    assert order["number"] in shown


def test_withdraw_and_the_same_key_twice(line: Line) -> None:
    first, again = line(*CREATE, "--key", "k1"), line(*CREATE, "--key", "k1")
    assert again["repeated"]
    assert first["document"] == again["document"]
    number = first["document"]["number"]
    assert line("req", "withdraw", number, "--why", "not needed", "--as", "rita")["outcome"] == "accepted"
    assert line("req", "list", "--filter", "status=withdrawn")["rows"][0]["number"] == number
    assert line("req", "list", "--filter", "colour=red", status=2)["error"]["code"] == "filter-wrong"


def test_any_contract_by_name_from_yaml_json_and_stdin(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "revise.yaml"
    number = line(*CREATE)["document"]["id"]
    lines = [{"line": 1, "description": "Plate", "quantity": {"amount": 1}, "unit_price": 1.10,
              "cost_object": {"project": "BRIDGE", "cost_code": "MATERIAL", "period": "2026-11"},
              "needed_by": "2026-12-20"}]  # fmt: skip
    file.write_text(json.dumps({"requisition": number, "lines": lines}))
    assert line("do", "requisition.revise", str(file), "--as", "rita")["outcome"] == "accepted"
    submit = f"requisition: {number}"
    assert line("do", "requisition.submit", "-", "--as", "rita", given=submit)["outcome"] == "accepted"
    shown = line("audit", "history", number)["entries"]
    assert "1.10" in json.dumps(shown)


@pytest.mark.parametrize(
    ("contract", "given", "code"),
    [
        ("requisition.explode", "{}", "unknown-contract"),
        ("requisition.close", "{}", "unknown-contract"),
        ("requisition.submit", "[1]", "not-an-object"),
        ("requisition.submit", "{", "file-malformed"),
        ("requisition.submit", "requisition: x", "fields-wrong"),
        ("requisition.submit", "{}", "fields-wrong"),
    ],
)
def test_malformed_commands_are_told(line: Line, contract: str, given: str, code: str) -> None:
    assert line("do", contract, "-", "--as", "rita", given=given, status=2)["error"]["code"] == code


def test_nobody_acts_without_saying_who(line: Line) -> None:
    assert line(*CREATE[:-2], status=2)["error"]["code"] == "who-acts"


def test_an_invoice_is_handed_in_once_shown_and_decided(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "invoice.xml"
    file.write_bytes(ubl_xml(spec()))
    receive = ("invoice", "receive", str(file), "--entity", "DE01", "--as", "ines")
    first, again = line(*receive), line(*receive)
    number = first["document"]["number"]
    assert again["document"]["number"] == number
    assert line("invoice", "list")["rows"][0]["status"] == "received"
    assert line("invoice", "show", number)["document"]["status"] == "received"
    decide = ("invoice", "resolve", number, "--why", "known by telephone", "--as", "fang")
    assert line(*decide, "--accept", status=1)["code"] == "not-read-yet"
    assert line(*decide, status=2)["error"]["code"] == "one-decision"
    both = line(*decide, "--accept", "--reject", status=2)["error"]
    assert (both["code"], both["message"]) == ("one-decision", "Decide one way: --accept | --reject.")
    assert line("invoice", "correct", number, "--as", "fang", status=2)["error"]["code"] == "nothing-to-correct"
    assert (
        line("invoice", "receive", "gone.pdf", "--entity", "DE01", "--as", "ines", status=2)["error"]["code"]
        == "file-unreadable"
    )
    assert line(*decide, "--reject")["outcome"] == "accepted"
    assert line("invoice", "read-again", number, "--as", "fang", status=1)["code"] == "closed-document"
    assert line("invoice", "reopen", number, "--why", "known after all", "--as", "fang")["outcome"] == "accepted"
    assert line("invoice", "read-again", number, "--as", "fang")["outcome"] == "accepted"
    assert line("invoice", "show", number)["status"] == "received"
    assert line("invoice", "verify", str(file))["verdict"] == "accept"


def spec() -> InvoiceSpec:
    return InvoiceSpec(
        number="R-1",
        issue_date="2026-11-02",
        currency="EUR",
        seller=Party("Stahlhandel Meyer GmbH", "DE200223349", "Industriestr. 1", "DE", "DE02120300000000202051"),
        buyer=Party("Nordbau GmbH", "DE200112234", "Werftallee 2", "DE"),
        purchase_order="PO-2026-000001",
        lines=(SampleLine("Beam", Decimal(4), Decimal(10)),),
    )


def test_nothing_due_nothing_to_release(line: Line) -> None:
    assert line("pay", "propose", "--entity", "DE01", "--as", "paul", status=1)["error"]["code"] == "nothing-due"
    assert line("pay", "release", "RUN-2026-000001", "--as", "tina", status=1)["error"]["code"] == "unknown-number"
    assert line("pay", "list", "--runs")["rows"] == []


def test_a_real_store_begins_with_an_administrator_and_asks_for_passwords(
    empty: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert empty("config", "init", "--admin", "ada", "--name", "Ada", status=2)["error"]["code"] == "password-missing"
    monkeypatch.setenv("REQ2PAY_PASSWORD", "short")
    assert empty("config", "init", "--admin", "ada", "--name", "Ada", status=2)["error"]["code"] == "password-wrong"
    monkeypatch.setenv("REQ2PAY_PASSWORD", "correct-horse")
    empty("config", "init", "--admin", "ada", "--name", "Ada")
    assert empty("config", "init", "--admin", "eve", "--name", "Eve", status=1)["error"]["code"] == "already-begun"
    bob = json.dumps({"person": "bob", "name": "Bob"})
    assert empty("do", "person.register", "-", "--as", "ada", given=bob)["outcome"] == "accepted"
    monkeypatch.setenv("REQ2PAY_NEW_PASSWORD", "another-horse")
    empty("config", "password", "bob", "--as", "ada")
    assert empty("do", "person.register", "-", "--as", "bob", given=bob, status=1)["error"]["code"] == "wrong-password"
    token = ("config", "token", "issue", "erp", "--scope", "requisition.create", "--as")
    assert empty(*token, "ada")["token"].startswith("r2pt_")
    _, told = empty.text("config", "token", "issue", "x", "--scope", "nosuch", "--as", "ada", "--lang", "zh", status=2)
    assert told.startswith("token-scope-wrong: 服务令牌不能有权限范围 nosuch：")
    monkeypatch.setenv("REQ2PAY_PASSWORD", "another-horse")
    assert empty(*token, "bob", status=1)["error"]["code"] == "not-administrator"
    assert empty("config", "password", "ada", "--as", "bob", status=1)["error"]["code"] == "not-administrator"
    assert empty("do", "person.register", "-", "--as", "bob", given=bob, status=1)["code"] == "not-permitted"
    assert empty("demo", "--home", str(empty.home), status=1)["error"]["code"] == "not-a-demo-store"


def test_audit_tells_story_past_and_tampering(line: Line) -> None:
    number = line(*CREATE, "--submit")["document"]["number"]
    story = line("audit", "history", number)["entries"]
    assert [e["what"]["event"] for e in story][:1] == ["requisition.created.v1"]
    out, _ = line.text("audit", "history", number)
    assert "rita" in out
    drafted = story[0]["position"]
    assert line("audit", "as-of", number, str(drafted))["state"]["status"] == "draft"
    changes = {change["path"] for change in line("audit", "diff", number, str(drafted))["changes"]}
    assert "status" in changes
    assert line("audit", "as-of", number, "1999-01-01", status=1)["error"]["code"] == "not-there-then"
    assert line("audit", "as-of", number, "soon", status=2)["error"]["code"] == "not-a-moment"
    assert line("audit", "verify")["clean"]
    assert line("audit", "replay")["clean"]
    report = line("audit", "invariants")
    assert report["clean"]
    assert report["not_run"] == ["I1", "I10"]
    with sqlite3.connect(line.home / "events.db") as database:
        database.execute("DROP TRIGGER stored_events_no_UPDATE")
        database.execute(f"UPDATE stored_events SET state = replace(state, 'Beams', 'Boats') WHERE rowid = {drafted}")
    database.close()
    broken = line("audit", "verify", status=1)
    assert {found["figures"]["position"] for found in broken["violations"]} == {str(drafted)}


def test_read_models_that_were_changed_are_found(line: Line) -> None:
    line(*CREATE)
    line("req", "list")
    with sqlite3.connect(line.home / "views.db") as database:
        database.execute(f"UPDATE {cases.name} SET total = total + 1")
    database.close()
    assert line("audit", "replay", status=1)["violations"][0]["code"] == "read-model-differs"


def test_status_counts(line: Line) -> None:
    line(*CREATE)
    line("req", "list")
    status = line("status")
    assert status["stack"] is None
    assert status["cases"] == [{"stage": "draft", "cases": 1}]
    assert {row["lag"] for row in status["projections"]} == {0}


def test_lists_show_a_person_what_the_roles_let_them_see(line: Line) -> None:
    line(*CREATE)
    assert len(line("req", "list", "--as", "rita")["rows"]) == 1
    elsewhere = json.dumps({"person": "eve", "name": "Eve"})
    line("do", "person.register", "-", "--as", "admin", given=elsewhere)
    assert line("req", "list", "--as", "eve")["rows"] == []
    for projects, rows in ((["TOWER"], 0), (["BRIDGE"], 1)):
        grant = json.dumps({"person": "eve", "role": "requester", "entity": "DE01", "projects": projects})
        line("do", "person.grant_role", "-", "--as", "admin", given=grant)
        assert len(line("req", "list", "--as", "eve")["rows"]) == rows


def test_a_contract_is_drafted_approved_signed_and_shown(line: Line, tmp_path: Path) -> None:
    terms = {"title": "Beams", "kind": "framework", "amount": {"amount": "900.00", "currency": "EUR"}, "tax_percent": 19,
             "valid_from": "2026-11-01", "valid_to": "2099-10-31",
             "lines": [{"line": 1, "description": "Beam", "unit_price": "10.50"}]}  # fmt: skip
    draft = json.dumps({"entity": "DE01", "supplier": "S-STEEL", "terms": terms})
    drafted = line("do", "contract.draft", "-", "--as", "bo", given=draft)["document"]
    submit = json.dumps({"agreement": drafted["id"], "version": 1})
    assert line("do", "contract.submit", "-", "--as", "bo", given=submit)["outcome"] == "accepted"
    number, process = drafted["number"], contract_process(Ref.model_validate(drafted))
    assert line("approve", "vote", number, "--as", "max", status=1)["error"]["code"] == "no-approval"
    for vote in (True, False):
        with line.service() as service:
            advance(service.handler, Advance(process=process, stage="approval"))
        if vote:
            assert line("approve", "vote", number, "--as", "max")["outcome"] == "accepted"
    text, pdf = tmp_path / "signed.txt", tmp_path / "signed.pdf"
    text.write_text("signed")
    pdf.write_bytes(b"%PDF-1.7 signed")
    sign = ("contract", "sign", number)
    whose = ("--signer", "Dora", "--as", "dora", "--party")
    assert line(*sign, str(text), *whose, "ours", status=2)["error"]["code"] == "not-a-signed-pdf"
    assert line(*sign, str(tmp_path / "gone.pdf"), *whose, "ours", status=2)["error"]["code"] == "file-unreadable"
    assert line(*sign, str(pdf), *whose, "ours", "--version", "2", status=1)["code"] == "other-version"
    assert line(*sign, str(pdf), *whose, "ours")["outcome"] == "accepted"
    assert line(*sign, str(pdf), *whose, "theirs", "--on", "2026-11-03")["outcome"] == "accepted"
    shown = line("contract", "show", number)
    assert (shown["status"], shown["remaining"]) == ("signed", {"amount": "900.00", "currency": "EUR"})
    assert {(row["party"], row["version"]) for row in shown["contract_signatures"]} == {("ours", 1), ("theirs", 1)}
    assert shown["contract_lines"][0]["unit_price"] == "10.5"
    assert shown["contract_lines"][0]["supplier"] == "S-STEEL"
    assert line("contract", "list")["rows"][0]["number"] == number
    assert line("contract", "list", "--changes")["rows"] == []
    assert line("contract", "show", "CT-1999-000001", status=1)["error"]["code"] == "unknown-number"
    out, _ = line.text("contract", "show", number)
    assert "Beam" in out
