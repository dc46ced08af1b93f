"""Signature values: CMS (also with Chinese algorithms) and the Chinese seal (GM/T 0031, GB/T 38540), verified offline.

What is verified is that the content is the one that was signed. Whether the signer's certificate is to be trusted is
told (`signer`), never judged: nothing here knows roots.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from asn1crypto import core, parser, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from bots.reading import sm2

DIGESTS = {
    "1.2.840.113549.2.5": "md5", "1.3.14.3.2.26": "sha1", "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384", "2.16.840.1.101.3.4.2.3": "sha512", "1.2.156.10197.1.401": "sm3",
}  # fmt: skip
LENGTHS = {16: ("md5",), 20: ("sha1",), 32: ("sm3", "sha256"), 48: ("sha384",), 64: ("sha512",)}
SIGNED_DATA = ("1.2.840.113549.1.7.2", "1.2.156.10197.6.1.4.2.2")
MESSAGE_DIGEST, TIMESTAMP, PSS = "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.16.1.4", "1.2.840.113549.1.1.10"
HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
SEQUENCE, SET, BITS, OCTETS, OID, FIRST = 0x30, 0x31, 0x03, 0x04, 0x06, 0xA0
SEQUENCE_OF_64 = bytes([SEQUENCE, 62])
Digest = Callable[[str], bytes]


class UnknownSealError(ValueError):
    """The value is in no form that is verified here, or uses an algorithm that is not known."""


class Seal(NamedTuple):
    """What a signature value proves: `intact` that the content is what was signed, `fits` that its own certificate
    verifies the value (None where the algorithm is not known here), `scheme` of the key."""

    intact: bool
    fits: bool | None
    scheme: str
    signer: str


class Node(NamedTuple):
    """One element of DER: its tag, its content and all of its bytes."""

    tag: int
    content: bytes
    whole: bytes

    @property
    def parts(self) -> list["Node"]:
        """The elements inside."""
        return list(elements(self.content))


def elements(data: bytes) -> Iterator[Node]:
    """The elements one after the other. Raises ValueError where the bytes are no DER."""
    while data:
        kind, method, tag, header, content, trailer = parser.parse(data)
        whole = header + content + trailer
        yield Node((kind << 6) | (method << 5) | tag, content, whole)
        data = data[len(whole) :]


def verified(value: bytes, digest: Digest) -> Seal:
    """What `value` proves of the content whose digest by an algorithm `digest` gives. Raises UnknownSealError."""
    try:
        top = next(elements(value)).parts  # a PDF fills the place of the value up with zeros
        return _cms(top, digest) if top and top[0].tag == OID else _seal(top, digest)
    except UnknownSealError:
        raise
    except (ValueError, TypeError, IndexError, KeyError, StopIteration, OverflowError, RecursionError) as malformed:
        raise UnknownSealError("malformed") from malformed


def oid(node: Node) -> str:
    """The dotted number of an object identifier, or of the algorithm that a sequence begins with."""
    whole = node.whole if node.tag == OID else node.parts[0].whole
    return str(core.ObjectIdentifier.load(whole).dotted)


def algorithm(number: str) -> str:
    """hashlib's name of a digest. Raises UnknownSealError."""
    if number not in DIGESTS:
        raise UnknownSealError(number)
    return DIGESTS[number]


def _cms(top: list[Node], digest: Digest) -> Seal:
    if oid(top[0]) not in SIGNED_DATA:
        raise UnknownSealError(oid(top[0]))
    data = top[1].parts[0].parts
    kind, *inner = data[2].parts
    certificates = [one.whole for one in data[3].parts if one.tag == SEQUENCE] if data[3].tag == FIRST else []
    _, _, method, *more = data[-1].parts[0].parts
    name = algorithm(oid(method))
    content = inner[0].parts[0].content if inner else None
    intact = content is None or _holds(oid(kind), content, digest)
    if more[0].tag != FIRST:
        raise UnknownSealError("without-attributes")
    stated = next(one.parts[1] for one in more[0].parts if oid(one.parts[0]) == MESSAGE_DIGEST)
    of_content = digest(name) if content is None else hashlib.new(name, content, usedforsecurity=False).digest()
    intact = intact and stated.parts[0].content == of_content
    attributes = bytes([SET]) + more[0].whole[1:]
    fits = [_fits(one, attributes, more[2].content, name, oid(more[1]) == PSS) for one in certificates]
    return _sealed(intact, certificates, fits)


