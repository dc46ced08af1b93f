"""What a file is at first sight, and what is in it where it is an archive: names are never believed, sizes are bounded.

Everything here runs in a limited process (`bots.limited`), since both answers are given by bytes from strangers.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from pydantic import Base64Bytes, BaseModel

from bots.confinement import Limits
from bots.reading.envelope import unwrapped
from bots.reading.sniff import CII, UBL, container, invoice_format
from bots.reading.tree import local
from bots.reading.xml_safe import UnsafeXmlError, parse
from contracts.intake import MOST_CONTENTS, Sort

MOST_BYTES, MOST_IN_ALL, DEEPEST, RATIO = 50 * 1024 * 1024, 200 * 1024 * 1024, 3, 100
FREE_RATIO = 1024 * 1024
"""Bytes up to which nobody asks how well they were packed."""
PART = 24 * 1024 * 1024
"""Bytes that are handed over at once: an archive comes in parts, so that no answer holds all of it."""
LIMITS = Limits(answer=2 * MOST_BYTES, memory=768 * 1024 * 1024)
UNREAD = {
    b"Rar!\x1a\x07": "archive-not-supported",
    b"7z\xbc\xaf\x27\x1c": "archive-not-supported",
    b"\x1f\x8b": "archive-not-supported",
    b"BZh": "archive-not-supported",
    b"\xfd7zXZ\x00": "archive-not-supported",
    b'x\x9f>"': "mail-tnef",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "office-document",
    b"{\\rtf": "office-document",
}
"""First bytes of what may well hold an invoice, but is not read: a person looks at it."""
WITHIN = (b"%PDF-", b"<?xml", b"PK\x03\x04")
"""How documents begin that readers take, also inside a signed envelope (p7m) or behind other bytes."""
UUENCODED = re.compile(rb"^begin [0-7]{3,4} \S", re.MULTILINE)
DAMAGED = (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, RuntimeError, zlib.error)
MAILS = (b"received:", b"return-path:", b"from:", b"date:", b"message-id:", b"delivered-to:", b"x-")
SMALLEST_PICTURE = 4 * 1024
"""Bytes of the pictures beside signatures: no page of an invoice is as small as that."""


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


class Look(NamedTuple):
    """What bytes are at first sight, and why nobody reads them."""

    sort: Sort
    code: str | None = None


class TooMuch(Exception):
    """An archive goes beyond a limit, or cannot be opened: none of it is taken."""

    def __init__(self, code: str, **figures: object) -> None:
        super().__init__(code)
        self.code, self.figures = code, {name: str(value) for name, value in figures.items()}


def sort_file(data: bytes, start: int = 0) -> Sorted:
    """What a file is; of an archive the contents from number `start` on."""
    look = sight(data)
    if look.sort != "archive":
        return Sorted(sort=look.sort, code=look.code)
    try:
        return _part(data, start)
    except TooMuch as limit:
        return Sorted(sort="exception", code=limit.code, figures=limit.figures)


def sight(data: bytes) -> Look:
    """What bytes are, by themselves alone."""
    if not data:
        return Look("not-an-invoice", "empty-file")
    for start, code in UNREAD.items():
        if data.startswith(start):
            return Look("exception", code)
    kind = container(data)
    if kind == "unknown" and data[4:8] == b"ftyp":
        return Look("exception", "picture-not-supported")
    if kind == "unknown" and data.startswith(b"PK"):
        return _zip(data)
    if kind == "unknown":
        is_mail = data.lstrip()[:16].lower().startswith(MAILS)
        return Look("exception", "mail-as-file") if is_mail else _unknown(data)
    if kind == "ofd":
        return _ofd(data)
    if kind == "image" and len(data) < SMALLEST_PICTURE:
        return Look("not-an-invoice", "picture-too-small")
    return _xml(data) if kind == "xml" else Look("readable")


def _xml(data: bytes) -> Look:
    """Of what is well-formed, invoices are told by their root; of what is not, the reader says why."""
    try:
        root = unwrapped(parse(data))
    except UnsafeXmlError:
        is_page = b"<html" in data[:4096].lower() or b"<!doctype html" in data[:4096].lower()
        return Look("not-an-invoice", "unknown-format") if is_page else Look("readable")
    if invoice_format(root) != "unknown":
        return Look("readable")
    is_page = local(root) == "html"
    return Look("not-an-invoice", "unknown-format") if is_page else Look("exception", "xml-not-supported")


def _unknown(data: bytes) -> Look:
    """Bytes of no known kind; where a document begins somewhere in them, a person looks."""
    hides = any(mark in data for mark in WITHIN) or UUENCODED.search(data) is not None
    return Look("exception", "file-within") if hides else Look("not-an-invoice", "unknown-format")


def _ofd(data: bytes) -> Look:
    """Readers take the pages of an OFD: another document that lies beside them, nobody would see."""
    budget = Budget()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                budget.take(entry)
                if _is_document(archive.read(entry)):
                    return Look("exception", "archive-in-ofd")
    except TooMuch as limit:
        return Look("exception", limit.code)
    except DAMAGED:
        return Look("readable")  # the reader says why
    return Look("readable")


def _is_document(content: bytes) -> bool:
    """Whether it is one by itself; Chinese XML of the invoice belongs into its OFD."""
    kind = container(content)
    if kind == "xml":
        return any(space.encode() in content for space in (UBL, *CII))
    return kind in ("pdf", "ofd") or content.startswith(b"PK")


def _zip(data: bytes) -> Look:
    """Office documents are archives too."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.split("/")[0] for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return Look("exception", "archive-damaged")
    office = "[Content_Types].xml" in names or "META-INF" in names or "mimetype" in names
    return Look("exception", "office-document") if office else Look("archive")


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


class Budget:
    """What may still be unpacked from one archive, those in it included."""

    def __init__(self) -> None:
        self.files, self.bytes = MOST_CONTENTS, MOST_IN_ALL

    def take(self, entry: zipfile.ZipInfo) -> None:
        """Count one file in. Raises TooMuch."""
        self.files -= 1
        self.bytes -= entry.file_size
        if self.files < 0:
            raise TooMuch("archive-too-many", limit=MOST_CONTENTS)
        if entry.file_size > MOST_BYTES or self.bytes < 0:
            raise TooMuch("archive-too-large", limit=MOST_BYTES if entry.file_size > MOST_BYTES else MOST_IN_ALL)
        if entry.file_size > FREE_RATIO and entry.file_size > RATIO * max(entry.compress_size, 1):
            raise TooMuch("archive-ratio", limit=RATIO)
        if entry.flag_bits & 0x1:
            raise TooMuch("archive-encrypted")


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
