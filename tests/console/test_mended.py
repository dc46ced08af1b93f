"""What happens when something is missing, taken, or out of reach: a sentence and a status, and nothing half done."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from adapters.samples import ubl_xml
from tests.console.conftest import Line
from tests.console.test_daily_work import spec


def test_an_audit_goes_on_without_the_server(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    report = line("audit", "invariants")
    assert report["clean"]
    assert {"I1", "I10"} <= set(report["not_run"])
    _, trouble = line.text("audit", "invariants")
    assert "goes on without it" in trouble


def test_a_taken_port_is_told_and_nothing_claims_to_run(
    line: Line, taken_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQ2PAY_PORT", str(taken_port))
    printed, trouble = line.text("run", "serve", status=3)
    assert printed == ""
    assert trouble.startswith("cannot-listen")
    assert str(taken_port) in trouble


def test_a_missing_file_has_its_own_line_and_the_others_are_judged(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "invoice.xml"
    file.write_bytes(ubl_xml(spec()))
    assert line("invoice", "verify", "gone.xml", str(file), status=2)["verdict"] == "accept"
    missing = line("invoice", "verify", str(file), "gone.xml", status=2)
    assert (missing["file"], missing["error"]["code"]) == ("gone.xml", "file-unreadable")
    printed, trouble = line.text("invoice", "verify", "gone.xml", status=2)
    assert (printed, "file-unreadable" in trouble) == ("", True)
    file.write_bytes(b"junk")
    assert "格式" in line.text("invoice", "verify", str(file), "--lang", "zh", status=1)[0]


def test_a_refused_invoice_can_be_handed_in_again(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "invoice.xml"
    file.write_bytes(ubl_xml(spec()))
    receive = ("invoice", "receive", str(file), "--entity", "DE77", "--as", "ines")
    assert line(*receive, status=1)["outcome"] == "refused"
    with line.service() as service:
        before = service.log.head()
    assert line(*receive, status=1)["outcome"] == "refused"
    with line.service() as service:
        assert service.log.head() > before, "a request of its own, not the kept answer of the first"


def test_init_writes_nothing_when_a_command_is_wrong(empty: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQ2PAY_PASSWORD", "correct-horse")
    assert (
        empty("config", "init", "--admin", "not a code!", "--name", "Ada", status=2)["error"]["code"] == "fields-wrong"
    )
    monkeypatch.setenv("REQ2PAY_PASSWORD", "short")
    assert empty("config", "init", "--admin", "ada", "--name", "Ada", status=2)["error"]["code"] == "password-wrong"
    _, told = empty.text("config", "init", "--admin", "ada", "--name", "Ada", "--lang", "zh", status=2)
    assert "8 至 1000 个字符" in told
    with empty.service() as service:
        assert service.log.head() == 0


def test_settling_a_run_with_nothing_open_is_told(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    done = SimpleNamespace(ref=object(), proposed=SimpleNamespace(payments=()), open=())
    monkeypatch.setattr("console.pay._run", lambda *_: done)
    settle = ("pay", "settle", "RUN-2026-000001", "--reference", "B-1", "--as", "paul")
    assert line(*settle, status=1)["error"]["code"] == "nothing-open"
