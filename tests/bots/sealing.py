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
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from adapters.specimens.seal import seal
from bots.reading.fapiao.archive import Archive

SIGNATURE = "Doc_0/Signs/Sign_0/Signature.xml"
PARTS = {
    "OFD.xml": b"<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot>"
    b"<Signatures>/Doc_0/Signs/Signatures.xml</Signatures></DocBody></OFD>",
    "Doc_0/Document.xml": b"<Document/>",
    "Doc_0/Pages/Page_0/Content.xml": b"<Page>113.00</Page>",
    "Doc_0/Tags/CustomTag.xml": b"<Tag/>",
    "Doc_0/Attachs/original_invoice.xml": b"<eInvoice/>",
}


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


def rsa_value(data: bytes) -> bytes:
    """A signature of that certificate over data, by SHA-256."""
    key = serialization.load_der_private_key(_rsa()[1].dump(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def signed_pdf(data: bytes, pss: bool = False) -> bytes:
    """The PDF with a signature over all of it."""
    certificate, key = _rsa()
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    signer = signers.SimpleSigner(signing_cert=certificate, signing_key=key, cert_registry=store, prefer_pss=pss)
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    meta = signers.PdfSignatureMetadata(field_name="Seal", md_algorithm="sha256")
    out = signers.sign_pdf(writer, meta, signer=signer, new_field_spec=fields.SigFieldSpec("Seal"))
    return bytes(out.getbuffer())
