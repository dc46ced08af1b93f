"""Mailboxes by IMAP4rev1 (RFC 3501, RFC 9051): read over TLS, never changed; UIDs tell what is new, flags are not trusted."""

import imaplib
import json
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from pydantic import TypeAdapter

from contracts.intake import SourceName
from contracts.values import Code

TIME_OUT = 30.0
"""Seconds that each word of the server may take."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
PORTS = {"imap": 143, "imaps": 993}
LARGEST = 50 * 1024 * 1024
"""Bytes of the largest message that is fetched whole."""
SOURCE = TypeAdapter(tuple[SourceName, Code])
_VALIDITY, _SIZE = re.compile(rb"(\d+)"), re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxAway(Exception):
    """The mailbox cannot be read now; `code` says why, `detail` quotes the server and nothing secret."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code, self.detail = code, detail[:200]


@dataclass(frozen=True)
class Mailbox:
    """Where mail comes in, and for which legal entity."""

    name: str
    entity: str
    host: str
    port: int
    folder: str = "INBOX"
    implicit_tls: bool = True
    user: str = ""
    password: str = field(default="", repr=False)

    @contextmanager
    def opened(self) -> "Iterator[OpenMailbox]":
        """The mailbox, opened for reading only. Raises MailboxAway."""
        try:
            server = self._connected()
        except imaplib.IMAP4.error as refused:
            raise MailboxAway("mailbox-refused", _words(refused)) from None
        except OSError as away:
            raise MailboxAway("mailbox-unreachable", type(away).__name__) from None
        try:
            yield OpenMailbox(server, self._select(server))
        except imaplib.IMAP4.error as refused:
            raise MailboxAway("mailbox-refused", _words(refused)) from None
        except OSError as away:
            raise MailboxAway("mailbox-unreachable", type(away).__name__) from None
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                server.logout()

    def _connected(self) -> imaplib.IMAP4:
        """A session over TLS; only to this machine itself it may be without."""
        tls = ssl.create_default_context()
        if self.implicit_tls:
            server: imaplib.IMAP4 = imaplib.IMAP4_SSL(self.host, self.port, ssl_context=tls, timeout=TIME_OUT)
        else:
            server = imaplib.IMAP4(self.host, self.port, timeout=TIME_OUT)
        try:
            if not self.implicit_tls and (self.host not in LOOPBACK or "STARTTLS" in server.capabilities):
                server.starttls(ssl_context=tls)
            server.login(self.user, self.password)
        except BaseException:
            server.shutdown()
            raise
        return server

    def _select(self, server: imaplib.IMAP4) -> int:
        """Open the folder without the right to change it; gives its UIDVALIDITY."""
        status, answer = server.select(_quoted(self.folder), readonly=True)
        if status != "OK":
            raise MailboxAway("mailbox-refused", _text(answer))
        _, validity = server.response("UIDVALIDITY")
        found = _VALIDITY.search(validity[0] or b"") if validity and validity[0] else None
        if found is None:
            raise MailboxAway("mailbox-without-uids")
        return int(found[1])


@dataclass(frozen=True)
class OpenMailbox:
    """A session with the folder open."""

    server: imaplib.IMAP4
    uid_validity: int

    def after(self, uid: int) -> list[int]:
        """The UIDs above this one, in their order. ("n:*" also names the last message where it is below n.)"""
        answer = self._asked("SEARCH", "UID", f"{uid + 1}:*")
        found = (int(number) for row in answer if isinstance(row, bytes) for number in row.split())
        return sorted(number for number in found if number > uid)

    def size(self, uid: int) -> int | None:
        """The bytes of a message; None where it is gone."""
        for row in self._asked("FETCH", str(uid), "(RFC822.SIZE)"):
            head = row[0] if isinstance(row, tuple) else row
            if isinstance(head, bytes) and (found := _SIZE.search(head)):
                return int(found[1])
        return None

    def fetch(self, uid: int, section: str = "") -> bytes | None:
        """A message (or a section of it, as "HEADER") without marking it as seen; None where it is gone."""
        for row in self._asked("FETCH", str(uid), f"(BODY.PEEK[{section}])"):
            if isinstance(row, tuple) and len(row) == 2:
                return bytes(row[1])
        return None

    def _asked(self, *words: str) -> list[object]:
        status, answer = self.server.uid(*words)
        if status != "OK":
            raise MailboxAway("mailbox-refused", _text(answer))
        return list(answer)


def mailboxes(text: str) -> tuple[Mailbox, ...]:
    """The mailboxes of a JSON list of {"name", "entity", "url": "imaps://user:password@host/INBOX"}.

    Raises ValueError, which quotes nothing of it.
    """
    try:
        rows = json.loads(text)
        if not isinstance(rows, list):
            raise TypeError
        found = tuple(_mailbox(str(row["name"]), str(row["entity"]), str(row["url"])) for row in rows)
    except (ValueError, KeyError, TypeError):
        raise ValueError(
            'mailboxes are a JSON list of {"name", "entity", "url": "imaps://user:password@host/INBOX"}'
        ) from None
    if len({each.name for each in found}) != len(found):
        raise ValueError("two mailboxes have one name")
    return found


def _mailbox(name: str, entity: str, url: str) -> Mailbox:
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or not name:
        raise ValueError
    SOURCE.validate_python((name, entity))
    return Mailbox(
        name=name,
        entity=entity,
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        folder=unquote(parts.path.strip("/")) or "INBOX",
        implicit_tls=parts.scheme == "imaps",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _quoted(name: str) -> str:
    """A folder's name as IMAP takes it: quoted, other letters in its modified UTF-7 (RFC 3501, 5.1.3)."""
    return '"' + _utf7(name).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _utf7(name: str) -> str:
    def coded(match: re.Match[str]) -> str:
        if match[0] == "&":
            return "&-"
        # Modified BASE64 is UTF-7's with "," for "/".
        return "&" + match[0].encode("utf-7").decode("ascii").strip("+-").replace("/", ",") + "-"

    return re.sub(r"&|[^\x20-\x7e]+", coded, name)


def _words(error: Exception) -> str:
    first = error.args[0] if error.args else ""
    return first.decode("ascii", "replace") if isinstance(first, bytes) else str(first)


def _text(answer: object) -> str:
    rows = answer if isinstance(answer, list) else [answer]
    return " ".join(row.decode("ascii", "replace") for row in rows if isinstance(row, bytes))
