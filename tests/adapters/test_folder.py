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


def put(root: Path, name: str) -> str:
    """Write a file, find it and put it aside; where it then is, below the folder."""
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(b"x")
    watched = folder(root)
    (seen,) = (found for found in watched.complete() if found.name == name)
    target = watched.put_aside(seen, "f" * 64, failed=False)
    assert target is not None
    assert not (root / name).exists()
    return target.relative_to(root).as_posix()


def test_a_file_where_a_folder_should_be_stops_nothing(tmp_path: Path) -> None:
    assert put(tmp_path, "2026") == "done/2026"
    assert put(tmp_path, "2026/a.pdf") == "done/a.pdf"
    assert put(tmp_path, "2026/11/a.pdf") == f"done/a.{'f' * 12}.pdf"
    assert put(tmp_path, "2026/11/a.pdf") == f"done/a.{'f' * 12}.1.pdf"


@pytest.mark.parametrize("name", ["钢" * 81 + ".pdf", "a" * 251 + ".pdf", "b." + "x" * 253])
def test_a_long_name_is_cut_where_it_comes_again(tmp_path: Path, name: str) -> None:
    assert put(tmp_path, name) == f"done/{name}"
    again = [Path(put(tmp_path, name)).name for _ in range(2)]
    assert len(set(again)) == 2
    for found in again:
        assert len(found.encode()) <= 255
        assert found.startswith(name[:5].split(".", maxsplit=1)[0])
        assert found.endswith(".pdf") == name.endswith(".pdf")


def test_a_file_that_cannot_be_taken_from_its_place_leaves_no_second_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that may be read and not written: else there would be one more of it at each look."""
    (tmp_path / "a.pdf").write_bytes(b"x")
    watched = folder(tmp_path)
    (seen,) = watched.complete()
    unlink = Path.unlink

    def denied(path: Path, missing_ok: bool = False) -> None:
        if path == seen.path:
            raise PermissionError
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", denied)
    with pytest.raises(PermissionError):
        watched.put_aside(seen, "f" * 64, failed=False)
    assert list((tmp_path / "done").iterdir()) == []
