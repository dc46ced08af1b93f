"""What a file is, and what is in it where it is an archive: sizes are bounded.

Everything here runs in a limited process (`bots.limited`), since both answers are given by bytes from strangers.
"""

import io
import zipfile
from collections.abc import Iterator

from pydantic import Base64Bytes, BaseModel

from bots.archive_limits import DAMAGED, DEEPEST, MOST_BYTES, Budget, TooMuch
from bots.confinement import Limits
from bots.first_sight import sight
from bots.reading.sniff import container
from contracts.intake import Sort

PART = 24 * 1024 * 1024
"""Bytes that are handed over at once: an archive comes in parts, so that no answer holds all of it."""
LIMITS = Limits(answer=2 * MOST_BYTES, memory=768 * 1024 * 1024)


class Content(BaseModel):
    """A file in an archive: its path there, what it is at first sight, and its bytes."""

    path: str
    sort: Sort
    code: str | None = None
    data: Base64Bytes


class Sorted(BaseModel):
    """What a file is; of an archive also a part of what is in it, and where the next part begins."""

    sort: Sort
    code: str | None = None
    figures: dict[str, str] = {}
    contents: list[Content] = []
    next: int | None = None


def sort_file(data: bytes, start: int = 0) -> Sorted:
    """What a file is; of an archive the contents from number `start` on."""
    look = sight(data)
    if look.sort != "archive":
        return Sorted(sort=look.sort, code=look.code)
    try:
        return _part(data, start)
    except TooMuch as limit:
        return Sorted(sort="exception", code=limit.code, figures=limit.figures)


def _part(data: bytes, start: int) -> Sorted:
    found: list[Content] = []
    size = 0
    for number, (path, content) in enumerate(_files(data, "", 1, Budget())):
        if number < start:
            continue
        if found and size + len(content) > PART:
            return Sorted(sort="archive", code="archive-unpacked", contents=found, next=number)
        look = sight(content)
        found.append(Content.model_construct(path=path, sort=look.sort, code=look.code, data=content))
        size += len(content)
    if not found and start == 0:
        raise TooMuch("archive-empty")
    return Sorted(sort="archive", code="archive-unpacked", contents=found)


def _files(data: bytes, under: str, depth: int, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """The files of an archive in their order, those of archives in it in their place."""
    if depth > DEEPEST:
        raise TooMuch("archive-too-deep", limit=DEEPEST)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                if entry.is_dir():
                    continue
                budget.take(entry)
                path, content = f"{under}{_name(entry)}"[:1_000], archive.read(entry)
                if _is_litter(entry.filename) and container(content) == "unknown" and not content.startswith(b"PK"):
                    continue
                if sight(content).sort == "archive":
                    yield from _files(content, f"{path}/", depth + 1, budget)
                else:
                    yield path, content
    except DAMAGED as problem:
        raise TooMuch("archive-damaged") from problem


def _is_litter(name: str) -> bool:
    """What systems leave in archives beside the files."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] in (".DS_Store", "Thumbs.db", "desktop.ini")


def _name(entry: zipfile.ZipInfo) -> str:
    """Its name: archives made in China write GB 18030 without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename
