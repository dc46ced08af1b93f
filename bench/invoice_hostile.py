"""Hostile files: none may crash a reader, hang longer than 20 s, be accepted, or end without saying why."""

import argparse
import gzip
import io
import time
import zipfile
import zlib
from collections.abc import Iterator
from random import Random

import pikepdf
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from adapters.specimens.eu_files import page_specimen, ubl_specimen
from adapters.specimens.files import ofd_specimen, pdf_specimen
from bench.invoice_mutants import TODAY
from bench.invoice_truth import Report
from bots.checks import Context, check
from bots.reader import InvoiceReader

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
UBL = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
SECONDS = 20.0


def hostile() -> Iterator[tuple[str, bytes]]:
    """Files by what they try."""
    chance = Random("hostile")
    yield from _xml()
    yield from _pdf()
    yield from _archives()
    for name, good in (
        ("pdf", page_specimen(1).data), ("fapiao", pdf_specimen(1, "old").data), ("ofd", ofd_specimen(1, "old").data),
        ("ubl", ubl_specimen(1).data),
    ):  # fmt: skip
        for share in (0.1, 0.5, 0.9, 0.99):
            yield f"truncated-{name}-{share}", good[: int(len(good) * share)]
        for number in range(5):
            broken = bytearray(good)
            for _ in range(200):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            yield f"garbled-{name}-{number}", bytes(broken)
    for start in (
        b"",
        b"%PDF-1.7\n",
        b"<?xml version='1.0'?><Invoice ",
        b"PK\x03\x04",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
    ):
        yield f"random-{start[:4]!r}", start + chance.randbytes(50_000)
    yield "empty", b""
    yield "blank-picture", _picture(800, 600)
    yield "huge-picture", _picture(30_000, 30_000)


def _xml() -> Iterator[tuple[str, bytes]]:
    yield "laughs", f'<!DOCTYPE Invoice [{LAUGHS}]><Invoice xmlns="{UBL}">&l9;</Invoice>'.encode()
    outside = '<!DOCTYPE Invoice [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield "outside-entity", f'{outside}<Invoice xmlns="{UBL}">&x;</Invoice>'.encode()
    yield "outside-dtd", f'<!DOCTYPE Invoice SYSTEM "http://127.0.0.1:1/x.dtd"><Invoice xmlns="{UBL}"/>'.encode()
    yield "deep", b"<Invoice xmlns='%s'>" % UBL.encode() + b"<a>" * 200_000
    yield "wide", b"<Invoice xmlns='%s'>" % UBL.encode() + b"<a/>" * 2_000_000 + b"</Invoice>"
    yield "long-text", b"<Invoice xmlns='%s'><a>" % UBL.encode() + b"1" * 20_000_000 + b"</a></Invoice>"
    yield "utf7", b"<?xml version='1.0' encoding='UTF-7'?>+ADw-Invoice/+AD4-"


def _pdf() -> Iterator[tuple[str, bytes]]:
    yield "thousand-pages", _pages(1_000)
    good = page_specimen(2).data
    with pikepdf.open(io.BytesIO(good)) as document:
        out = io.BytesIO()
        document.save(out, encryption=pikepdf.Encryption(owner="o", user="secret"))
        yield "encrypted", out.getvalue()
    with pikepdf.open(io.BytesIO(good)) as document:
        pages = document.Root.Pages
        pages.Kids.append(pages)  # a page tree that holds itself
        out = io.BytesIO()
        document.save(out)
        yield "loop-of-pages", out.getvalue()
    with pikepdf.open(io.BytesIO(good)) as document:
        bomb = zlib.compress(zlib.compress(b"\0" * 300_000_000, 9), 9)
        both = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
        document.pages[0].Contents = document.make_stream(b"")
        document.pages[0].Contents.write(bomb, filter=both)
        out = io.BytesIO()
        document.save(out)
        yield "stream-bomb", out.getvalue()
    with pikepdf.open(io.BytesIO(good)) as document:
        document.attachments["factur-x.xml"] = f"<!DOCTYPE a [{LAUGHS}]><a>&l9;</a>".encode()
        out = io.BytesIO()
        document.save(out)
        yield "laughs-inside", out.getvalue()
    yield "page-without-end", _crowded(300_000)


def _archives() -> Iterator[tuple[str, bytes]]:
    yield "ofd-bomb", _zip({"OFD.xml": b" " * 300_000_000})
    yield "ofd-many", _zip({f"Doc_0/{n}.xml": b"<a/>" for n in range(60_000)} | {"OFD.xml": b"<a/>"})
    yield "ofd-outside", _zip({"OFD.xml": b"<a/>", "../../etc/passwd": b"x"})
    yield "ofd-empty", _zip({"OFD.xml": b"<ofd:OFD xmlns:ofd='http://www.ofdspec.org/2016'/>"})
    yield "ofd-laughs", _zip({"OFD.xml": f"<!DOCTYPE a [{LAUGHS}]><a>&l9;</a>".encode()})
    yield "zip-in-zip", _zip({"OFD.xml": _zip({"OFD.xml": b"<a/>"})})
    yield "gzip", gzip.compress(b"\0" * 10_000_000)


def _zip(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _pages(count: int) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for number in range(count):
        canvas.drawString(50, 700, f"Invoice number R-{number} Total 1.00 EUR")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _crowded(words: int) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for number in range(words):
        canvas.drawString(number % 500, number % 800, "Total 1.00")
    canvas.save()
    return buffer.getvalue()


def _picture(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("1", (width, height), 1).save(buffer, "PNG")
    return buffer.getvalue()


def run(reader: InvoiceReader, _: argparse.Namespace, out: Report) -> None:
    """One after the other, through the reader that every door uses."""
    count, slow, accepted, silent, crashed = 0, list[str](), list[str](), list[str](), list[str]()
    longest = 0.0
    for name, data in hostile():
        count += 1
        started = time.monotonic()
        try:
            reading = check(reader.read(data), Context(TODAY))
        except Exception as problem:  # noqa: BLE001 - this is what is measured
            crashed.append(f"{name}: {type(problem).__name__}")
            continue
        spent = time.monotonic() - started
        longest = max(longest, spent)
        if spent > SECONDS:
            slow.append(f"{name}: {spent:.0f} s")
        if reading.verdict == "accept":
            accepted.append(name)
        if not reading.fields and not reading.findings:
            silent.append(name)
        if any(found.code == "reader-crashed" for found in reading.findings):
            crashed.append(name)
    out.say(f"\n== hostile files: {count}, the longest took {longest:.1f} s")
    for label, cases in (("crashes", crashed), ("hangs over 20 s", slow), ("accepted", accepted), ("silent", silent)):
        out.row(label, len(cases), count, most=0.0)
        for case in cases:
            out.say(f"    {case}")
