"""A folder is taken in from the command line, what came is listed, and what no reader takes is decided."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.sentences import codes as known_codes
from console.doctor_intake import AS_A_LOOK_SAYS, looks
from projections._columns import micros
from projections.intake_sources import keep_only
from tests.console.conftest import Line
from tests.support.imap_server import imap_server


def test_a_folder_is_taken_in_listed_and_decided(line: Line, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.pdf", b"%PDF-1.7 a")
        archive.writestr("readme.txt", b"hello")
    (folder / "all.zip").write_bytes(packed.getvalue())
    (folder / "x.rar").write_bytes(b"Rar!\x1a\x07\x01\x00")
    run = ("invoice", "intake", "run", "--folder", str(folder), "--entity", "DE01", "--as", "ines")
    taken = line(*run)
    assert (taken["taken"], taken["left"], taken["problems"]) == (2, 0, [])
    assert line(*run)["taken"] == 0
    rows = line("invoice", "intake", "list")["rows"]
    assert sorted((row["path"], row["channel"], row["outcome"], row["code"]) for row in rows) == [
        ("a.pdf", "archive", "open", None),
        ("all.zip", "folder", "not-an-invoice", "archive-unpacked"),
        ("readme.txt", "archive", "not-an-invoice", "unknown-format"),
        ("x.rar", "folder", "exception", "archive-not-supported"),
    ]
    waiting = next(row["number"] for row in rows if row["outcome"] == "exception")
    decide = ("invoice", "intake", "resolve", waiting, "--no-invoice", "--why", "pictures", "--as", "fang")
    assert line(*decide)["outcome"] == "accepted"
    assert line("invoice", "intake", "list", "--filter", "outcome=exception")["rows"] == []
    assert (folder / "failed/x.rar").exists()


def test_why_a_file_ended_as_it_did_is_said_in_the_readers_language(line: Line, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/x.rar").write_bytes(b"Rar!\x1a\x07\x01\x00")
    line("invoice", "intake", "run", "--folder", str(tmp_path / "in"), "--entity", "DE01", "--as", "ines")
    said = {language: line.text("invoice", "intake", "list", "--lang", language)[0] for language in ("en", "zh")}
    assert "Take the files out by hand, or have them sent as ZIP." in " ".join(said["en"].split())
    assert "不支持此类压缩包" in "".join(said["zh"].split())
    number = line("invoice", "intake", "list")["rows"][0]["number"]
    decide = ("invoice", "intake", "resolve", number, "--no-invoice", "--why", "an advert", "--as", "fang")
    assert line(*decide)["outcome"] == "accepted"
    assert "an advert" in line.text("invoice", "intake", "list")[0]


def test_one_source_is_named_and_must_be_known(line: Line, tmp_path: Path) -> None:
    for wrong in ((), ("--folder", str(tmp_path)), ("--folder", str(tmp_path), "--mailbox", "ap", "--entity", "DE01")):
        assert line("invoice", "intake", "run", *wrong, "--as", "ines", status=2)["error"]["code"] == "one-source"
    unknown = line("invoice", "intake", "run", "--mailbox", "ap", "--as", "ines", status=2)
    assert unknown["error"]["code"] == "unknown-mailbox"
    assert (
        line("invoice", "intake", "resolve", "IN-1", "--why", "w", "--as", "fay", status=2)["error"]["code"]
        == "one-decision"
    )


def test_who_may_not_leaves_the_folder_as_it_is(line: Line, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(b"%PDF-1.7 a")
    run = ("invoice", "intake", "run", "--folder", str(folder), "--entity", "DE01", "--as", "rita")
    done = line(*run, status=1)
    assert [(each["what"], each["code"]) for each in done["problems"]] == [("a.pdf", "not-permitted")]
    assert done["problems"][0]["message"] != "not-permitted"
    assert (done["taken"], done["left"]) == (0, 1)
    assert (folder / "a.pdf").exists()


def test_no_key_is_asked_for_where_each_look_is_new(line: Line, tmp_path: Path) -> None:
    run = ("invoice", "intake", "run", "--folder", str(tmp_path), "--entity", "DE01", "--as", "ines")
    assert "--key" not in line.text("invoice", "intake", "run", "--help")[0]
    line.text(*run, "--key", "K", status=2)


def test_a_mailbox_that_refuses_is_out_of_reach_in_both_languages(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    run = ("invoice", "intake", "run", "--mailbox", "ap", "--as", "ines")
    with imap_server() as post:
        url = f"imap://ap:wrong@127.0.0.1:{post.port}/INBOX"
        monkeypatch.setenv("REQ2PAY_MAILBOXES", json.dumps([{"name": "ap", "entity": "DE01", "url": url}]))
        away = line(*run, status=3)["away"]
        assert (away["what"], away["code"]) == ("ap", "mailbox-refused")
        english, chinese = (line.text(*run, "--lang", language, status=3)[1] for language in ("en", "zh"))
    assert "refuses" in english
    assert "unexpected" not in english
    assert "拒绝" in chinese
    assert line(*run, status=3)["away"]["code"] == "mailbox-unreachable"


def test_what_the_worker_cannot_take_in_is_said_by_doctor_and_status(
    line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "in"
    root.mkdir()
    (root / "a.pdf").write_bytes(b"%PDF-1.7 a")
    named = {"main": {"path": str(root), "entity": "NONE"}}
    monkeypatch.setenv("REQ2PAY_INTAKE_FOLDERS", json.dumps(named))
    line.project()
    with line.service() as service, service.reader:
        service.effects.take_in("folder/main", lambda *_: None)
        ((code, figures),) = looks(service, {"reachable": False})
        assert (code, figures["what"], figures["left"]) == ("intake-stays", "a.pdf", 1)
        past = service.handler.clock() - timedelta(days=1)
        keep_only(service.views, {}, 0)
        keep_only(service.views, service.sources.named(), micros(past))
        assert [code for code, _ in looks(service, {"reachable": True})] == ["intake-not-looked-at"]
        assert list(looks(service, {"reachable": False})) == []
        service.effects.take_in("folder/main", lambda *_: None)
        assert [code for code, _ in looks(service, {"reachable": True})] == ["intake-stays"]
    (source,) = line("status")["sources"]
    assert (source["source"], source["code"], source["left"]) == ("folder/main", "unknown-entity", 1)
    said = line.text("status", "--lang", "zh")[0]
    assert "folder/main" in said
    assert "NONE" in said
    told = [each for each in line("doctor", status=1)["findings"] if each["code"].startswith("intake-")]
    assert [each["code"] for each in told] == ["intake-entity-unknown"], "the look failed of nothing else"
    assert "folder/main" in told[0]["what"]
    assert "NONE" in told[0]["what"]


def test_what_is_wrong_with_a_source_is_told_once(line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is gone is seen by the doctor and was seen by the last look; what the look saw besides is told, too."""
    named = {"main": {"path": str(tmp_path / "gone"), "entity": "DE01"}}
    monkeypatch.setenv("REQ2PAY_INTAKE_FOLDERS", json.dumps(named))
    line.project()
    with line.service() as service, service.reader:
        service.effects.take_in("folder/main", lambda *_: None)
        assert [code for code, _ in looks(service, {"reachable": False})] == ["intake-stays"]
        other = [("intake-folder-missing", {"source": "folder/other"})]
        assert [code for code, _ in looks(service, {"reachable": False}, other)] == ["intake-stays"]
    codes = [each["code"] for each in line("doctor", status=1)["findings"]]
    assert [code for code in codes if code.startswith("intake-")] == ["intake-folder-missing"]


def test_what_the_doctor_and_a_look_both_say_are_codes_of_theirs() -> None:
    assert {f"cli.doctor-{code}" for code in AS_A_LOOK_SAYS} <= known_codes("en")
    assert {said for each in AS_A_LOOK_SAYS.values() for said in each} <= {
        code.partition(".")[2] for code in known_codes("en") if code.startswith(("cli.", "refusals."))
    }
