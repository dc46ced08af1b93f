"""The seal of a specimen: signed with the example key of GB/T 32918, so that it verifies and nobody takes it for real."""

import hashlib
from functools import cache

from bots.reading import sm2

SECRET = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
K = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21  # one for all: the same parts give the same seal
HOLDER = "Seal of the specimens"
METHOD = bytes.fromhex("06082A811CCF55018375")  # SM3 with SM2
KEY, CURVE, COMMON_NAME = (bytes.fromhex(one) for one in ("06072A8648CE3D0201", "06082A811CCF5501822D", "0603550403"))
BITS, OCTETS, TEXT, TIME = 0x03, 0x04, 0x0C, 0x18


def seal(described: bytes, version: int = 4, certificate: bytes | None = None) -> bytes:
    """SES_Signature of version 1 (GM/T 0031) or 4 (GB/T 38540) over the description of a signature."""
    holder = tlv(OCTETS, certificate or sm2_certificate())
    time = _bits(b"x") if version == 1 else tlv(TIME, b"20260401000000Z")
    head = tlv(2, bytes([version])), tlv(0x30), time, _bits(hashlib.new("sm3", described).digest())
    if version == 1:
        signed = tlv(0x30, *head, tlv(0x16, b"/x"), holder, METHOD)
        return tlv(0x30, signed, _bits(sm2_signature(signed)))
    signed = tlv(0x30, *head, tlv(0x16, b"/x"))
    return tlv(0x30, signed, holder, METHOD, _bits(sm2_signature(signed)))


def sm2_signature(message: bytes) -> bytes:
    """r and s as DER."""
    digest = int.from_bytes(hashlib.new("sm3", sm2.identity(public()) + message).digest())
    r = (digest + _scalar(K)[0]) % sm2.N
    s = pow(1 + SECRET, -1, sm2.N) * (K - r * SECRET) % sm2.N
    return tlv(0x30, tlv(2, b"\0" + r.to_bytes(32)), tlv(2, b"\0" + s.to_bytes(32)))


@cache
def public() -> bytes:
    """The uncompressed public key of SECRET."""
    x, y = _scalar(SECRET)
    return b"\x04" + x.to_bytes(32) + y.to_bytes(32)


@cache
def sm2_certificate() -> bytes:
    """A certificate of the key, signed by itself; nobody vouches for it, and nothing here asks."""
    name = tlv(0x30, tlv(0x31, tlv(0x30, COMMON_NAME, tlv(TEXT, HOLDER.encode()))))
    valid = tlv(0x30, tlv(TIME, b"20200101000000Z"), tlv(TIME, b"20991231000000Z"))
    key = tlv(0x30, tlv(0x30, KEY, CURVE), _bits(public()))
    head = tlv(0xA0, tlv(2, b"\2")), tlv(2, b"\7"), tlv(0x30, METHOD)
    signed = tlv(0x30, *head, name, valid, name, key)
    return tlv(0x30, signed, tlv(0x30, METHOD), _bits(sm2_signature(signed)))


def tlv(tag: int, *contents: bytes) -> bytes:
    """One element of DER."""
    content = b"".join(contents)
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x82, *size.to_bytes(2)])
    return bytes([tag]) + length + content


def _bits(content: bytes) -> bytes:
    return tlv(BITS, b"\0", content)


@cache
def _scalar(factor: int) -> tuple[int, int]:
    point = sm2.times(factor, sm2.Point(sm2.GX, sm2.GY, 1))
    inverse = pow(point.z, -1, sm2.P)
    return point.x * inverse**2 % sm2.P, point.y * inverse**3 % sm2.P
