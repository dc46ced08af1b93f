"""Messages are taken apart to the last attachment; what cannot be opened says so."""

from base64 import encodebytes
from email.message import EmailMessage
from hashlib import sha256

import pytest

from bots.opening_mail import MOST_PARTS, open_mail
from bots.reader import InvoiceReader

PDF = b"%PDF-1.7 x"


def mail(subject: str = "Invoice", *files: tuple[str, bytes], message_id: str | None = "<1@x.example>") -> EmailMessage:
    """A message with files."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Stahl <billing@stahl.example>", "ap@acme.example", subject
    if message_id:
        made["Message-ID"] = message_id
    made.set_content("See attached.")
    for name, data in files:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made


def test_attachments_come_with_their_place_and_name() -> None:
    found = open_mail(bytes(mail("x", ("发票.pdf", PDF), ("b.xml", b"<a/>"))))
    assert (found.message_id, found.sender, found.code) == ("<1@x.example>", "billing@stahl.example", None)
    assert [(part.path, part.name, part.data) for part in found.parts] == [
        ("2", "发票.pdf", PDF),
        ("3", "b.xml", b"<a/>"),
    ]


def test_messages_in_messages_and_inline_parts_are_opened() -> None:
    outer = mail("forwarded")
    outer.add_attachment(mail("inner", ("a.pdf", PDF)))
    outer.add_attachment(b"\x89PNG", maintype="image", subtype="png", cid="<logo>", disposition="inline")
    assert [(part.path, part.name, part.data) for part in open_mail(bytes(outer)).parts] == [
        ("2.1.2", "a.pdf", PDF),
        ("3", "part-3", b"\x89PNG"),
    ]


def test_a_message_without_attachments_carries_nothing() -> None:
    assert open_mail(bytes(mail())).parts == []


def test_a_message_that_is_nothing_but_a_file_carries_it() -> None:
    raw = b"From: a@b.example\r\nMessage-ID: <2@x>\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7 x"
    assert [(part.path, part.name, part.data) for part in open_mail(raw).parts] == [("1", "part-1", b"%PDF-1.7 x")]


@pytest.mark.parametrize(("size", "own"), [(1, True), (998, True), (999, False)])
def test_a_message_id_has_998_signs_at_most(size: int, own: bool) -> None:
    raw = b"From: a@b.example\r\nMessage-ID: " + b"x" * size + b"\r\n\r\nHello"
    assert open_mail(raw).message_id == ("x" * size if own else f"sha256:{sha256(raw).hexdigest()}")


def test_without_a_message_id_the_bytes_name_it() -> None:
    raw = bytes(mail(message_id=None))
    assert open_mail(raw).message_id == f"sha256:{sha256(raw).hexdigest()}"


def test_an_encrypted_message_stays_closed() -> None:
    raw = b"From: a@b.example\r\nContent-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\nx"
    assert open_mail(raw).code == "mail-encrypted"


def test_of_too_many_parts_none_is_taken() -> None:
    just = mail("x", *((f"{n}.pdf", PDF) for n in range(MOST_PARTS)))
    assert len(open_mail(bytes(just)).parts) == MOST_PARTS
    more = mail("x", *((f"{n}.pdf", PDF) for n in range(MOST_PARTS + 1)))
    assert (open_mail(bytes(more)).code, open_mail(bytes(more)).parts) == ("mail-too-many-parts", [])


BODIES = {
    "pdf": ("text/plain", PDF),
    "xml": ("text/plain", b"<?xml version='1.0'?><p:FatturaElettronica xmlns:p='urn:x'/>"),
    "xml without its declaration": ("text/html", b"<EInvoice/>"),
    "zip": ("text/html", b"PK\x03\x04 and so on"),
    "uuencoded": ("text/plain", b"Dear all\nbegin 644 a.pdf\nM)5!$1BTQ\n`\nend\n"),
    "headers of a report": ("text/rfc822-headers; name=a.pdf", b"Subject: x"),
}
NO_FILES = {
    "text": ("text/plain", b"From: the accounts\n\nSee attached."),
    "page": ("text/html", b"<html><body>Invoice<br></body></html>"),
    "fragment": ("text/html", b"<div>Invoice<br></div>"),
    "well-formed page": ("text/html", b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>"),
    "well-formed fragment": ("text/html", b"<div><p>Invoice</p></div>"),
    "headers": ("text/rfc822-headers", b"Subject: x"),
}


def part_of(kind: str, data: bytes) -> bytes:
    """A message with a body and one more part without a name."""
    head = b"Message-ID: <3@x>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n"
    body = b"--B\nContent-Type: text/plain\n\nHello\n"
    part = f"--B\nContent-Type: {kind}\nContent-Transfer-Encoding: base64\n\n".encode() + encodebytes(data)
    return head + body + part + b"\n--B--\n"


@pytest.mark.parametrize("what", BODIES)
def test_a_part_that_calls_itself_text_and_is_a_file_is_carried(what: str) -> None:
    kind, data = BODIES[what]
    assert [(part.path, part.data) for part in open_mail(part_of(kind, data)).parts] == [("2", data)]


@pytest.mark.parametrize("what", NO_FILES)
def test_what_only_mail_programs_show_is_left_out(what: str) -> None:
    found = open_mail(part_of(*NO_FILES[what]))
    assert (found.parts, found.code) == ([], None)


def test_a_part_that_is_not_what_it_says_is_for_a_person() -> None:
    """Python reads a delivery report as headers: a file that calls itself one has no bytes any more."""
    named = b"--B\nContent-Type: message/delivery-status; name=a.xml\n\n<EInvoice/>\n--B--\n"
    head = b"Message-ID: <4@x>\nMIME-Version: 1.0\nContent-Type: multipart/report; boundary=B\n\n"
    assert open_mail(head + named).code == "mail-odd-part"
    assert open_mail(head + named.replace(b"; name=a.xml", b"")).code is None
    elsewhere = b"--B\nContent-Type: message/external-body; access-type=URL\n\nContent-Type: application/pdf\n\n--B--\n"
    assert open_mail(head + elsewhere).code == "mail-odd-part"


def test_hostile_headers_and_nests_never_end_the_caller() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3_000))
    with InvoiceReader() as reader:
        reader.open_mail(deep + b"\r\nx")  # whatever it says, it says it
        odd = reader.open_mail(
            b"From: =?x?q?=ff?= <\xff>\r\nContent-Disposition: attachment; filename==?utf-8?b?!!?=\r\n\r\nx"
        )
        assert odd is not None
        assert len(odd.parts) == 1
        good = reader.open_mail(bytes(mail("x", ("a.pdf", PDF))))
        assert good is not None
        assert good.parts[0].data == PDF
