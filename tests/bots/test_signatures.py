"""Signatures of OFD and PDF: an intact one is told, whatever was changed after signing is a reject."""

import io

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from adapters.samples import plain_pdf, zugferd_pdf
from adapters.specimens import seal
from adapters.specimens.files import ofd_specimen
from bots.reading import pdf_signatures, sm2
from bots.reading.any_file import read
from bots.reading.ofd_digests import digests
from contracts.reading import Finding
from tests.bots.sealing import PARTS, SIGNATURE, description, sealed, signed_pdf, zipped
from tests.bots.specimens import SPEC

PAGE = "Doc_0/Pages/Page_0/Content.xml"


def _ofd(parts: dict[str, bytes]) -> list[tuple[str, str]]:
    return [(one.code, one.severity) for one in digests(zipped(parts))]


def _pdf(data: bytes) -> list[tuple[str, str]]:
    return [(one.code, one.severity) for one in pdf_signatures.found(data)]


def test_the_example_of_the_standard_verifies_and_a_changed_one_does_not() -> None:
    r = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
    s = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA
    key = seal.public()
    assert sm2.verifies(key, b"message digest", r, s)
    wrong = [(b"message digesT", r, s), (b"message digest", r + 1, s), (b"message digest", r, s + 1)]
    edges = [(b"message digest", 0, s), (b"message digest", r, 0), (b"message digest", sm2.N, s)]
    edges.append((b"message digest", r, sm2.N - r))
    assert not any(sm2.verifies(key, *one) for one in wrong + edges)
    bad_keys = [key[:-1], b"\x03" + key[1:], key[:-1] + bytes([key[-1] ^ 1]), b"\x04" + b"\xff" * 64]
    assert not any(sm2.verifies(one, b"message digest", r, s) for one in bad_keys)


@pytest.mark.parametrize("version", [1, 4])
def test_an_intact_seal_of_either_standard_is_told_and_nothing_else(version: int) -> None:
    found = list(digests(zipped(sealed(version=version))))
    assert [one.code for one in found] == ["signer-not-judged"]
    assert dict(found[0].evidence)["signer"] == "Common Name: Seal of the specimens"


@pytest.mark.parametrize("name", list(PARTS)[1:])
def test_a_changed_part_is_a_reject(name: str) -> None:
    parts = sealed()
    parts[name] = parts[name].replace(b">", b" >", 1)
    assert ("ofd-part-changed", "reject") in _ofd(parts)


@pytest.mark.parametrize("name", [PAGE, "Doc_0/Tags/CustomTag.xml", SIGNATURE, "Doc_0/Signs/Sign_0/SignedValue.dat"])
def test_a_missing_part_is_a_reject(name: str) -> None:
    parts = sealed()
    del parts[name]
    assert ("ofd-part-missing", "reject") in _ofd(parts)


def test_digests_that_were_made_to_fit_a_changed_part_do_not_fit_the_seal() -> None:
    parts = sealed()
    parts[PAGE] = b"<Page>999.00</Page>"
    parts[SIGNATURE] = description({name: parts[name] for name in PARTS})
    assert _ofd(parts) == [("ofd-part-changed", "reject")]


def test_a_seal_whose_digest_was_replaced_does_not_fit_its_certificate() -> None:
    parts = sealed()
    value = seal.seal(parts[SIGNATURE])
    parts["Doc_0/Signs/Sign_0/SignedValue.dat"] = value.replace(b"/x", b"/y")
    assert _ofd(parts) == [("signature-value-wrong", "exception")]


