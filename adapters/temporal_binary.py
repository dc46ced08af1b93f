"""Finds the Temporal server's binary: as told, on PATH, cached, downloaded or built, in this order."""

from __future__ import annotations

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters.temporal_fetch import MODULE, VERSION, Note, Progress, build, download, problem

_WAIT_NOTE_SECONDS = 5.0


class TemporalUnavailable(Exception):
    """No server binary could be had; `tried` holds one note for each attempt, the text says them all."""

    def __init__(self, tried: list[Note]) -> None:
        super().__init__(tried)
        self.tried = tried

    def text(self, language: str = "en") -> str:
        """What was tried and how to mend it, a line each."""
        lines = [f"  - {note.text(language)}" for note in self.tried]
        first, last = Note("temporal-unavailable"), Note("temporal-unavailable-mend", {"module": MODULE})
        return "\n".join([first.text(language), *lines, last.text(language)])

    def __str__(self) -> str:
        return self.text()


def cached(cache_dir: Path) -> Path:
    """Where the binary of this version is kept, once it was downloaded or built."""
    return cache_dir / f"temporal-{VERSION}" / "temporal"


def find(explicit: Path | None, cache_dir: Path, progress: Progress) -> Path:
    """A binary that answers `--version`; what is downloaded or built is kept in `cache_dir`. TemporalUnavailable if none."""
    found, tried = present(explicit, cache_dir)
    if found is None and explicit is None:
        kept = cached(cache_dir)
        tried += _obtain(kept, progress)
        found = kept if problem(kept) is None else None
    if found is None:
        raise TemporalUnavailable(tried)
    return found


def present(explicit: Path | None, cache_dir: Path) -> tuple[Path | None, list[Note]]:
    """The binary that is there already, or None and why: nothing is fetched.

    A path given explicitly is used or refused, never silently replaced by another."""
    if explicit is not None:
        why = problem(explicit)
        return (None, [why]) if why else (explicit, [])
    on_path, kept = shutil.which("temporal"), cached(cache_dir)
    tried = [note for note in (_on_path_problem(on_path),) if note]
    if on_path and not tried:
        return Path(on_path), []
    if problem(kept) is None:
        return kept, []
    return None, [*tried, Note("temporal-not-cached", {"path": kept})]


def _on_path_problem(on_path: str | None) -> Note | None:
    return Note("temporal-not-on-path") if on_path is None else problem(Path(on_path))


def _obtain(kept: Path, progress: Progress) -> list[Note]:
    """Downloads or else builds the binary to `kept`, once among concurrent callers; the notes of what failed."""
    failed: list[Note] = []
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with _alone(kept.parent / "lock", progress):
            for fetch in (download, build):
                if problem(kept) is None:
                    break
                failed += [note for note in (fetch(kept, progress),) if note]
    except OSError as error:
        failed.append(Note("temporal-cache-unwritable", {"path": kept.parent, "reason": error}))
    return failed


@contextmanager
def _alone(lock: Path, progress: Progress) -> Iterator[None]:
    with lock.open("w") as held:
        told = 0.0
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() - told > _WAIT_NOTE_SECONDS:
                    told = time.monotonic()
                    progress(Note("temporal-waiting-for-other"))
                time.sleep(0.2)
        yield
