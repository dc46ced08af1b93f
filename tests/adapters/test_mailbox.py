"""A mailbox over a real socket: read only, by UID, over TLS or on this machine alone."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from adapters.mailbox import Mailbox, MailboxAway, _utf7, mailboxes
from tests.support.imap_server import PASSWORD, imap_server


@pytest.fixture
def own_certificate(tmp_path: Path) -> ssl.SSLContext:
    """A certificate that this machine has made for itself."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")]),
    )
    start = datetime(2026, 1, 1, tzinfo=UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), 1, start, start + timedelta(days=3_650))
    both = tmp_path / "both.pem"
    both.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + built.sign(key, SHA256()).public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context


def mailbox(port: int, **changes: object) -> Mailbox:
    """A mailbox of the test server."""
    fields = {"name": "ap", "entity": "ACME", "host": "127.0.0.1", "port": port, "user": "ap", "password": PASSWORD}
    return Mailbox(**{**fields, "implicit_tls": False, **changes})  # type: ignore[arg-type]


def test_messages_above_a_uid_come_in_order_whole_and_without_a_trace() -> None:
    with imap_server() as post:
        for number in range(3):
            post.deliver(b"Subject: %d\r\n\r\nbody" % number)
        with mailbox(post.port).opened() as opened:
            assert opened.uid_validity == 1
            assert opened.after(0) == [1, 2, 3]
            assert opened.after(2) == [3]
            assert opened.after(3) == []  # the server names the last one all the same
            assert opened.size(2) == len(b"Subject: 1\r\n\r\nbody")
            assert opened.fetch(2) == b"Subject: 1\r\n\r\nbody"
            assert opened.fetch(2, "HEADER") == b"Subject: 1\r\n\r\n"
            assert (opened.fetch(9), opened.size(9)) == (None, None)
        assert not any("STORE" in line or line.startswith("SELECT") for line in post.commands)
        assert all("PEEK" in line for line in post.commands if "BODY" in line)


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"password": "wrong"}, "mailbox-refused"), ({"folder": "MISSING"}, "mailbox-refused")],
)
def test_what_the_server_refuses_is_said_without_a_secret(changes: dict[str, str], code: str) -> None:
    with imap_server() as post, pytest.raises(MailboxAway) as away, mailbox(post.port, **changes).opened():
        pass
    assert away.value.code == code
    assert "wrong1" not in str(away.value)


def test_a_server_that_is_away_or_speaks_without_tls_is_said() -> None:
    with imap_server() as post:
        port = post.port
        with pytest.raises(MailboxAway), mailbox(port, implicit_tls=True).opened():
            pass
        with pytest.raises(MailboxAway), mailbox(port, host="0.0.0.0").opened():
            pass
    with pytest.raises(MailboxAway, match="mailbox-unreachable"), mailbox(port).opened():
        pass


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path, own_certificate: ssl.SSLContext) -> None:
    with imap_server(own_certificate) as post, pytest.raises(MailboxAway, match="SSLCert"):  # noqa: SIM117
        with mailbox(post.port, implicit_tls=True).opened():
            pass


def test_mailboxes_are_read_from_json_and_nothing_of_them_is_shown() -> None:
    text = (
        '[{"name": "ap", "entity": "ACME", "url": "imaps://ap%40acme.example:p%2Fw@mail.acme.example/Rechnungen/2026"}]'
    )
    (found,) = mailboxes(text)
    assert (found.host, found.port, found.folder, found.user) == (
        "mail.acme.example", 993, "Rechnungen/2026", "ap@acme.example",
    )  # fmt: skip
    assert found.password == "p/w"
    assert "p/w" not in repr(found)


A = '{"name": "a", "entity": "A", "url": "imaps://h"}'


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "{}",
        "[1]",
        '[{"name": "a"}]',
        '[{"name": "a", "entity": "A", "url": "http://secret@h"}]',
        '[{"name": "", "entity": "A", "url": "imap://h"}]',
        '[{"name": "a", "entity": "no code", "url": "imap://h"}]',
        f"[{A}, {A}]",
    ],
)
def test_what_is_no_mailbox_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(ValueError, match="mailbox") as wrong:
        mailboxes(text)
    assert "secret" not in str(wrong.value)


def test_names_of_folders_are_written_as_imap_reads_them() -> None:
    assert _utf7("INBOX") == "INBOX"
    assert _utf7("A&B") == "A&-B"
    assert _utf7("台北") == "&U,BTFw-"  # RFC 3501, 5.1.3
    assert _utf7("~peter/mail/台北/日本語") == "~peter/mail/&U,BTFw-/&ZeVnLIqe-"