def test_a_part_that_no_seal_covers_needs_a_person_where_it_is_shown() -> None:
    assert _ofd(sealed() | {"Doc_0/Annots/Page_0.xml": b"<a/>"})[-1] == ("ofd-part-not-covered", "exception")
    # Real seals leave out OFD.xml, which names the signatures, and nobody reads a font.
    bare = {name: data for name, data in PARTS.items() if name != "OFD.xml"}
    rest = {"OFD.xml": PARTS["OFD.xml"], "Doc_0/Res/font.ttf": b"x"}
    assert _ofd(sealed(bare) | rest) == [("signer-not-judged", "warn")]
    # A picture is seen, and the code on it is read.
    for shown in ("Doc_0/Res/qr.png", "Doc_0/Res/image_90.JPG", "Doc_0/DocumentRes.xml"):
        assert _ofd(sealed(bare) | rest | {shown: b"x"})[-1] == ("ofd-part-not-covered", "exception")


@pytest.mark.parametrize(("method", "digest"), [("SHA256", "sha256"), ("sha-1", "sha1"), ("MD5", "md5")])
def test_digests_by_name_are_known(method: str, digest: str) -> None:
    assert _ofd(sealed(described=description(PARTS, method, digest))) == [("signer-not-judged", "warn")]


def test_an_unknown_digest_an_unknown_seal_and_none_at_all_are_told() -> None:
    assert ("digest-unknown", "exception") in _ofd(sealed(described=description(PARTS, "CRC")))
    for value in (b"", b"\x30\x03\x06\x01\x2a", b"\x30\x80", b"noise" * 40):
        parts = sealed() | {"Doc_0/Signs/Sign_0/SignedValue.dat": value}
        assert _ofd(parts) == [("signature-not-checked", "exception")]
    assert _ofd(dict(PARTS) | {"OFD.xml": b"<OFD/>"}) == [("ofd-unsigned", "warn")]
    assert ("ofd-signature-unreadable", "exception") in _ofd(sealed(described=b"<!DOCTYPE a><a/>"))


def test_folders_and_other_slashes_hide_no_part() -> None:
    assert _ofd({"Doc_0/": b"", "Doc_0/Pages/": b"", **sealed()}) == [("signer-not-judged", "warn")]
    assert _ofd({name.replace("/", "\\"): part for name, part in sealed().items()}) == [("signer-not-judged", "warn")]


def test_the_seals_of_our_own_specimens_verify() -> None:
    reading = read(ofd_specimen(1, "digital-special").data)
    assert [one.code for one in reading.findings] == ["signer-not-judged"]
    assert ofd_specimen(1, "old").data == ofd_specimen(1, "old").data


@pytest.mark.parametrize("pss", [False, True])
def test_a_signed_pdf_is_told_and_still_accepted(pss: bool) -> None:
    reading = read(signed_pdf(plain_pdf(SPEC), pss))
    assert [one.code for one in reading.findings] == ["signer-not-judged"]
    assert read(plain_pdf(SPEC)).findings == ()


def test_a_changed_byte_of_a_signed_pdf_is_a_reject() -> None:
    data = signed_pdf(plain_pdf(SPEC))
    at = data.index(b"/MediaBox")
    changed = data[:at] + b"/MediaBoX" + data[at + 9 :]
    assert _pdf(changed) == [("pdf-signature-broken", "reject")]


def test_a_message_digest_that_was_made_to_fit_is_not_signed() -> None:
    data = signed_pdf(plain_pdf(SPEC))
    start = data.index(b"/Contents <") + len(b"/Contents <")
    content = bytes.fromhex(data[start : data.index(b">", start)].decode())
    tail = content.rindex(b"\x04\x82\x01\x00") + 10  # within the value of the signature
    forged = content[:tail] + bytes([content[tail] ^ 1]) + content[tail + 1 :]
    changed = data[:start] + forged.hex().encode() + data[start + len(forged) * 2 :]
    assert _pdf(changed) == [("pdf-signature-broken", "reject")]


