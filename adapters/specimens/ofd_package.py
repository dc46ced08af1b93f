"""An OFD file as a package: its parts zipped, with a digest of each (SM3) as the tax bureau's seal has them."""

import base64
import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from random import Random

from adapters.specimens.seal import seal

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
XMLNS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def packed(files: Mapping[str, bytes]) -> bytes:
    """The parts as one file, the same bytes for the same parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def element(name: str, inside: str, more: str = "") -> str:
    """A part with this outermost element."""
    return f"{HEAD}<ofd:{name} {XMLNS}{more}>{inside}</ofd:{name}>"


def signature(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """A digest of every part (SM3) and a seal over them, though none of the bureau's."""
    references = "".join(
        f'<ofd:Reference FileRef="/{name}"><ofd:CheckValue>{_sm3(data)}</ofd:CheckValue></ofd:Reference>'
        for name, data in files.items()
    )
    signed = (
        '<ofd:Provider ProviderName="specimen" Version="1.0" Company="specimen"/>'
        "<ofd:SignatureMethod>1.2.156.10197.1.501</ofd:SignatureMethod>"
        "<ofd:SignatureDateTime>20260101000000Z</ofd:SignatureDateTime>"
        f'<ofd:References CheckMethod="1.2.156.10197.1.401">{references}</ofd:References>'
        '<ofd:StampAnnot ID="1" PageRef="61" Boundary="90 5 30 20"/>'
    )
    inside = f"<ofd:SignedInfo>{signed}</ofd:SignedInfo><ofd:SignedValue>/Doc_0/Signs/Sign_0/SignedValue.dat</ofd:SignedValue>"
    listed = '<ofd:MaxSignId>1</ofd:MaxSignId><ofd:Signature ID="1" Type="Seal" BaseLoc="Sign_0/Signature.xml"/>'
    described = element("Signature", inside).encode()
    return {
        "Doc_0/Signs/Signatures.xml": element("Signatures", listed).encode(),
        "Doc_0/Signs/Sign_0/Signature.xml": described,
        "Doc_0/Signs/Sign_0/SignedValue.dat": seal(described),
    }


def _sm3(data: bytes) -> str:
    return base64.b64encode(hashlib.new("sm3", data).digest()).decode()


def altered(data: bytes, chance: Random) -> bytes:
    """The file with one part changed after it was signed: a digit of a text, or a byte of a picture."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    texts = ("Content.xml", "OFD.xml", "invoice.xml")
    name = chance.choice([name for name in parts if "/Signs/" not in name and name.endswith(texts)])
    found = [match.start() for match in re.finditer(rb"(?<=>)[^<]*\d[^<]*(?=<)", parts[name])]
    place = next(n for n in range(chance.choice(found), len(parts[name])) if parts[name][n : n + 1].isdigit())
    digit = b"%d" % ((int(parts[name][place : place + 1]) + chance.randrange(1, 10)) % 10)
    parts[name] = parts[name][:place] + digit + parts[name][place + 1 :]
    return packed(parts)
