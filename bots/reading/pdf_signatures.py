"""The signatures in a PDF, also those that are no form field: the signed bytes are the ones that are here now."""

import hashlib
import io
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pikepdf
import pypdfium2

from bots.reading.outcome import stop
from bots.reading.seals import Digest, UnknownSealError, verified
from contracts.reading import Finding

MARK = b"/ByteRange"
RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
VALUE = re.compile(rb"/Type\s*/Sig(?![A-Za-z])")
MAX_SIGNATURES = 20
MAX_PAGES = 50  # as many as are read
SMALL = 0.5  # of 72 dpi: enough to see that something was painted over


class Range(NamedTuple):
    """The signed bytes: `first` up to `hole`, then from `back` to `end`; the value stands between, in brackets."""

    first: int
    hole: int
    back: int
    end: int


def found(data: bytes) -> Iterator[Finding]:
    """What is wrong with the signatures; nothing for a file that has none."""
    marks = data.count(MARK)
    ranges = [_range(*map(int, one.groups())) for one in RANGE.finditer(data)] if marks else []
    if len(ranges) < max(marks, len(VALUE.findall(data))):
        # Who changes a signed file also breaks its signature, so that it is none that can be found broken.
        yield stop("signature-not-checked", part="ByteRange", reason="no-range")
    for one in ranges[:MAX_SIGNATURES]:
        yield from _signature(data, one)
    if len(ranges) > MAX_SIGNATURES:
        evidence = {"read": str(MAX_SIGNATURES), "count": str(len(ranges))}
        yield Finding.of("signatures-left-out", "exception", evidence)
    if ranges and (last := max(one.end for one in ranges)) < len(data):
        yield from _added(data, last)


def _range(first: int, length: int, back: int, rest: int) -> Range:
    return Range(first, first + length, back, back + rest)


def _signature(data: bytes, signed: Range) -> Iterator[Finding]:
    place = {"part": " ".join(map(str, signed))}
    value = data[signed.hole : signed.back].strip()
    if value[:1] == b"(":
        yield stop("signature-not-checked", **place, reason="literal")
        return
    if signed.first or signed.end > len(data) or value[:1] != b"<" or value[-1:] != b">":
        # Written by a program that knows nothing of signatures: the bytes are no longer where they were signed.
        yield Finding.of("pdf-rewritten-after-signing", "exception", place)
        return
    try:
        content = bytes.fromhex(value[1:-1].decode("ascii"))
        seal = verified(content, _digest(data, signed))
    except (UnknownSealError, ValueError) as unknown:
        yield stop("signature-not-checked", **place, reason=str(unknown)[:80])
        return
    evidence = {**place, "signer": seal.signer}
    if not seal.intact or (seal.fits is False and seal.scheme != "sm2"):
        yield Finding.of("pdf-signature-broken", "reject", evidence)
    elif seal.fits is False:
        yield Finding.of("signature-value-wrong", "exception", evidence)
    else:
        yield Finding.of("signer-not-judged", "warn", evidence)


def _digest(data: bytes, signed: Range) -> Digest:
    def digest(method: str) -> bytes:
        hashed = hashlib.new(method, data[: signed.hole], usedforsecurity=False)
        hashed.update(memoryview(data)[signed.back : signed.end])
        return hashed.digest()

    return cache(digest)


def _added(data: bytes, signed: int) -> Iterator[Finding]:
    """Bytes after all that was signed may change what people see; that they see the same is compared, not believed."""
    if not data[signed:].strip(b"\0\r\n\t "):
        return
    evidence = {"bytes": str(len(data) - signed)}
    try:
        same = _seen(data[:signed]) == _seen(data)
    except (pikepdf.PdfError, pypdfium2.PdfiumError, ValueError, TypeError, KeyError, AttributeError):
        same = False
    if same:
        yield Finding.of("pdf-extended-after-signing", "warn", evidence)
    else:
        yield Finding.of("pdf-changed-after-signing", "reject", evidence)


def _seen(data: bytes) -> tuple[object, ...]:
    """All that a person or a program reads: the pages with their notes, their text, and what is attached."""
    with pikepdf.open(io.BytesIO(data)) as document:
        attached = {
            (name, kind): hashlib.sha256(stream.read_bytes()).digest()
            for name, spec in document.attachments.items()
            for kind, stream in spec.obj["/EF"].items()
        }
    pages = pypdfium2.PdfDocument(data)
    try:
        pages.init_forms()
        shown = [_page(pages, number) for number in range(min(len(pages), MAX_PAGES))]
        return len(pages), tuple(shown), tuple(sorted(attached.items()))
    finally:
        pages.close()


def _page(document: pypdfium2.PdfDocument, number: int) -> tuple[str, bytes]:
    page = document[number]
    picture = page.render(scale=SMALL, may_draw_forms=True)
    return page.get_textpage().get_text_bounded(), hashlib.sha256(picture.buffer).digest()