def _holds(kind: str, content: bytes, digest: Digest) -> bool:
    """Whether what is inside the CMS is the digest of the content (adbe.pkcs7.sha1), or a time stamp of it."""
    if kind != TIMESTAMP:
        if len(content) not in LENGTHS:
            raise UnknownSealError("content")
        return any(content == digest(name) for name in LENGTHS[len(content)])
    method, value = next(elements(content)).parts[2].parts
    return value.content == digest(algorithm(oid(method)))


def _seal(top: list[Node], digest: Digest) -> Seal:
    """SES_Signature: the digest of the content is the fourth thing that was signed; the certificate's place differs
    between the two standards."""
    signed = top[0]
    parts = signed.parts
    if parts[3].tag != BITS:
        raise UnknownSealError("no-seal")
    stated = parts[3].content[1:]
    holder, value = (parts[5], top[1]) if len(top) == 2 else (top[1], top[3])
    certificate = holder.content
    fits = _fits(certificate, signed.whole, value.content[1:], "sm3", pss=False)
    intact = any(stated == digest(name) for name in LENGTHS.get(len(stated), ()))
    return _sealed(intact, [certificate], [fits])


def _sealed(intact: bool, certificates: list[bytes], fits: list[bool | None]) -> Seal:
    best = fits.index(True) if True in fits else 0
    if not certificates:
        return Seal(intact, None, "", "")
    found = x509.Certificate.load(certificates[best])
    scheme = "sm2" if _is_sm2(found) else str(found.public_key.algorithm)
    answer = True if True in fits else None if None in fits else False
    return Seal(intact, answer, scheme, str(found.subject.human_friendly)[:200])


def _is_sm2(certificate: x509.Certificate) -> bool:
    key = certificate.public_key
    return key.algorithm == "ec" and "1.2.156.10197.1.301" in str(key["algorithm"]["parameters"].native)


def _fits(certificate: bytes, message: bytes, value: bytes, name: str, pss: bool) -> bool | None:
    """Whether the key of the certificate signed `message`; None where it is of a kind that is not known here."""
    found = x509.Certificate.load(certificate)
    if _is_sm2(found):
        return name == "sm3" and sm2.verifies(found.public_key["public_key"].native, message, *_pair(value))
    try:
        key = load_der_public_key(found.public_key.dump())
        return _fits_key(key, message, value, HASHES[name](), pss)
    except (UnsupportedAlgorithm, KeyError, ValueError):
        return None


def _fits_key(key: object, message: bytes, value: bytes, method: hashes.HashAlgorithm, pss: bool) -> bool | None:
    try:
        if isinstance(key, rsa.RSAPublicKey) and pss:
            key.verify(value, message, padding.PSS(padding.MGF1(method), padding.PSS.AUTO), method)
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(value, message, padding.PKCS1v15(), method)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(value, message, ec.ECDSA(method))
        else:
            return None
    except InvalidSignature:
        return False
    return True


def _pair(value: bytes) -> tuple[int, int]:
    """r and s, written as DER or one after the other."""
    # One of 256 figures begins as DER does: only a sequence that says to be 62 bytes long fills 64.
    if len(value) == 64 and value[:2] != SEQUENCE_OF_64:
        return int.from_bytes(value[:32]), int.from_bytes(value[32:])
    r, s = next(elements(value)).parts
    return int.from_bytes(r.content), int.from_bytes(s.content)
