"""A folder is taken in from the command line, what came is listed, and what no reader takes is decided."""

import io
import zipfile
from pathlib import Path

from tests.console.conftest import Line


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
    assert line(*run, status=1)["problems"] == [["a.pdf", "not-permitted"]]
    assert (folder / "a.pdf").exists()
