"""Mail by SMTP (RFC 5321): composed so that no title can become a header, sent over TLS, its answers judged."""

import html
import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit
from uuid import UUID

from adapters.delivering import NotDeliveredError
from adapters.notice_words import Words, one_line, shortened

TIME_OUT = 10.0
"""Seconds that each word of the server may take."""
LONGEST_SUBJECT, LONGEST_ROW = 150, 4_000
ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?=.{1,253}$)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
"""The addresses that every mail server takes (RFC 5322 dot-atom), and nothing that could end a header."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in, and as whom."""

    host: str
    port: int
    sender: str
    implicit_tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)

    def send(self, message: Message) -> None:
        """Hand a message in. Raises NotDeliveredError."""
        try:
            server = self._connected()
            try:
                server.send_message(message)
                # Taken is taken, whatever is said after it: an error now would send the mail once more.
                with suppress(OSError, smtplib.SMTPException):
                    server.quit()
            finally:
                server.close()
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            raise _refused("mail-refused", code) from None
        except smtplib.SMTPNotSupportedError:
            raise NotDeliveredError("mail-without-tls", channel_down=True) from None
        except smtplib.SMTPAuthenticationError as refused:
            raise NotDeliveredError("mail-log-in", str(refused.smtp_code), channel_down=True) from None
        except smtplib.SMTPDataError as refused:
            raise _refused("mail-refused", refused.smtp_code) from None
        except smtplib.SMTPResponseException as refused:
            raise NotDeliveredError("mail-unreachable", str(refused.smtp_code), channel_down=True) from None
        except (OSError, smtplib.SMTPException):
            raise NotDeliveredError("mail-unreachable", channel_down=True) from None

    def _connected(self) -> smtplib.SMTP:
        """A connection over TLS; only to this machine itself it may be without."""
        tls = ssl.create_default_context()
        if self.implicit_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIME_OUT, context=tls)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIME_OUT)
        try:
            server.ehlo()
            if not self.implicit_tls and (self.host not in LOOPBACK or server.has_extn("starttls")):
                server.starttls(context=tls)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def _refused(code: str, number: int) -> NotDeliveredError:
    """5xx is for good, 4xx passes (RFC 5321, 4.2.1)."""
    return NotDeliveredError(code, str(number), for_good=number >= 500)


def mail_server(url: str, sender: str) -> MailServer:
    """The server of `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`. Raises ValueError; it quotes no part of it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("no address of a mail server") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("a mail server is smtp://… or smtps://…")
    if not ADDRESS.fullmatch(sender):
        raise ValueError("the sender of mail is no address")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    tls = parts.scheme == "smtps"
    return MailServer(parts.hostname, port or PORTS[parts.scheme], sender, tls, user, password)


def composed(words: Words, key: UUID, sender: str, to: str, at: datetime) -> Message:
    """The mail: as text and as small HTML. Raises NotDeliveredError for an address that is none."""
    if not ADDRESS.fullmatch(to):
        raise NotDeliveredError("no-address", for_good=True)
    message = MIMEMultipart("alternative")
    message["From"], message["To"] = sender, to
    # Encoded as a whole: no line break gets through, and nothing in it is taken for an encoded word (RFC 2047).
    message["Subject"] = Header(shortened(words.headline, LONGEST_SUBJECT), "utf-8", header_name="Subject").encode()
    message["Date"] = format_datetime(at)
    # The same when it is sent once more: mail programs show one of them.
    message["Message-ID"] = f"<{key}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # so that nobody's absence answers (RFC 3834)
    message["Content-Language"] = words.language
    cut = words.cut(LONGEST_ROW)
    message.attach(MIMEText(_text(cut), "plain", "utf-8"))
    message.attach(MIMEText(_html(cut), "html", "utf-8"))
    return message


def _text(words: Words) -> str:
    rows = [f"{name}: {value}" for name, value in words.rows]
    link = ["", words.link] if words.link else []
    return "\n".join([words.headline, "", *rows, "", words.explained, *link, ""])


def _html(words: Words) -> str:
    said = html.escape
    rows = "".join(f"<tr><th align='left'>{said(name)}</th><td>{said(value)}</td></tr>" for name, value in words.rows)
    link = f"<p><a href='{said(words.link)}'>{said(words.link_text)}</a></p>" if words.link else ""
    return (
        f"<!doctype html><html lang='{said(words.language)}'><head><meta charset='utf-8'>"
        f"<title>{said(one_line(words.headline))}</title></head><body><h1>{said(words.headline)}</h1>"
        f"<table>{rows}</table><p>{said(words.explained)}</p>{link}</body></html>"
    )
