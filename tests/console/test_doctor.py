"""The doctor: each finding provoked for real, and silence where nothing is wrong."""

import json
import os
from collections import namedtuple
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.temporal_binary import cached
from adapters.temporal_server import EmbeddedServer
from console.demo_data import foundation
from contracts._base import SYSTEM, Request
from contracts.legal_entity import RegisterLegalEntity
from projections.cases import CASES
from tests.console.conftest import Line
from tests.console.test_daily_work import CREATE
from tests.support.imap_server import PASSWORD, imap_server

BUREAU = '{"url": "https://bureau.example", "key": "k"}'


@pytest.fixture(autouse=True)
def _binary(empty: Line, program: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQ2PAY_TEMPORAL_BIN", str(program()))
    monkeypatch.setenv("REQ2PAY_TAX_BUREAU", BUREAU)
    monkeypatch.setattr("bots.reading.fonts.draws_chinese", lambda: True)


def codes(line: Line) -> list[str]:
    found = line("doctor", status=1)["findings"]
    assert all(each["what"] and each["mend"] and not each["what"].startswith("cli.") for each in found)
    return [each["code"] for each in found if each["code"] != "no-people"]  # has a test of its own


def test_a_new_home_lacks_nothing_but_people(empty: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    [found] = empty("doctor", status=1)["findings"]
    assert found["code"] == "no-people"
    assert "req2pay config init" in found["mend"]
    monkeypatch.setenv("REQ2PAY_PASSWORD", "correct-horse")
    empty("config", "init", "--admin", "ada", "--name", "Ada")
    empty.project()
    assert empty("doctor") == {"healthy": True, "findings": []}


def test_a_register_that_payments_wait_for_and_nobody_can_ask(empty: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQ2PAY_PASSWORD", "correct-horse")
    empty("config", "init", "--admin", "ada", "--name", "Ada")
    empty.project()
    with empty.service() as service:
        chinese = RegisterLegalEntity(entity="CN01", name="长江路桥", country="CN", currency="CNY")
        answer = service.handler.handle(Request(command=chinese, key="cn", actor=SYSTEM))
        assert answer.outcome == "accepted", answer
    empty.project()
    monkeypatch.delenv("REQ2PAY_TAX_BUREAU")
    [found] = [one for one in empty("doctor", status=1)["findings"] if one["code"] == "register-not-configured"]
    assert found["figures"] == {"registry": "tax-bureau", "entities": "CN01", "variable": "REQ2PAY_TAX_BUREAU"}
    monkeypatch.setenv("REQ2PAY_TAX_BUREAU", BUREAU)
    assert empty("doctor")["healthy"]


def test_no_temporal_binary(empty: Line, program: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQ2PAY_TEMPORAL_BIN", "/nowhere/temporal")
    assert codes(empty) == ["no-temporal-binary"]
    monkeypatch.delenv("REQ2PAY_TEMPORAL_BIN")
    monkeypatch.setenv("PATH", "/nowhere")
    assert codes(empty) == ["no-temporal-binary"]
    kept = cached(empty.home.parent / "cache")
    kept.parent.mkdir(parents=True)
    kept.symlink_to(program())
    monkeypatch.setenv("PATH", "/bin:/usr/bin")
    assert codes(empty) == []


def test_a_watched_folder_that_is_not_there_or_not_to_be_written(
    empty: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = tmp_path / "in"
    sources = {"main": {"path": str(watched), "entity": "DE01"}}
    monkeypatch.setenv("REQ2PAY_INTAKE_FOLDERS", json.dumps(sources))
    assert codes(empty) == ["intake-folder-missing", "intake-entity-unknown"]
    watched.mkdir()
    assert codes(empty) == ["intake-entity-unknown"]
    (watched / "done").write_text("no folder")
    assert codes(empty) == ["intake-folder-not-writable", "intake-entity-unknown"]
    monkeypatch.setenv("REQ2PAY_INTAKE_FOLDERS", json.dumps({"main": {"path": "/proc/self", "entity": "DE01"}}))
    assert codes(empty)[0] == "intake-folder-not-writable"


def test_folders_and_mailboxes_of_a_registered_entity_that_can_be_read_are_no_finding(
    line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    sources = {"main": {"path": str(tmp_path / "in"), "entity": "DE01"}}
    monkeypatch.setenv("REQ2PAY_INTAKE_FOLDERS", json.dumps(sources))
    with imap_server() as post:
        box = {"name": "ap", "entity": "DE01", "url": f"imap://ap:{PASSWORD}@127.0.0.1:{post.port}/INBOX"}
        monkeypatch.setenv("REQ2PAY_MAILBOXES", json.dumps([box]))
        found = line("doctor", status=1)["findings"]
        assert not [each for each in found if "intake" in each["code"] or "mailbox" in each["code"]]
        assert not any(said.startswith(("SELECT", "UID", "STORE")) for said in post.commands), "only looked at"
    assert list((tmp_path / "in").iterdir()) == []


def test_a_mailbox_that_refuses_or_is_out_of_reach(empty: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    with imap_server() as post:
        box = {"name": "ap", "entity": "DE01", "url": f"imap://ap:secret-word@127.0.0.1:{post.port}/INBOX"}
        monkeypatch.setenv("REQ2PAY_MAILBOXES", json.dumps([box]))
        found = empty("doctor", status=1)["findings"]
        assert [each["code"] for each in found][:1] == ["mailbox-refused"]
        assert "REQ2PAY_MAILBOXES" in found[0]["mend"]
        assert "secret-word" not in str(found)
    assert codes(empty) == ["mailbox-unreachable", "intake-entity-unknown"]


def test_port_taken(empty: Line, taken_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQ2PAY_PORT", str(taken_port))
    found, _ = empty("doctor", status=1)["findings"]
    assert found["figures"]["port"] == str(taken_port)
    assert str(os.getpid()) in found["what"]


def test_a_cluster_needs_no_port_here(empty: Line, taken_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQ2PAY_TEMPORAL_PORT", str(taken_port))
    assert codes(empty) == ["port-taken"]
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    assert codes(empty) == ["temporal-out-of-reach"]


def test_store_not_writable(empty: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("REQ2PAY_HOME", str(tmp_path / "file" / "home"))
    assert "store-not-writable" in codes(empty)


def test_store_that_is_no_store(empty: Line) -> None:
    empty.home.mkdir()
    (empty.home / "events.db").write_bytes(b"not a database" * 100)
    assert codes(empty) == ["store-not-writable"]


def test_disk_full(empty: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("console.doctor.shutil.disk_usage", lambda _: usage(1, 1, 1))
    assert codes(empty) == ["disk-full"]


def test_a_machine_that_cannot_draw_chinese_is_told(empty: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bots.reading.fonts.draws_chinese", lambda: False)
    assert codes(empty) == ["font-missing"]


@pytest.mark.parametrize("variable", ["REQ2PAY_PROT", "REQ2PAY_PORTS"])
def test_a_variable_that_nothing_reads(empty: Line, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "1")
    assert codes(empty) == ["variable-unknown"]


def test_a_variable_of_the_settings_file_that_nothing_reads(empty: Line) -> None:
    Path(".env").write_text("REQ2PAY_TAX_BUERAU=1\nREQ2PAY_PORT=0\nOTHER=1\n")
    assert codes(empty) == ["variable-unknown"]


def test_wrong_settings_and_policies(empty: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules.yaml").write_text("approval: {requisition: {XXX: []}}")
    monkeypatch.setenv("REQ2PAY_POLICIES", str(tmp_path))
    assert codes(empty) == ["policies-wrong"]
    monkeypatch.setenv("REQ2PAY_POLICIES", str(tmp_path / "gone"))
    assert codes(empty) == ["policies-wrong"]
    monkeypatch.setenv("REQ2PAY_PORT", "abc")
    assert codes(empty) == ["configuration-wrong"]


def test_projections_that_lag_or_stopped(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(line) == ["projection-lagging"]
    line.project()
    assert line("doctor")["healthy"]
    line(*CREATE)

    def fail(_: Any) -> Any:
        raise ZeroDivisionError("a handler is wrong")

    with monkeypatch.context() as broken:
        broken.setattr(type(CASES), "changes", lambda self, recorded: fail(recorded) if self is CASES else ())
        line.project()
    [found] = line("doctor", status=1)["findings"]
    assert found["code"] == "projection-stopped"
    assert "a handler is wrong" in found["what"]


def test_open_processes_that_nobody_continues(line: Line) -> None:
    line(*CREATE, "--submit")
    line.project()
    assert codes(line) == ["nothing-runs"]


def test_temporal_out_of_reach(empty: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    assert codes(empty) == ["temporal-out-of-reach"]
    assert empty("run", "worker", status=3)["error"]["code"] == "temporal-out-of-reach"


def test_a_server_without_worker(server_binary: Path, empty: Line) -> None:
    with EmbeddedServer.start(server_binary, empty.home, port=0, ui_port=0, headless=True):
        assert codes(empty) == ["worker-not-polling"]


def test_a_clock_that_went_back(empty: Line) -> None:
    with empty.service() as service:
        service.handler.clock = lambda: datetime.now(UTC) + timedelta(minutes=5)
        command, _ = next(iter(foundation(service.policies, "2026-11")))
        service.handler.handle(Request(command=command, key="k", actor=SYSTEM))
    empty.project()
    assert codes(empty) == ["clock-skew"]


def test_who_was_not_told(empty: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    empty.project()
    monkeypatch.setattr("projections.notices.undelivered", lambda _views, _since: {"mail-refused": 1, "no-address": 2})
    assert codes(empty) == ["notices-undelivered"]
    [what] = [each["what"] for each in empty("doctor", status=1)["findings"] if each["code"] == "notices-undelivered"]
    assert what == "3 message(s) of the last week reached nobody: mail-refused, no-address"


def test_what_triggers_and_other_systems_refused(empty: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    empty.project()
    found = {"trigger-refused": {"no-route": 2, "unknown-person": 1}, "webhook-message-parked": {"http-status": 1}}
    monkeypatch.setattr("projections.inbox_refused.open_codes", lambda _views, kind: found[kind])
    assert codes(empty) == ["trigger-refused", "webhook-message-parked"]
    first, *_ = empty("doctor", status=1)["findings"][-2:]
    assert first["what"].startswith("3 document(s)")
    assert first["what"].endswith("no-route, unknown-person")
