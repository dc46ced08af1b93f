"""A watched folder: files are read when they are complete, and put aside only after they are recorded.

Whoever writes there renames a finished file into the folder, or just writes it: one that still grows is left alone.
"""

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from store.blobs import sync_folder

QUIET = 2.0
"""Seconds in which a file may not have changed."""
PARTIAL = (".part", ".partial", ".tmp", ".crdownload", ".filepart", ".swp")
DONE, FAILED = "done", "failed"


@dataclass(frozen=True)
class Found:
    """A file, and how it was when it was seen: what has changed since is not it."""

    path: Path
    name: str
    """Its path in the folder, parted by "/"."""
    size: int
    changed: int
    number: int


@dataclass
class Folder:
    """A folder that is looked at again and again."""

    root: Path
    pause: Callable[[float], None] = time.sleep
    quiet: float = QUIET
    _seen: dict[str, Found] = field(default_factory=dict)

    def complete(self) -> list[Found]:
        """The files that were the same at two looks, the oldest first. Raises OSError where there is no such folder."""
        if not self._seen:
            self._seen = {found.name: found for found in self._files()}
            if self._seen:
                self.pause(self.quiet)
        now = {found.name: found for found in self._files()}
        same = [found for found in now.values() if self._seen.get(found.name) == found]
        self._seen = now
        return sorted(same, key=lambda found: (found.changed, found.name))

    def _files(self) -> Iterator[Found]:
        if not self.root.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self.root))
        for folder, below, names in os.walk(self.root, followlinks=False):
            if folder == str(self.root):
                below[:] = [name for name in below if name not in (DONE, FAILED)]
            below[:] = sorted(name for name in below if not name.startswith("."))
            for name in names:
                if not name.startswith((".", "~")) and not name.lower().endswith(PARTIAL):
                    yield from self._seen_now(Path(folder) / name)

    def _seen_now(self, path: Path) -> Iterator[Found]:
        with suppress(OSError):  # it is gone again
            seen = path.lstat()
            if stat.S_ISREG(seen.st_mode):
                name = path.relative_to(self.root).as_posix()
                yield Found(path, name, seen.st_size, seen.st_mtime_ns, seen.st_ino)

    def read(self, found: Found) -> bytes | None:
        """Its bytes; None where it is another one by now. Raises OSError where it cannot be read."""
        opened = os.open(found.path, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(opened, "rb") as file:
            data = file.read(found.size + 1)
            now = os.fstat(file.fileno())
        unchanged = (now.st_size, now.st_mtime_ns, now.st_ino) == (found.size, found.changed, found.number)
        return data if unchanged and len(data) == found.size else None

    def put_aside(self, found: Found, digest: str, *, failed: bool) -> Path | None:
        """Move it to `done` or `failed`, never over another file; None where somebody else has moved it.

        Raises OSError where nothing can be moved there.
        """
        for target in _targets(self.root / (FAILED if failed else DONE), found.name, digest):
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                _move(found.path, target)
            except OSError as problem:
                if problem.errno in TAKEN:
                    continue
                if not os.path.lexists(found.path):
                    return None
                raise
            sync_folder(target.parent)
            return target
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), found.name)


TAKEN = frozenset({errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG})
"""A place that cannot be had; another name may do."""
LONGEST_NAME = 255
"""Bytes of a file's name (NAME_MAX)."""
LONGEST_SUFFIX = 20


def _move(source: Path, target: Path) -> None:
    """Unlike a rename a link never replaces a file. Raises OSError; then the file is where it was, and only there."""
    try:
        os.link(source, target)
    except OSError as problem:
        if problem.errno in TAKEN or problem.errno == errno.ENOENT:
            raise
        if os.path.lexists(target):  # a file system without links says so before it looks
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        source.rename(target)
        return
    try:
        source.unlink(missing_ok=True)
    except OSError:
        target.unlink()
        raise


def _targets(aside: Path, name: str, digest: str) -> Iterator[Path]:
    """Where it lay, there under its hash; and where a file lies in the way of its folders, beside them."""
    for place in dict.fromkeys((aside / name, aside / Path(name).name)):
        yield place
        yield place.with_name(_named(place.name, f".{digest[:12]}"))
    for number in range(1, 1_000):
        yield aside / _named(Path(name).name, f".{digest[:12]}.{number}")


def _named(name: str, mark: str) -> str:
    """A name with a mark before its end, cut to what file systems take."""
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - a name, not a path
    if len(os.fsencode(suffix)) > LONGEST_SUFFIX:
        stem, suffix = name, ""
    room = LONGEST_NAME - len(os.fsencode(mark + suffix))
    return os.fsencode(stem)[:room].decode("utf-8", "ignore") + mark + suffix
