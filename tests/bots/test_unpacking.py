"""What comes in is told by its bytes, and an archive is taken whole within limits or not at all."""

import io
import random
import zipfile
from collections.abc import Iterator

import pytest

from bots import unpacking
from bots.first_sight import sight
from bots.limited import Limited, LimitedError
from bots.unpacking import LIMITS, Sorted, sort_file
from contracts.intake import MOST_CONTENTS

PDF = b"%PDF-1.7\n" + b"x" * 9
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 5_000
UBL = b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>'
SBDH = (
    b'<s:StandardBusinessDocument xmlns:s="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader">'
    b"<s:StandardBusinessDocumentHeader/>%b</s:StandardBusinessDocument>"
)


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "sort", "code"),
    [
        (b"", "not-an-invoice", "empty-file"),
        (b"Dear all", "not-an-invoice", "unknown-format"),
        (PDF, "readable", None),
        (b"Rar!\x1a\x07\x01\x00", "exception", "archive-not-supported"),
        (b"\x78\x9f\x3e\x22\x00", "exception", "mail-tnef"),
        (b"\x00\x00\x00\x18ftypheic", "exception", "picture-not-supported"),
        (b"From: a@b.example\r\nSubject: x\r\n\r\n", "exception", "mail-as-file"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "not-an-invoice", "picture-too-small"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 5_000, "readable", None),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 4_087, "not-an-invoice", "picture-too-small"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 4_088, "readable", None),
        (b"<html><body>x</body></html>", "not-an-invoice", "unknown-format"),
        (b"<html><body>x<br></body></html>", "not-an-invoice", "unknown-format"),
        (b"<!doctype html><p>x<br>", "not-an-invoice", "unknown-format"),
        (b"<!DOCTYPE html><html><br></html>", "not-an-invoice", "unknown-format"),
        (b"<EInvoice/>", "readable", None),
        (b"<broken", "readable", None),
        (b"PK\x03\x04damaged", "exception", "archive-damaged"),
        (zipped(("[Content_Types].xml", b"x"), ("word/document.xml", b"x")), "exception", "office-document"),
        (zipped(("META-INF/container.xml", b"x")), "exception", "office-document"),
        (zipped(("papers/mimetype", b"x")), "archive", None),
        (zipped(("OFD.xml", b"x")), "readable", None),
        (zipped(("a.pdf", PDF)), "archive", None),
        (b"\n" * 1_100 + PDF, "exception", "file-within"),
        (b"MZ" + b"\0" * 100 + zipped(("a.pdf", PDF)), "exception", "file-within"),
        (b"\x30\x80" + b"\0" * 50 + b"<?xml version='1.0'?><p:FatturaElettronica/>", "exception", "file-within"),
        (b"begin 644 a.pdf\nM)5!$1BTQ\n`\nend\n", "exception", "file-within"),
        (b"To begin with, hello", "not-an-invoice", "unknown-format"),
        (b" " * 70 + b"<EInvoice/>", "readable", None),
        (b"\xef\xbb\xbf" + b"\r\n" * 70 + b"<EInvoice/>", "readable", None),
        (b"<p:FatturaElettronica xmlns:p='urn:x'/>", "exception", "xml-not-supported"),
        (SBDH % b"<Order xmlns='urn:x'/>", "exception", "xml-not-supported"),
        (SBDH % UBL, "readable", None),
        (SBDH % (UBL + UBL), "exception", "xml-not-supported"),
        (zipped(("OFD.xml", b"<a/>"), ("invoice.pdf", PDF)), "exception", "archive-in-ofd"),
        (zipped(("OFD.xml", b"<a/>"), ("Doc_0/b.xml", UBL)), "exception", "archive-in-ofd"),
        (zipped(("OFD.xml", b"<a/>"), ("x", zipped(("a.pdf", PDF)))), "exception", "archive-in-ofd"),
        (zipped(("OFD.xml", b"<a/>"), ("Doc_0/Document.xml", b"<b/>"), ("Res/1.png", PNG)), "readable", None),
    ],
)
def test_bytes_say_what_they_are(data: bytes, sort: str, code: str | None) -> None:
    assert sight(data) == (sort, code)


