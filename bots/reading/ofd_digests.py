"""The signatures in an OFD file (GB/T 33190 section 18): every part that a seal covers is still what was sealed."""

import base64
import binascii
import hashlib
import hmac
import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import cache

from bots.reading.fapiao.archive import Archive, ArchiveError
from bots.reading.outcome import stop
from bots.reading.seals import DIGESTS, UnknownSealError, verified
from bots.reading.tree import Node, each, first, text
from bots.reading.xml_safe import UnsafeXmlError, parse
from contracts.reading import Finding

NAMED = {"MD5": "md5", "SHA1": "sha1", "SHA-1": "sha1", "SHA256": "sha256", "SHA-256": "sha256", "SM3": "sm3"}
METHODS: Mapping[str, str] = {**DIGESTS, **NAMED}
DEFAULT = "MD5"  # of the standard, where a signature names no method
MAX_SIGNATURES = 20
SHOWN = ("/Pages/", "/Tpls/", "/Templates/", "/Tags/", "/Attachs/", "/Annots/", "/Document.xml")
PICTURES = re.compile(r"(?:Res\.xml|\.(?:png|jpe?g|bmp|gif|tiff?|jb2|gbig2))$", re.I)
"""What people or we read an invoice from: where a seal leaves such a part out, anybody may have put it there."""


def digests(archive: Archive) -> Iterator[Finding]:
    """What is wrong with the signatures of an OFD file; a warning when it has none."""
    signatures = sorted(_signatures(archive))
    covered: set[str] = set()
    for name in signatures[:MAX_SIGNATURES]:
        try:
            yield from _signature(archive, name, covered)
        except KeyError:
            yield Finding.of("ofd-part-missing", "reject", {"part": name[:200]})
        except (UnsafeXmlError, ArchiveError) as broken:
            yield Finding.of("ofd-signature-unreadable", "exception", {"part": name[:200], "reason": broken.code})
    if len(signatures) > MAX_SIGNATURES:
        evidence = {"read": str(MAX_SIGNATURES), "count": str(len(signatures))}
        yield Finding.of("signatures-left-out", "exception", evidence)
    if not signatures:
        yield Finding.of("ofd-unsigned", "warn")
        return
    for name in archive.names:
        if name not in covered and _is_shown(name):
            yield Finding.of("ofd-part-not-covered", "exception", {"part": name[:200]})


def _is_shown(name: str) -> bool:
    whole = f"/{name}"
    return any(place in whole for place in SHOWN) or ("/Signs/" not in whole and bool(PICTURES.search(whole)))


def _signatures(archive: Archive) -> set[str]:
    """Every description of a signature: what the lists name, whether it is there or not, and what no list names."""
    names = set(archive.names)
    found = {name for name in names if posixpath.basename(name).lower() == "signature.xml"}
    lists = {name for name in names if posixpath.basename(name).lower() == "signatures.xml"}
    for place in each(_root(archive, "OFD.xml"), "DocBody/Signatures"):
        lists.add(_resolved("OFD.xml", place.text or ""))
    for name in lists:
        root = _root(archive, name)
        found |= {name} if root is None else set()
        found |= {_resolved(name, one.get("BaseLoc") or "") for one in each(root, "Signature")}
    return found


def _root(archive: Archive, name: str) -> Node | None:
    """The root of a list; None where it is missing or broken, which then is found as that of a signature is."""
    try:
        return parse(_part(archive, name))
    except (KeyError, UnsafeXmlError, ArchiveError):
        return None


def _signature(archive: Archive, name: str, covered: set[str]) -> Iterator[Finding]:
    described = _part(archive, name)
    root = parse(described)
    references = first(root, "SignedInfo/References")
    stated = (references.get("CheckMethod") if references is not None else None) or DEFAULT
    method = METHODS.get(stated.strip().upper())
    if method is None:
        yield Finding.of("digest-unknown", "exception", {"part": name[:200], "method": stated[:80]})
        return
    for reference in each(references, "Reference"):
        yield from _reference(archive, name, reference, method, covered)
    yield from _value(archive, name, described, text(root, "SignedValue"))


def _reference(archive: Archive, signature: str, reference: Node, method: str, covered: set[str]) -> Iterator[Finding]:
    name = _resolved(signature, reference.get("FileRef") or "")
    covered.add(name)
    try:
        found = _part(archive, name)
    except KeyError:
        yield Finding.of("ofd-part-missing", "reject", {"part": name[:200]})
        return
    try:
        stated = base64.b64decode("".join((text(reference, "CheckValue") or "").split()), validate=True)
    except binascii.Error:
        stated = b""
    if not hmac.compare_digest(stated, hashlib.new(method, found, usedforsecurity=False).digest()):
        yield Finding.of("ofd-part-changed", "reject", {"part": name[:200], "method": method})


def _value(archive: Archive, name: str, described: bytes, place: str | None) -> Iterator[Finding]:
    """The signature value covers the description of the signature, and with it all digests."""
    digest = cache(lambda method: hashlib.new(method, described, usedforsecurity=False).digest())
    try:
        seal = verified(_part(archive, _resolved(name, place or "")), digest)
    except KeyError:
        yield Finding.of("ofd-part-missing", "reject", {"part": (place or "SignedValue")[:200]})
        return
    except UnknownSealError as unknown:
        yield stop("signature-not-checked", part=name[:200], reason=str(unknown)[:80])
        return
    evidence = {"part": name[:200], "signer": seal.signer}
    if not seal.intact:
        yield Finding.of("ofd-part-changed", "reject", {"part": name[:200], "method": "seal"})
    elif seal.fits is False:
        yield Finding.of("signature-value-wrong", "exception", evidence)
    else:
        yield Finding.of("signer-not-judged", "warn", evidence)


def _resolved(signature: str, place: str) -> str:
    """The name in the archive of a path that is absolute in it or relative to the description of the signature."""
    joined = posixpath.normpath(posixpath.join("/", posixpath.dirname(signature), place.strip()))
    return joined.lstrip("/")


def _part(archive: Archive, name: str) -> bytes:
    """The bytes of a part. Raises KeyError when there is none, ArchiveError when it cannot be unpacked."""
    found = archive.read(name)
    if found is None:
        raise KeyError(name)
    return found
