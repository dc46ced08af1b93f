"""A watched folder: what is complete is taken, what still grows is left, and nothing is put over another file."""

from pathlib import Path

import pytest

from adapters.folder import Folder


def folder(root: Path, between: object = None) -> Folder:
    """A folder whose pause between two looks does something instead of waiting."""
    return Folder(root, pause=lambda _: between() if callable(between) else None)


def names(found: Folder) -> list[str]:
    """What is complete there."""
    return [each.name for each in found.complete()]


def test_complete_files_are_found_below_and_what_is_put_aside_or_partial_is_not(tmp_path: Path) -> None:
    for name in ("a.pdf", "sub/b.xml", ".hidden", "c.pdf.part", "~lock", "done/d.pdf", "failed/e.pdf", ".git/f"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "link.pdf").symlink_to("/etc/hostname")
    assert sorted(names(folder(tmp_path))) == ["a.pdf", "sub/b.xml"]


def test_a_file_that_grows_between_two_looks_waits_until_it_stands_still(tmp_path: Path) -> None:
    growing = tmp_path / "a.pdf"
    growing.write_bytes(b"x")
    watched = folder(tmp_path, lambda: growing.write_bytes(b"xy"))
    assert names(watched) == []
    assert names(watched) == ["a.pdf"]


def test_a_file_that_changed_since_it_was_seen_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    watched = folder(tmp_path)
    (seen,) = watched.complete()
    assert watched.read(seen) == b"x"
    (tmp_path / "a.pdf").write_bytes(b"another")
    assert watched.read(seen) is None


def test_nothing_is_put_over_another_file(tmp_path: Path) -> None:
    watched = folder(tmp_path)
    for text in ("first", "second", "third"):
        (tmp_path / "a.pdf").write_text(text)
        (seen,) = watched.complete() or watched.complete()
        assert watched.put_aside(seen, "f" * 64, failed=False) is not None
    assert {path.read_text() for path in (tmp_path / "done").iterdir()} == {"first", "second", "third"}
    assert watched.put_aside(seen, "f" * 64, failed=False) is None


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        names(folder(tmp_path / "missing"))
