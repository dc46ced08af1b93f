"""What a message carries: every attachment at any depth, as bytes; runs in a limited process (`bots.limited`)."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from hashlib import sha256

from pydantic import Base64Bytes, BaseModel

from bots.confinement import Limits
from bots.reading.envelope import unwrapped
from bots.reading.outcome import MAX_BYTES
from bots.reading.sniff import container, invoice_format
from bots.reading.xml_safe import UnsafeXmlError, parse
from bots.unpacking import sight

LIMITS = Limits(answer=2 * MAX_BYTES, memory=1024 * 1024 * 1024)
MOST_PARTS = 200
BODIES = frozenset({"text/plain", "text/html", "text/calendar", "text/enriched", "text/x-amp-html"})
REPORTS = frozenset({"message/delivery-status", "message/disposition-notification", "text/rfc822-headers"})
SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})


class Part(BaseModel):
    """An attachment: its number in the message ("2.1"), the name that it gives itself, its bytes."""

    path: str
    name: str
    data: Base64Bytes


class Opened(BaseModel):
    """A message: what it is called, whom it names as its sender, and what it carries; `code` is why it stays closed."""

    message_id: str
    sender: str = ""
    parts: list[Part] = []
    code: str | None = None


def open_mail(data: bytes) -> Opened:
    """The attachments of a message, also inline ones and those of messages in it; bodies are left out."""
    message = message_from_bytes(data, policy=policy.compat32)
    named = Opened(message_id=_message_id(message, data), sender=_sender(message))
    found = list(_leaves(message, ""))
    if any(_type(leaf) in SEALED for _, leaf in found) or _type(message) == "multipart/encrypted":
        return named.model_copy(update={"code": "mail-encrypted"})
    if any(_is_odd(part) for part in message.walk()):
        return named.model_copy(update={"code": "mail-odd-part"})
    carried = [(path, leaf) for path, leaf in found if _is_carried(leaf)]
    if len(carried) > MOST_PARTS:
        return named.model_copy(update={"code": "mail-too-many-parts"})
    parts = [Part.model_construct(path=path, name=_name(leaf, path), data=_bytes(leaf)) for path, leaf in carried]
    return named.model_copy(update={"parts": parts})


def _leaves(message: Message, path: str) -> Iterator[tuple[str, Message]]:
    """The parts without parts, numbered as IMAP does; those of nested messages in their place."""
    if not message.is_multipart():
        yield path or "1", message
        return
    for number, part in enumerate(message.get_payload(), 1):
        if isinstance(part, Message):
            yield from _leaves(part, f"{path}.{number}" if path else str(number))


def _is_carried(leaf: Message) -> bool:
    """Whether it is an attachment: named, declared as one, or nothing that only mail programs show."""
    kind = _type(leaf)
    disposition = str(leaf.get("content-disposition", "")).strip().lower()
    if kind not in BODIES | REPORTS or disposition.startswith("attachment") or _filename(leaf):
        return True
    return _is_file(_bytes(leaf))


def _is_file(data: bytes) -> bool:
    """Whether what calls itself text is a file all the same. Text may quote a mail, and pages are rarely well-formed."""
    look = sight(data)
    if look.sort == "not-an-invoice" or look.code == "mail-as-file":
        return False
    return container(data) != "xml" or data.lstrip().startswith(b"<?xml") or _states_invoice(data)


def _states_invoice(data: bytes) -> bool:
    try:
        return invoice_format(unwrapped(parse(data))) != "unknown"
    except UnsafeXmlError:
        return False


def _is_odd(part: Message) -> bool:
    """A file that lies elsewhere, or a report with the name of a file, whose bytes are taken for headers: nobody can
    read these, so a person looks at the message."""
    return _type(part) == "message/external-body" or (
        _type(part) in REPORTS and part.is_multipart() and bool(_filename(part))
    )


def _bytes(leaf: Message) -> bytes:
    found = leaf.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _type(message: Message) -> str:
    return str(message.get_content_type()).lower()


def _filename(leaf: Message) -> str:
    """The name it gives itself (RFC 2231, or RFC 2047 as many write it)."""
    try:
        return _decoded(str(leaf.get_filename() or ""))
    except (ValueError, LookupError, TypeError):
        return ""


def _decoded(text: str) -> str:
    return str(make_header(decode_header(text)))


def _name(leaf: Message, path: str) -> str:
    return _filename(leaf)[-255:] or f"part-{path}"


def _message_id(message: Message, data: bytes) -> str:
    """Its Message-ID without white space; where it has none, or one without end, the hash of all of it."""
    stated = "".join(str(message.get("message-id", "")).split())
    return stated if 0 < len(stated) <= 998 else f"sha256:{sha256(data).hexdigest()}"


def _sender(message: Message) -> str:
    return parseaddr(str(message.get("from", "")))[1][:320]
