"""Invoices that are a page for people and XML for machines at once (Factur-X, ZUGFeRD, XRechnung in PDF)."""

import io
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import pikepdf

from bots.reading import cii, ubl
from bots.reading.conformance import level_differs
from bots.reading.fapiao import stated
from bots.reading.mapped_fonts import remapped
from bots.reading.sniff import invoice_format
from bots.reading.tree import Node
from bots.reading.values import Draft
from bots.reading.xml_safe import MAX_BYTES, UnsafeXmlError, parse
from contracts.reading import Finding

MAX_ATTACHMENTS = 50
MARKS = tuple(
    mark.encode(encoding)
    for mark in (":CrossIndustry", "urn:oasis:names:specification:ubl:schema:xsd:")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
"""What an invoice holds whatever its file is called."""
GZIP = b"\x1f\x8b"


class Attached(NamedTuple):
    """What a PDF carries: invoice drafts by file name, and what was found on the way."""

    drafts: tuple[tuple[str, Draft], ...]
    findings: tuple[Finding, ...]


def attached(data: bytes) -> Attached:
    """The invoices embedded in a PDF. Raises pikepdf.PdfError (or its kin) when the file cannot be opened."""
    drafts: list[tuple[str, Draft]] = []
    findings: list[Finding] = []
    # The Pdf must outlive its attachments: they point into it and crash the process otherwise.
    with pikepdf.open(io.BytesIO(data)) as document:
        findings.extend(_active(document))
        findings.extend(remapped(document))
        for name, content in _xml_files(document):
            if content is None:
                findings.append(Finding.of("attachments-left-out", "exception", {"file": name}))
                continue
            try:
                drafts.extend((name, found) for found in _draft(content))
            except UnsafeXmlError as unsafe:
                findings.append(Finding.of(unsafe.code, "exception", {"file": name}))
        findings.extend(found for _, draft in drafts[:1] for found in level_differs(document, draft.profile))
    if len(drafts) > 1:
        names = ", ".join(name for name, _ in drafts)[:200]
        findings.append(Finding.of("several-embedded-invoices", "exception", {"files": names}))
    return Attached(tuple(drafts), tuple(findings))


def invoices(document: pikepdf.Pdf) -> Iterator[Node]:
    """The roots of the invoices embedded in an open PDF, in the order of `attached`."""
    for _, content in _xml_files(document):
        try:
            root = None if content is None else parse(content)
        except UnsafeXmlError:
            continue
        if root is not None and invoice_format(root) in ("cii", "ubl"):
            yield root


def _xml_files(document: pikepdf.Pdf) -> Iterator[tuple[str, bytes | None]]:
    """Attached XML by name; None in place of the first beyond a limit, for it may be the invoice that counts."""
    for index, (name, content) in enumerate(_files(document)):
        if index >= MAX_ATTACHMENTS:
            yield name[:100], None
            return
        named = name.lower().endswith(".xml")
        if named or (content and any(mark in content for mark in MARKS)):
            yield name[:100], content


def _files(document: pikepdf.Pdf) -> Iterator[tuple[str, bytes | None]]:
    """Every file in the document: those listed by name, and others wherever they hang (/AF, a page, a note)."""
    listed = set[bytes | None]()
    for key, spec in document.attachments.items():
        stream = spec.get_file()
        content = stream.read_bytes() if stream.size <= MAX_BYTES else None
        listed.add(content)
        yield str(spec.filename or key), _unpacked(content)
    for one in document.objects:
        if not isinstance(one, pikepdf.Dictionary) or not isinstance(one.get("/EF"), pikepdf.Dictionary):
            continue
        files: Any = one["/EF"]
        for content in {key: files[key].read_bytes() for key in ("/F", "/UF") if key in files}.values():
            if content not in listed:
                listed.add(content)
                yield str(one.get("/UF", one.get("/F", ""))), _unpacked(content)


def _unpacked(content: bytes | None) -> bytes | None:
    """What is inside of a packed file; None for what is too large."""
    if content is None or not content.startswith(GZIP):
        return content if content is None or len(content) <= MAX_BYTES else None
    packed = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        inside = packed.decompress(content, MAX_BYTES)
    except zlib.error:
        return content
    return inside if packed.eof else None


def _draft(content: bytes) -> Iterator[Draft]:
    """The invoice in an embedded file; other XML (order data, specifications) is none of ours."""
    root = parse(content)
    kind = invoice_format(root)
    if kind == "cii":
        yield cii.draft(root)
    elif kind == "ubl":
        yield ubl.draft(root)
    elif kind == "fapiao-xml":
        yield stated.draft(root)


def _active(document: pikepdf.Pdf) -> Iterator[Finding]:
    """Scripts, launches and XFA forms: a page that can change itself is no evidence of what people saw."""
    catalog = document.Root
    action = catalog.get("/OpenAction")
    kinds = [str(action.get("/S", ""))] if isinstance(action, pikepdf.Dictionary) else []
    names, form = catalog.get("/Names"), catalog.get("/AcroForm")
    if "/JavaScript" in kinds or (isinstance(names, pikepdf.Dictionary) and "/JavaScript" in names):
        yield Finding.of("active-content", "warn", {"kind": "JavaScript"})
    if "/Launch" in kinds:
        yield Finding.of("active-content", "warn", {"kind": "Launch"})
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        yield Finding.of("active-content", "warn", {"kind": "XFA"})
    if "/Collection" in catalog:  # of a portfolio viewers show one of its files instead of its pages
        yield Finding.of("pdf-portfolio", "exception")
