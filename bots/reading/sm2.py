"""SM2 signatures (GB/T 32918.2) of Chinese seals: what the usual libraries do not verify."""

import hashlib
from typing import NamedTuple

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
GX = 0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7
GY = 0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0
SIGNER = b"1234567812345678"  # the identity that GM/T 0009 gives every signer who names none


class Point(NamedTuple):
    """A point in Jacobian coordinates; the one at infinity has `z` = 0."""

    x: int
    y: int
    z: int


INFINITY = Point(1, 1, 0)


def verifies(public: bytes, message: bytes, r: int, s: int) -> bool:
    """Whether (r, s) signs `message` for the uncompressed point `public` (65 bytes); False for any other form."""
    if len(public) != 65 or public[0] != 4 or not (0 < r < N and 0 < s < N) or (r + s) % N == 0:
        return False
    x, y = int.from_bytes(public[1:33]), int.from_bytes(public[33:])
    if x >= P or y >= P or (y * y - x * x * x - A * x - B) % P:
        return False
    digest = int.from_bytes(hashlib.new("sm3", identity(public) + message).digest())
    total = _add(times(s, Point(GX, GY, 1)), times((r + s) % N, Point(x, y, 1)))
    return bool(total.z) and (digest + total.x * pow(total.z, -2, P) % P) % N == r


def identity(public: bytes) -> bytes:
    """Z of the standard: the signer's identity and key are signed along."""
    curve = b"".join(number.to_bytes(32) for number in (A, B, GX, GY))
    return hashlib.new("sm3", (len(SIGNER) * 8).to_bytes(2) + SIGNER + curve + public[1:]).digest()


def times(factor: int, point: Point) -> Point:
    """The point added to itself so many times."""
    product = INFINITY
    for bit in f"{factor:b}":
        product = _double(product)
        if bit == "1":
            product = _add(product, point)
    return product


def _double(one: Point) -> Point:
    if not one.z or not one.y:
        return INFINITY
    square = one.y * one.y % P
    s = 4 * one.x * square % P
    m = (3 * one.x * one.x + A * pow(one.z, 4, P)) % P
    x = (m * m - 2 * s) % P
    return Point(x, (m * (s - x) - 8 * square * square) % P, 2 * one.y * one.z % P)


def _add(one: Point, two: Point) -> Point:
    if not one.z or not two.z:
        return two if not one.z else one
    u1, u2 = one.x * two.z * two.z % P, two.x * one.z * one.z % P
    s1, s2 = one.y * pow(two.z, 3, P) % P, two.y * pow(one.z, 3, P) % P
    if u1 == u2:
        return _double(one) if s1 == s2 else INFINITY
    h, r = u2 - u1, s2 - s1
    v = u1 * h * h
    x = (r * r - h * h * h - 2 * v) % P
    return Point(x, (r * (v - x) - s1 * h * h * h) % P, h * one.z * two.z % P)