def test_who_breaks_the_signature_of_a_changed_pdf_too_does_not_escape() -> None:
    data = signed_pdf(plain_pdf(SPEC))
    start = data.index(b"/Contents <") + len(b"/Contents <")
    end = data.index(b">", start)
    zeros = data[:start] + b"0" * (end - start) + data[end:]
    literal = data[: start - 1] + b"(" + b" " * (end - start) + b")" + data[end + 1 :]
    renamed = data.replace(b"/ByteRange", b"/XyteRange")
    for before, after in ((b"[0 ", b"[+0 "), (b"[0 ", b"[0.0 ")):
        assert before in data
        assert _severities(data.replace(b"/ByteRange " + before, b"/ByteRange " + after)) == {"exception"}
    for broken in (zeros, literal, renamed):
        assert _severities(broken) == {"exception"}


def _severities(data: bytes) -> set[str]:
    return {one.severity for one in pdf_signatures.found(data) if one.code == "signature-not-checked"}


def test_a_pdf_that_was_written_anew_needs_a_person() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed_pdf(plain_pdf(SPEC)))) as document:
        document.save(out)
    assert ("pdf-rewritten-after-signing", "exception") in _pdf(out.getvalue())


def _updated(data: bytes, old: bytes, new: bytes) -> bytes:
    """`data` with the object that holds `old` written again behind its end, as an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    if old:
        page = writer.root["/Pages"]["/Kids"][0]
        stream = page["/Contents"]
        fresh = generic.StreamObject(stream_data=stream.data.replace(old, new))
        page["/Contents"] = writer.add_object(fresh)
        writer.update_container(page)
    else:
        writer.root[generic.NameObject("/Note")] = generic.TextStringObject("seen")
        writer.update_root()  # type: ignore[no-untyped-call]
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def test_what_is_added_after_signing_may_not_change_what_people_see() -> None:
    data = signed_pdf(plain_pdf(SPEC))
    assert _pdf(data + b"\r\n") == [("signer-not-judged", "warn")]
    assert _pdf(_updated(data, b"", b""))[-1] == ("pdf-extended-after-signing", "warn")
    changed = _updated(data, SPEC.number.encode(), b"RE-2026-0043")
    assert _pdf(changed)[-1] == ("pdf-changed-after-signing", "reject")
    assert _pdf(data + b"noise")[-1][0] in ("pdf-extended-after-signing", "pdf-changed-after-signing")


def test_an_attachment_that_is_changed_after_signing_is_a_reject() -> None:
    data = signed_pdf(zugferd_pdf(SPEC))
    assert _pdf(data) == [("signer-not-judged", "warn")]
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    files = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    spec = files[1]
    spec["/EF"][generic.NameObject("/F")] = writer.add_object(generic.StreamObject(stream_data=b"<a/>"))
    writer.update_container(spec["/EF"])
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    assert _pdf(out.getvalue())[-1] == ("pdf-changed-after-signing", "reject")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"/ByteRange", "signature-not-checked"),
        (b"/ByteRange [0 10 999999999 5]", "pdf-rewritten-after-signing"),
        (b"/ByteRange [3 10 20 5]", "pdf-rewritten-after-signing"),
        (b"/ByteRange[0 0 0 0]", "pdf-rewritten-after-signing"),
    ],
)
def test_odd_ranges_are_told_and_never_a_traceback(text: bytes, code: str) -> None:
    found: list[Finding] = list(pdf_signatures.found(plain_pdf(SPEC) + text))
    assert code in {one.code for one in found}


@pytest.mark.parametrize("value", [b"<>", b"<30>", b"<zz>", b"(x)", b"<3080>", b"<" + b"30" * 5000 + b">"])
def test_odd_values_are_told_and_never_a_traceback(value: bytes) -> None:
    head = b"%PDF-1.4 /ByteRange [0000000000 0000000060 " + f"{60 + len(value):010} {0:010}]".encode()
    data = head.ljust(60) + value
    codes = {one.code for one in pdf_signatures.found(data)}
    assert codes & {"signature-not-checked", "pdf-rewritten-after-signing"}
    assert codes <= {"signature-not-checked", "pdf-rewritten-after-signing", "pdf-changed-after-signing"}
