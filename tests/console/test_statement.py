"""Bank statements at the command line: taken in once, reconciled, and what is left explained by a person."""

from __future__ import annotations

from pathlib import Path

from tests.adapters.statement_files import Entry, camt, chinese
from tests.console.conftest import Line

IBAN = "DE89370400440532013000"
"""The account of DE01 in the demo's foundation."""


def take(line: Line, data: bytes, tmp_path: Path, *more: str, status: int = 0) -> dict[str, object]:
    file = tmp_path / "statement"
    file.write_bytes(data)
    found: dict[str, object] = line(
        "pay", "statement", str(file), "--entity", "DE01", "--as", "tina", *more, status=status
    )
    return found


def test_a_statement_is_taken_in_once_and_what_is_left_is_explained(line: Line, tmp_path: Path) -> None:
    data = camt(Entry("-7.50", name="Bank", text="fee"), iban=IBAN)
    taken = take(line, data, tmp_path)
    assert (taken["outcome"], taken["command"]) == ("accepted", "bank_statement.import")
    number = taken["document"]["number"]  # type: ignore[index]
    assert take(line, data, tmp_path, status=1)["code"] == "statement-already-imported"
    [row] = line("pay", "statements")["rows"]
    assert (row["number"], row["unexplained"], row["closing"]["amount"]) == (number, 1, "4992.50")
    with line.service() as service:
        assert service.blobs.get(row["file_sha256"]) == data
    [entry] = line("pay", "entries", "--filter", "status=open")["rows"]
    assert (entry["entry"], entry["direction"], entry["text"]) == (1, "out", "fee")
    assert line("pay", "reconcile", number, "--as", "tina")["outcome"] == "ignored"
    assert {task["kind"] for task in line("approve", "list", "--as", "tina")["rows"]} >= {"statement-entry-unexplained"}
    wrong = ("pay", "explain", number, "--purpose", "fee", "--why", "w", "--as", "tina")
    assert line(*wrong, status=1)["code"] == "no-gap"
    line("pay", "explain", number, "1", "--purpose", "fee", "--why", "monthly", "--as", "tina")
    assert line("pay", "entries", "--filter", "status=open")["rows"] == []
    none = ("pay", "match", number, "1", "INV-1/1", "--run", "RUN-1", "--why", "w", "--as", "tina")
    assert line(*none, status=1)["error"]["code"] == "unknown-number"


def test_a_list_needs_its_account_and_its_columns(line: Line, tmp_path: Path) -> None:
    data = chinese("2026-12-02,5,,95,,,手续费,1")
    assert take(line, data, tmp_path, status=1)["error"]["code"] == "tables.statement-other-currency"  # type: ignore[index]
    taken = take(line, data, tmp_path, "--account", IBAN, "--currency", "EUR")
    assert taken["outcome"] == "accepted"
    foreign = camt(Entry("-1"), iban="DE02120300000000202051")
    assert take(line, foreign, tmp_path, status=1)["error"]["code"] == "tables.statement-of-other-account"  # type: ignore[index]
    assert take(line, b"<a", tmp_path, status=1)["error"]["code"] == "tables.xml-malformed"  # type: ignore[index]
    (tmp_path / "statement").unlink()
    gone = ("pay", "statement", str(tmp_path / "gone"), "--entity", "DE01", "--as", "tina")
    assert line(*gone, status=2)["error"]["code"] == "file-unreadable"
