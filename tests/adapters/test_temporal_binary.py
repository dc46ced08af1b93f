"""The search for the Temporal binary: its order, its checks, its one build for many callers."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

import engine
from adapters import temporal_fetch
from adapters.temporal_binary import TemporalUnavailable, cached, find
from adapters.temporal_fetch import Note
from settings import Settings
from tests.support.temporal import locate

GOOD = "#!/bin/sh\necho temporal version 9.9.9\n"
OTHER = "#!/bin/sh\necho something else\n"
# Stands for Go: counts its runs and leaves a working program where it is told to.
GO = """#!/bin/sh
echo "$@" >> {log}
sleep 0.3
printf '#!/bin/sh\\necho temporal version 1.5.1\\n' > "$GOBIN/temporal"
chmod +x "$GOBIN/temporal"
"""


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture(autouse=True)
def path_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder of programs on PATH besides the system's own; the download is out of reach."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    real = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: real(name, path=str(folder)))
    monkeypatch.setattr(temporal_fetch, "_unreachable", lambda url: "out of reach")
    return folder


def silent(note: Note) -> None:
    """Nobody listens."""


def codes(error: pytest.ExceptionInfo[TemporalUnavailable]) -> list[str]:
    return [note.code for note in error.value.tried]


def test_an_explicit_binary_comes_before_path_and_cache(tmp_path: Path, path_folder: Path) -> None:
    told = program(tmp_path / "mine" / "temporal", GOOD)
    program(path_folder / "temporal", GOOD)
    assert find(told, tmp_path / "cache", silent) == told


def test_a_broken_explicit_binary_is_refused_and_not_replaced(tmp_path: Path, path_folder: Path) -> None:
    program(path_folder / "temporal", GOOD)
    with pytest.raises(TemporalUnavailable) as error:
        find(tmp_path / "absent", tmp_path / "cache", silent)
    assert codes(error) == ["temporal-binary-broken"]


def test_path_comes_before_the_cache(tmp_path: Path, path_folder: Path) -> None:
    program(cached(tmp_path / "cache"), GOOD)
    on_path = program(path_folder / "temporal", GOOD)
    assert find(None, tmp_path / "cache", silent) == on_path


def test_another_program_of_that_name_on_path_is_passed_over(tmp_path: Path, path_folder: Path) -> None:
    program(path_folder / "temporal", OTHER)
    kept = program(cached(tmp_path / "cache"), GOOD)
    assert find(None, tmp_path / "cache", silent) == kept


def test_nothing_is_fetched_when_the_cache_has_it(tmp_path: Path, path_folder: Path) -> None:
    kept = program(cached(tmp_path / "cache"), GOOD)
    log = tmp_path / "go.log"
    program(path_folder / "go", GO.format(log=log))
    assert find(None, tmp_path / "cache", silent) == kept
    assert not log.exists()


def test_go_builds_once_for_callers_at_the_same_time(tmp_path: Path, path_folder: Path) -> None:
    log = tmp_path / "go.log"
    program(path_folder / "go", GO.format(log=log))
    found: list[Path] = []
    notes: list[Note] = []
    callers = [
        threading.Thread(target=lambda: found.append(find(None, tmp_path / "cache", notes.append))) for _ in range(3)
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert found == [cached(tmp_path / "cache")] * 3
    assert log.read_text().splitlines() == ["install github.com/temporalio/cli/cmd/temporal@v1.5.1"]
    assert {"temporal-building", "temporal-waiting-for-other"} <= {note.code for note in notes}
    assert sorted(path.name for path in cached(tmp_path / "cache").parent.iterdir()) == ["lock", "temporal"]


def test_when_all_fail_every_attempt_and_the_remedy_are_told(tmp_path: Path, path_folder: Path) -> None:
    program(path_folder / "go", "#!/bin/sh\necho no network >&2\nexit 1\n")
    with pytest.raises(TemporalUnavailable) as error:
        find(None, tmp_path / "cache", silent)
    assert codes(error) == [
        "temporal-not-on-path",
        "temporal-not-cached",
        "temporal-download-failed",
        "temporal-build-failed",
    ]
    for language in ("en", "zh"):
        text = error.value.text(language)
        assert all(part in text for part in ("out of reach", "no network", "REQ2PAY_TEMPORAL_BIN", "TEMPORAL_ADDRESS"))


def test_the_download_comes_before_the_build(
    tmp_path: Path, path_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "go.log"
    program(path_folder / "go", GO.format(log=log))
    source = program(tmp_path / "source", GOOD)
    monkeypatch.setattr(temporal_fetch, "_unreachable", lambda url: None)
    monkeypatch.setattr(temporal_fetch, "_DOWNLOAD", f"import shutil, sys; shutil.copy({str(source)!r}, sys.argv[1])")
    assert find(None, tmp_path / "cache", silent).read_text() == GOOD
    assert not log.exists()


def test_a_build_that_does_not_run_is_not_cached(tmp_path: Path, path_folder: Path) -> None:
    program(path_folder / "go", '#!/bin/sh\nprintf broken > "$GOBIN/temporal"\n')
    with pytest.raises(TemporalUnavailable):
        find(None, tmp_path / "cache", silent)
    assert not cached(tmp_path / "cache").exists()


def test_without_go_the_note_says_so(tmp_path: Path) -> None:
    with pytest.raises(TemporalUnavailable) as error:
        find(None, tmp_path / "cache", silent)
    assert codes(error)[-1] == "temporal-no-go"


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TemporalUnavailable) as error:
        find(None, tmp_path / "file" / "cache", silent)
    assert codes(error)[-1] == "temporal-cache-unwritable"


def test_a_command_over_its_time_limit_is_ended(tmp_path: Path) -> None:
    reason = temporal_fetch._run(["/bin/sh", "-c", "sleep 60"], {}, 0.0, "temporal-building", silent)
    assert reason is not None
    assert "-9" in reason


def test_the_binary_of_an_older_version_is_not_taken(tmp_path: Path) -> None:
    program(tmp_path / "cache" / "temporal", GOOD)
    program(tmp_path / "cache" / "temporal-1.4.0" / "temporal", GOOD)
    with pytest.raises(TemporalUnavailable):
        find(None, tmp_path / "cache", silent)


def test_up_and_the_tests_keep_it_in_one_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`make test` and `make demo` build it once."""
    monkeypatch.delenv("REQ2PAY_TEMPORAL_BIN", raising=False)
    monkeypatch.delenv("REQ2PAY_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kept = program(cached(tmp_path / "req2pay"), GOOD)
    assert locate() == engine.binary(Settings(), silent) == kept
    monkeypatch.setenv("REQ2PAY_CACHE", str(tmp_path / "other"))
    other = program(cached(tmp_path / "other"), GOOD)
    assert locate() == other
