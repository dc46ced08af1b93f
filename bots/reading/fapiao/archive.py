"""The zip that an OFD file is, opened with limits: entries, their sizes, how far they were packed, where they lie."""

import io
import posixpath
import zipfile
import zlib

MAX_ENTRIES = 2_000
MAX_ENTRY = 20 * 1024 * 1024
MAX_TOTAL = 100 * 1024 * 1024
MAX_RATIO = 200  # of a part above RATIO_FROM bytes; XML of pages packs to a twentieth
RATIO_FROM = 1024 * 1024
ENCRYPTED = 0x1


class ArchiveError(ValueError):
    """The archive cannot be read; `code` is the finding that says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Archive:
    """Parts of a zip by normal path. Raises ArchiveError for what a stranger may have built to harm."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as broken:
            raise ArchiveError("archive-malformed") from broken
        entries = [one for one in self._zip.infolist() if not one.is_dir()]
        if len(entries) > MAX_ENTRIES or sum(one.file_size for one in entries) > MAX_TOTAL:
            raise ArchiveError("archive-too-large")
        self._parts: dict[str, zipfile.ZipInfo] = {}
        folded: set[str] = set()
        for one in entries:
            name = normal(one.filename)
            # Two parts of one name: readers differ in which they take, and where case counts for nothing, on disk too.
            if name is None or name.casefold() in folded:
                raise ArchiveError("archive-ambiguous")
            folded.add(name.casefold())
            self._parts[name] = one

    @property
    def names(self) -> tuple[str, ...]:
        """The paths of all parts."""
        return tuple(self._parts)

    def read(self, name: str) -> bytes | None:
        """The bytes of a part, or None when there is none of that name."""
        entry = self._parts.get(name)
        if entry is None:
            return None
        packed = max(entry.compress_size, 1)
        if entry.file_size > MAX_ENTRY or (entry.file_size > RATIO_FROM and entry.file_size / packed > MAX_RATIO):
            raise ArchiveError("archive-too-large")
        if entry.flag_bits & ENCRYPTED:
            raise ArchiveError("encrypted")
        try:
            with self._zip.open(entry) as part:
                # A part that says less than it holds is cut there; the limit bounds what is unpacked at once.
                return part.read(MAX_ENTRY)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as broken:
            raise ArchiveError("archive-malformed") from broken


def normal(path: str) -> str | None:
    """A path from the root of the archive; None when it leads out of it."""
    plain = posixpath.normpath(path.replace("\\", "/").lstrip("/"))
    return None if plain.startswith("..") or plain in (".", "") or "\x00" in plain else plain


def beside(part: str, location: str) -> list[str]:
    """Where `location`, written in `part`, may lie: from the root, beside the part, or beside its folder."""
    folder = posixpath.dirname(part)
    if location.startswith("/"):
        candidates = [location]
    else:
        candidates = [posixpath.join(folder, location), posixpath.join(posixpath.dirname(folder), location), location]
    return [path for one in candidates if (path := normal(one))]