def test_an_archive_gives_its_files_and_those_of_archives_in_it() -> None:
    inner = zipped(("b.xml", b"<EInvoice/>"), ("notes.txt", b"hello"))
    found = sort_file(zipped(("a.pdf", PDF), ("sub/inner.zip", inner), ("__MACOSX/a.pdf", b"x"), ("d/", b"")))
    assert (found.sort, found.code, found.next) == ("archive", "archive-unpacked", None)
    assert [(each.path, each.sort) for each in found.contents] == [
        ("a.pdf", "readable"),
        ("sub/inner.zip/b.xml", "readable"),
        ("sub/inner.zip/notes.txt", "not-an-invoice"),
    ]


def test_what_systems_leave_behind_hides_no_invoice() -> None:
    found = sort_file(zipped(("__MACOSX/._a.pdf", b"x"), ("__MACOSX/a.pdf", PDF), (".DS_Store", b"\0\0\0\1Bud1")))
    assert [(each.path, each.sort) for each in found.contents] == [("__MACOSX/a.pdf", "readable")]


def test_a_name_in_gb_18030_is_read() -> None:
    """Old tools write the name in the local code page, and no flag that says so."""
    data = zipped(("abcd.pdf", PDF)).replace(b"abcd.pdf", "发票.pdf".encode("gb18030"))
    assert sort_file(data).contents[0].path == "发票.pdf"


def test_a_name_in_utf_8_says_so_and_is_left_alone() -> None:
    assert sort_file(zipped(("éé.pdf", PDF))).contents[0].path == "éé.pdf"


@pytest.mark.parametrize(("second", "parts"), [(5, 1), (6, 2)])
def test_a_part_is_as_large_as_allowed_and_not_larger(second: int, parts: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "PART", 10)
    data = zipped(("a.txt", b"x" * 5), ("b.txt", b"x" * second))
    first = sort_file(data)
    assert (len(first.contents), first.next) == ((2, None) if parts == 1 else (1, 1))
    if first.next is not None:
        rest = sort_file(data, first.next)
        assert ([each.path for each in rest.contents], rest.next) == (["b.txt"], None)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped(("a", b"\x00" * 3_000_000)), "archive-ratio"),
        (zipped(*((f"{n}.txt", b"x") for n in range(MOST_CONTENTS + 1))), "archive-too-many"),
        (zipped(("1.zip", zipped(("2.zip", zipped(("3.zip", zipped(("4.txt", b"x")))))))), "archive-too-deep"),
        (zipped(("__MACOSX/x", b"x")), "archive-empty"),
    ],
)
def test_an_archive_beyond_a_limit_is_an_exception_as_a_whole(data: bytes, code: str) -> None:
    found = sort_file(data)
    assert (found.sort, found.code, found.contents) == ("exception", code, [])


def test_at_the_limit_an_archive_is_taken() -> None:
    assert len(sort_file(zipped(*((f"{n}.txt", b"x") for n in range(MOST_CONTENTS)))).contents) == MOST_CONTENTS
    deep = zipped(("1.zip", zipped(("2.zip", zipped(("3.txt", b"x"))))))
    assert [each.path for each in sort_file(deep).contents] == ["1.zip/2.zip/3.txt"]


def test_an_encrypted_entry_is_an_exception() -> None:
    data = bytearray(zipped(("a.pdf", PDF), method=zipfile.ZIP_STORED))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert sort_file(bytes(data)).code == "archive-encrypted"


@pytest.fixture(scope="module")
def task() -> Iterator[Limited[Sorted]]:
    with Limited("bots.unpacking:sort_file", Sorted, LIMITS) as running:
        yield running


def test_in_its_own_process_an_archive_comes_in_parts(task: Limited[Sorted]) -> None:
    big = random.Random(1).randbytes(11 * 1024 * 1024)
    files = [(f"{n}.pdf", b"%PDF-" + big[n:]) for n in range(4)]
    data, got, start = zipped(*files, method=zipfile.ZIP_STORED), [], 0
    while True:
        part, _ = task.ask(data, {"start": start})
        got += [(each.path, each.data) for each in part.contents]
        if part.next is None:
            break
        start = part.next
    assert got == files
    assert start == 2


def test_what_is_too_large_for_it_is_not_done(task: Limited[Sorted]) -> None:
    with pytest.raises(LimitedError, match="file-too-large"):
        task.ask(b"x" * (50 * 1024 * 1024 + 1), {})


def test_a_process_that_crashes_is_no_answer() -> None:
    with (
        Limited("tests.bots.hostile_readers:crash", Sorted, LIMITS) as hostile,
        pytest.raises(LimitedError),
    ):
        hostile.ask(PDF, {})
