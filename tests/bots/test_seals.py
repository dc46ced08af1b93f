"""Parts of signature values: pairs of figures, digests and time stamps inside, and whose certificate is told."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import x509
from cryptography import x509 as made
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adapters.samples import plain_pdf
from adapters.specimens.seal import sm2_certificate, tlv
from bots.reading import ofd_digests, pdf_signatures, seals
from bots.reading.seals import TIMESTAMP, UnknownSealError
from tests.bots.sealing import rsa_certificate, rsa_value, sealed, signed_pdf, zipped
from tests.bots.specimens import SPEC

CONTENT = b"what was signed"
SHA256 = bytes.fromhex("0609608648016503040201")


def _digest(name: str) -> bytes:
    return hashlib.new(name, CONTENT).digest()


@pytest.mark.parametrize(
    ("value", "pair"),
    [
        (tlv(0x30, tlv(2, b"\x05"), tlv(2, b"\x07")), (5, 7)),
        (bytes(31) + b"\x05" + bytes(31) + b"\x07", (5, 7)),
        (b"\x30" + bytes(31) + bytes(31) + b"\x07", (0x30 << 248, 7)),  # a figure that begins as DER does
        (tlv(0x30, tlv(2, b"\x01" * 29), tlv(2, b"\x02" * 29)), (int("01" * 29, 16), int("02" * 29, 16))),  # 64 bytes
    ],
)
def test_two_figures_are_written_as_der_or_one_after_the_other(value: bytes, pair: tuple[int, int]) -> None:
    assert seals._pair(value) == pair


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256", "sm3", "sha384", "sha512"])
def test_a_digest_inside_is_that_of_the_content(name: str) -> None:
    assert seals._holds("1.2.840.113549.1.7.1", _digest(name), _digest)
    assert not seals._holds("1.2.840.113549.1.7.1", bytes(len(_digest(name))), _digest)


def test_what_is_inside_and_no_digest_is_unknown() -> None:
    with pytest.raises(UnknownSealError, match="content"):
        seals._holds("1.2.840.113549.1.7.1", bytes(15), _digest)


@pytest.mark.parametrize(("stamped", "holds"), [(_digest("sha256"), True), (bytes(32), False)])
def test_a_time_stamp_is_of_the_content(stamped: bytes, holds: bool) -> None:
    imprint = tlv(0x30, tlv(0x30, SHA256), tlv(4, stamped))
    stamp = tlv(0x30, tlv(2, b"\x01"), tlv(6, b"\x2a\x03"), imprint, tlv(2, b"\x09"))
    assert seals._holds(TIMESTAMP, stamp, _digest) is holds


def _p256() -> bytes:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = made.Name([made.NameAttribute(NameOID.COMMON_NAME, "Another")])
    built = made.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(8)
    dated = built.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    return dated.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def test_only_the_chinese_curve_is_sm2() -> None:
    found = [seals._is_sm2(x509.Certificate.load(one)) for one in (sm2_certificate(), _p256(), rsa_certificate())]
    assert found == [True, False, False]


@pytest.mark.parametrize(
    ("fits", "scheme", "answer"),
    [
        ([False, False], "sm2", False), ([False, True], "ec", True), ([True, False], "sm2", True),
        ([None, False], "sm2", None), ([False, None], "sm2", None),
    ],
)  # fmt: skip
def test_the_certificate_that_fits_is_told_else_the_first(
    fits: list[bool | None], scheme: str, answer: bool | None
) -> None:
    found = seals._sealed(True, [sm2_certificate(), _p256()], fits)
    assert (found.scheme, found.fits) == (scheme, answer)
    assert seals._sealed(True, [], []) == (True, None, "", "")


@pytest.mark.parametrize(("most", "left_out"), [(1, False), (0, True)])
def test_more_signatures_than_are_looked_at_are_told(
    most: int, left_out: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (pdf_signatures, ofd_digests):
        monkeypatch.setattr(module, "MAX_SIGNATURES", most)
    codes = {one.code for one in pdf_signatures.found(signed_pdf(plain_pdf(SPEC)))}
    assert ("signatures-left-out" in codes) is left_out
    assert ("signatures-left-out" in {one.code for one in ofd_digests.digests(zipped(sealed()))}) is left_out


def test_how_much_was_added_after_signing_is_told() -> None:
    found = list(pdf_signatures.found(signed_pdf(plain_pdf(SPEC)) + b"% more"))
    assert [dict(one.evidence)["bytes"] for one in found if "bytes" in dict(one.evidence)] == ["6"]


DATA, RSA = bytes.fromhex("06092a864886f70d010701"), bytes.fromhex("06092a864886f70d010101")
SIGNED, DIGEST_OF = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010904")
ONE, METHOD = tlv(2, b"\x01"), tlv(0x30, SHA256)


def _signer(stated: bytes) -> bytes:
    """Somebody who signed this digest of the content."""
    attributes = tlv(0x30, DIGEST_OF, tlv(0x31, tlv(4, stated)))
    value = rsa_value(tlv(0x31, attributes))
    return tlv(0x30, ONE, tlv(0x30), METHOD, tlv(0xA0, attributes), tlv(0x30, RSA), tlv(4, value))


def _cms(*signers: bytes, inside: bytes | None = None, kind: bytes = DATA, of: bytes = SIGNED) -> bytes:
    """Signed data with a certificate; `inside` is what it holds itself."""
    held = tlv(0x30, kind, *([] if inside is None else [tlv(0xA0, tlv(4, inside))]))
    signed = tlv(0x30, ONE, tlv(0x31, METHOD), held, tlv(0xA0, rsa_certificate()), tlv(0x31, *signers))
    return tlv(0x30, of, tlv(0xA0, signed))


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def test_signed_data_without_content_states_the_digest_of_what_was_signed() -> None:
    assert seals.verified(_cms(_signer(_digest("sha256"))), _digest)[:2] == (True, True)
    assert seals.verified(_cms(_signer(_sha256(b"another"))), _digest)[:2] == (False, True)


def test_signed_data_may_hold_the_digest_itself_and_then_states_the_digest_of_that() -> None:
    """adbe.pkcs7.sha1: a PDF of many older programs."""
    inside = _digest("sha1")
    assert seals.verified(_cms(_signer(_sha256(inside)), inside=inside), _digest)[:2] == (True, True)
    assert seals.verified(_cms(_signer(_digest("sha256")), inside=inside), _digest)[:2] == (False, True)
    other = hashlib.sha1(b"another", usedforsecurity=False).digest()
    assert seals.verified(_cms(_signer(_sha256(other)), inside=other), _digest)[:2] == (False, True)


def test_of_several_signers_the_first_is_asked() -> None:
    right, wrong = _signer(_digest("sha256")), _signer(bytes(32))
    assert seals.verified(_cms(right, wrong), _digest).intact
    assert not seals.verified(_cms(wrong, right), _digest).intact


def test_what_is_no_signed_data_is_named() -> None:
    with pytest.raises(UnknownSealError, match=r"^1\.2\.840\.113549\.1\.7\.1$"):
        seals.verified(_cms(_signer(_digest("sha256")), of=DATA), _digest)
