"""What a file is, by its first bytes or its root element; names and declared types are never believed."""

import io
import re
import zipfile

from bots.reading.fapiao.stated import is_invoice
from bots.reading.tree import Node, local, namespace
from contracts.reading import Format

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
CII = ("urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:", "urn:ferd:CrossIndustryDocument:invoice:")
IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8", b"BM")
XML_START = re.compile(rb"[ \t\r\n]*+(?:<|\xef\xbb\xbf[ \t\r\n]*+<|\xff\xfe<\x00|\xfe\xff\x00<)")


def container(data: bytes) -> str:
    """The outer form: `pdf`, `xml`, `ofd`, `image` or `unknown`."""
    if data.startswith(b"PK\x03\x04"):  # before PDF, which an archive may hold unpacked among its first bytes
        return "ofd" if _holds(data, "OFD.xml") else "unknown"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(IMAGES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return "image"
    return "xml" if XML_START.match(data) else "unknown"


def invoice_format(root: Node) -> Format:
    """The invoice format of an XML document; CII stands for ZUGFeRD 1 too."""
    name, space = local(root), namespace(root)
    if name in ("Invoice", "CreditNote") and space == f"{UBL}{name}-2":
        return "ubl"
    if name in ("CrossIndustryInvoice", "CrossIndustryDocument") and space.startswith(CII):
        return "cii"
    return "fapiao-xml" if is_invoice(root) else "unknown"


def _holds(data: bytes, name: str) -> bool:
    """Whether the zip lists `name`; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return name in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
