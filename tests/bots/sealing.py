"""Signed specimens of the tests: PDF signed by a certificate made here, OFD sealed with SM2 as the standard says."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache

from asn1crypto import keys, x509
from cryptography import x509 as made
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from bots.reading import sm2
from bots.reading.fapiao.archive import Archive

SECRET = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
SIGNATURE = "Doc_0/Signs/Sign_0/Signature.xml"
PARTS = {
    "OFD.xml": b"<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot>"
    b"<Signatures>/Doc_0/Signs/Signatures.xml</Signatures></DocBody></OFD>",
    "Doc_0/Document.xml": b"<Document/>",
    "Doc_0/Pages/Page_0/Content.xml": b"<Page>113.00</Page>",
    "Doc_0/Tags/CustomTag.xml": b"<Tag/>",
    "Doc_0/Attachs/original_invoice.xml": b"<eInvoice/>",
}


def tlv(tag: int, *contents: bytes) -> bytes:
    """One element of DER."""
    content = b"".join(contents)
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x82, *size.to_bytes(2)])
    return bytes([tag]) + length + content


def _scalar(factor: int, x: int, y: int) -> tuple[int, int]:
    point = sm2._times(factor, sm2.Point(x, y, 1))
    inverse = pow(point.z, -1, sm2.P)
    return point.x * inverse**2 % sm2.P, point.y * inverse**3 % sm2.P


@cache
def public() -> bytes:
    """The uncompressed public key of SECRET."""
    x, y = _scalar(SECRET, sm2.GX, sm2.GY)
    return b"\x04" + x.to_bytes(32) + y.to_bytes(32)


def sm2_signature(message: bytes, k: int = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21) -> bytes:
    """r and s as DER."""
    digest = int.from_bytes(hashlib.new("sm3", sm2._identity(public()) + message).digest())
    r = (digest + _scalar(k, sm2.GX, sm2.GY)[0]) % sm2.N
    s = pow(1 + SECRET, -1, sm2.N) * (k - r * SECRET) % sm2.N
    return tlv(0x30, tlv(2, b"\0" + r.to_bytes(32)), tlv(2, b"\0" + s.to_bytes(32)))


@cache
def sm2_certificate() -> bytes:
    """A certificate of the key; nobody vouches for it, and nothing here asks."""
    certified, _ = _rsa()
    found = x509.Certificate.load(certified.dump())
    curve = bytes.fromhex("06082A811CCF5501822D")
    key = tlv(0x30, tlv(0x30, bytes.fromhex("06072A8648CE3D0201"), curve), tlv(3, b"\0", public()))
    found["tbs_certificate"]["subject_public_key_info"] = keys.PublicKeyInfo.load(key)
    return bytes(found.dump(force=True))


def seal(described: bytes, version: int = 4, certificate: bytes | None = None) -> bytes:
    """SES_Signature of version 1 (GM/T 0031) or 4 (GB/T 38540) over the description of a signature."""
    holder = tlv(4, certificate or sm2_certificate())
    method = bytes.fromhex("06082A811CCF55018375")
    time = tlv(3, b"\0x") if version == 1 else tlv(0x18, b"20260401000000Z")
    head = tlv(2, bytes([version])), tlv(0x30), time, tlv(3, b"\0", hashlib.new("sm3", described).digest())
    if version == 1:
        signed = tlv(0x30, *head, tlv(0x16, b"/x"), holder, method)
        return tlv(0x30, signed, tlv(3, b"\0", sm2_signature(signed)))
    signed = tlv(0x30, *head, tlv(0x16, b"/x"))
    return tlv(0x30, signed, holder, method, tlv(3, b"\0", sm2_signature(signed)))


def description(parts: Mapping[str, bytes], method: str = "1.2.156.10197.1.401", digest: str = "sm3") -> bytes:
    """A Signature.xml whose digests fit `parts`."""
    references = "".join(
        f'<Reference FileRef="/{name}"><CheckValue>'
        f"{base64.b64encode(hashlib.new(digest, data).digest()).decode()}</CheckValue></Reference>"
        for name, data in parts.items()
    )
    return (
        f'<Signature><SignedInfo><References CheckMethod="{method}">{references}</References></SignedInfo>'
        "<SignedValue>SignedValue.dat</SignedValue></Signature>"
    ).encode()


def sealed(parts: Mapping[str, bytes] = PARTS, described: bytes | None = None, version: int = 4) -> dict[str, bytes]:
    """The parts of an OFD file with one seal over all of them."""
    described = description(parts) if described is None else described
    return {
        **parts,
        "Doc_0/Signs/Signatures.xml": b'<Signatures><Signature ID="1" BaseLoc="Sign_0/Signature.xml"/></Signatures>',
        SIGNATURE: described,
        "Doc_0/Signs/Sign_0/SignedValue.dat": seal(described, version),
    }


def zipped(parts: Mapping[str, bytes]) -> Archive:
    """An archive of the parts, open for reading."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return Archive(out.getvalue())


@cache
def _rsa() -> tuple[x509.Certificate, keys.PrivateKeyInfo]:
    key = rsa.generate_private_key(65537, 2048)
    name = made.Name([made.NameAttribute(NameOID.COMMON_NAME, "Seal of the tests")])
    now = datetime.now(UTC)
    certificate = (
        made.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public_bytes = certificate.public_bytes(serialization.Encoding.DER)
    return x509.Certificate.load(public_bytes), keys.PrivateKeyInfo.load(private)


def rsa_certificate() -> bytes:
    """The certificate of the signatures below."""
    return bytes(_rsa()[0].dump())


def signed_pdf(data: bytes, pss: bool = False) -> bytes:
    """The PDF with a signature over all of it."""
    certificate, key = _rsa()
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    signer = signers.SimpleSigner(signing_cert=certificate, signing_key=key, cert_registry=store, prefer_pss=pss)
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    meta = signers.PdfSignatureMetadata(field_name="Seal", md_algorithm="sha256")
    out = signers.sign_pdf(writer, meta, signer=signer, new_field_spec=fields.SigFieldSpec("Seal"))
    return bytes(out.getbuffer())
