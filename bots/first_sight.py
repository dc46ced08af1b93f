"""What a file is at first sight: its bytes decide, names are never believed."""

import io
import re
import zipfile
from typing import NamedTuple

from bots.archive_limits import DAMAGED, Budget, TooMuch
from bots.reading.envelope import unwrapped
from bots.reading.sniff import CII, UBL, container, invoice_format
from bots.reading.tree import local
from bots.reading.xml_safe import UnsafeXmlError, parse
from contracts.intake import Sort

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
MAILS = (b"received:", b"return-path:", b"from:", b"date:", b"message-id:", b"delivered-to:", b"x-")
SMALLEST_PICTURE = 4 * 1024
"""Bytes of the pictures beside signatures: no page of an invoice is as small as that."""


class Look(NamedTuple):
    """What bytes are at first sight, and why nobody reads them."""

    sort: Sort
    code: str | None = None


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
