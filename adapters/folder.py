"""A watched folder: files are read when they are complete, and put aside only after they are recorded.

Whoever writes there renames a finished file into the folder, or just writes it: one that still grows is left alone.
"""

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
            raise FileNotFoundError(self.root)
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
        """Move it to `done` or `failed`, never over another file; None where somebody else has moved it."""
        below = self.root / (FAILED if failed else DONE) / found.name
        below.parent.mkdir(parents=True, exist_ok=True)
        for target in (below, *(below.with_name(f"{below.stem}.{digest[:12]}{n}{below.suffix}") for n in _counted())):
            try:
                os.link(found.path, target)  # unlike a rename it never replaces a file
            except FileExistsError:
                continue
            except FileNotFoundError:
                return None
            except OSError:  # a file system without links
                if target.exists():
                    continue
                found.path.rename(target)
            else:
                found.path.unlink(missing_ok=True)
            sync_folder(target.parent)
            return target
        return None


def _counted() -> Iterator[str]:
    yield ""
    yield from (f".{number}" for number in range(1, 1_000))
