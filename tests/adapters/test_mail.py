"""Mail: what is composed of any words, and what each answer of a server means."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.delivering import NotDeliveredError
from adapters.mail import MailServer, composed, mail_server
from adapters.notice_words import About, Words, one_line, shortened, spoken, words
from tests.support.notice_catcher import mail_catcher

KEY = UUID("6f9b1c54-4d0e-5a0b-9a53-0c5f6d1f7a10")
NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
SENDER, LINK = "req2pay@acme.example", "https://pay.acme.example/notices/a.b"
ABOUT = About("asked", "PR-2026-000001", "requisition", "ACME", "Beams 钢梁", "1000.00 EUR", "Rita", "manager", "soon")


def said(title: str = "Beams", language: str = "en", link: str | None = LINK) -> Words:
    about = About("asked", "PR-1", "requisition", "ACME", title, "1000.00 EUR", "Rita", "manager", "soon")
    return words(about, language, link)


def parsed(*about: Any) -> Any:
    return message_from_bytes(bytes(composed(*about)), policy=policy.default)


def server(port: int, user: str = "") -> MailServer:
    return MailServer("127.0.0.1", port, SENDER, user=user, password="hush")


def test_a_mail_says_it_in_the_persons_language_as_text_and_html() -> None:
    for language, subject in (
        ("en", "Please decide: Requisition PR-2026-000001, 1000.00 EUR: Beams 钢梁"),
        ("zh-CN", "请审批：采购申请 PR-2026-000001，1000.00 EUR：Beams 钢梁"),
    ):
        mail = parsed(words(ABOUT, language, LINK), KEY, SENDER, "mona@acme.example", NOW)
        assert mail["Subject"] == subject
        text, page = (part.get_content() for part in mail.iter_parts())
        assert LINK in text
        assert f"<a href='{LINK}'>" in page
        assert "Beams 钢梁" in text
        assert mail["Message-ID"] == f"<{KEY}@acme.example>"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert bytes(mail).isascii()


def test_without_a_link_the_mail_says_where_to_decide() -> None:
    mail = parsed(said(link=None), KEY, SENDER, "mona@acme.example", NOW)
    text, page = (part.get_content() for part in mail.iter_parts())
    assert "Decide in req2pay" in text
    assert "href" not in page
    ended = words(About("ended", "PR-1", "requisition", "ACME", "t", "1.00 EUR", "Rita", result="approved"), "en")
    assert (ended.headline, ended.explained) == ("Approved: Requisition PR-1, 1.00 EUR: t", "Nothing is asked of you.")


HEADERS = [
    "Content-Type", "MIME-Version", "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language",
]  # fmt: skip
NASTY = st.text(st.characters(codec="utf-8"), max_size=300) | st.sampled_from(
    [
        "a\r\nBcc: eve@evil.example",
        "a\n\n<script>",
        "\u202egnp.exe",
        "=?utf-8?q?=0d=0aBcc:_x?=",
        "x" * 10_000,
        "\x00",
        "\ud800",
        "=??Q?=0D",
        "=?utf-8?q?=0aBcc:_e@v.il?=",
    ]
)


@given(NASTY)
def test_no_title_becomes_a_header_or_a_tag(title: str) -> None:
    mail = bytes(composed(said(title), KEY, SENDER, "mona@acme.example", NOW))
    found: Any = message_from_bytes(mail, policy=policy.default)
    assert list(found.keys()) == HEADERS
    assert found["To"] == "mona@acme.example"
    assert found["Bcc"] is None
    assert all(len(line) <= 998 for line in mail.splitlines())
    page = found.get_body(("html",)).get_content()
    assert page.count("<") == parsed(said("plain"), KEY, SENDER, "a@b.c", NOW).get_body(("html",)).get_content().count(
        "<"
    )


@pytest.mark.parametrize(
    "address",
    ["", "mona", "mona@", "@acme.example", "m@a b", "mona@acme.example\r\nBcc: eve@evil.example", "Mona <m@a.de>",
     "m@a.de,e@v.il", "m" * 65 + "@a.de", "m@" + "a" * 254, "蒙娜@a.de", "m@a..de"],
)  # fmt: skip
def test_what_is_no_address_is_never_tried(address: str) -> None:
    with pytest.raises(NotDeliveredError) as found:
        parsed(said(), KEY, SENDER, address, NOW)
    assert (found.value.code, found.value.for_good) == ("no-address", True)


def test_a_mail_of_ten_thousand_characters_arrives_whole_enough() -> None:
    with mail_catcher() as catcher:
        server(catcher.port).send(composed(said("长" * 10_000), KEY, SENDER, "mona@acme.example", NOW))
    mail: Any = catcher.mails[0]
    text = mail.get_body(("plain",)).get_content()
    assert 4_000 < text.count("长") < 14_100
    assert len(mail["Subject"]) == 150
    assert mail["Subject"].endswith("…")


def answering(verb: str, reply: str) -> Callable[[str, str], str | None]:
    return lambda said, _: reply if said == verb else None


@pytest.mark.parametrize(
    ("verb", "reply", "code", "detail", "for_good", "down"),
    [
        ("RCPT", "550 no such person", "mail-refused", "550", True, False),
        ("RCPT", "500 what", "mail-refused", "500", True, False),
        ("RCPT", "450 busy", "mail-refused", "450", False, False),
        ("SENT", "554 no", "mail-refused", "554", True, False),
        ("SENT", "451 later", "mail-refused", "451", False, False),
        ("DATA", "452 full", "mail-refused", "452", False, False),
        ("MAIL", "530 who are you", "mail-unreachable", "530", False, True),
        ("CONNECT", "554 not you", "mail-unreachable", "554", False, True),
    ],
)
def test_what_the_servers_answers_mean(
    verb: str, reply: str, code: str, detail: str, for_good: bool, down: bool
) -> None:
    with mail_catcher(answering(verb, reply)) as catcher, pytest.raises(NotDeliveredError) as found:
        server(catcher.port).send(composed(said(), KEY, SENDER, "mona@acme.example", NOW))
    error = found.value
    assert (error.code, error.detail, error.for_good, error.channel_down) == (code, detail, for_good, down)
    assert catcher.taken == []


def _gone(verb: str, _: str) -> str | None:
    if verb == "QUIT":
        raise ConnectionError
    return None


@pytest.mark.parametrize("answers", [answering("QUIT", "421 too busy"), answering("QUIT", "500 what"), _gone])
def test_a_mail_that_was_taken_is_delivered_whatever_is_said_at_parting(
    answers: Callable[[str, str], str | None],
) -> None:
    with mail_catcher(answers) as catcher:
        server(catcher.port).send(composed(said(), KEY, SENDER, "mona@acme.example", NOW))
    assert len(catcher.taken) == 1


def test_a_server_that_is_away_or_hangs_up_is_out_of_reach() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NotDeliveredError) as found:
        server(port).send(composed(said(), KEY, SENDER, "mona@acme.example", NOW))
    assert (found.value.code, found.value.channel_down, found.value.for_good) == ("mail-unreachable", True, False)

    def hang_up(verb: str, _: str) -> str | None:
        if verb == "RCPT":
            raise ConnectionError
        return None

    with mail_catcher(hang_up) as catcher, pytest.raises(NotDeliveredError, match="mail-unreachable"):
        server(catcher.port).send(composed(said(), KEY, SENDER, "mona@acme.example", NOW))


def test_a_log_in_goes_nowhere_without_being_asked_for_and_a_wrong_one_is_told() -> None:
    with mail_catcher() as catcher, pytest.raises(NotDeliveredError, match="mail-without-tls"):
        server(catcher.port, user="req2pay").send(composed(said(), KEY, SENDER, "mona@acme.example", NOW))
    assert not any("AUTH" in line for line in catcher.said)
    told = {"EHLO": "250-catcher\r\n250 AUTH PLAIN", "AUTH": "535 no"}
    with (
        mail_catcher(lambda verb, _: told.get(verb)) as catcher,
        pytest.raises(NotDeliveredError, match="mail-log-in 535"),
    ):
        server(catcher.port, user="req2pay").send(composed(said(), KEY, SENDER, "mona@acme.example", NOW))


def test_beyond_this_machine_nothing_is_said_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_catcher() as catcher:
        real = socket.create_connection
        monkeypatch.setattr(
            socket, "create_connection", lambda _to, *rest, **more: real(("127.0.0.1", catcher.port), *rest, **more)
        )
        mail = composed(said(), KEY, SENDER, "mona@acme.example", NOW)
        with pytest.raises(NotDeliveredError, match="mail-without-tls"):
            MailServer("mail.acme.example", 587, SENDER).send(mail)
    assert not any(line.startswith("MAIL") for line in catcher.said)


def test_addresses_of_mail_servers() -> None:
    found = mail_server("smtp://us%40er:pa%3Ass@mail.acme.example", SENDER)
    assert (found.host, found.port, found.user, found.password) == ("mail.acme.example", 587, "us@er", "pa:ss")
    assert not found.implicit_tls
    assert "pa:ss" not in repr(found)
    found = mail_server("smtps://mail.acme.example", SENDER)
    assert (found.port, found.implicit_tls) == (465, True)
    assert mail_server("smtps://mail.acme.example:4650", SENDER).port == 4650
    for wrong in ("mail.acme.example", "http://hush@a", "smtp://", "smtp://a:hush@b:99999", "smtp://[hush"):
        with pytest.raises(ValueError, match="mail") as error:
            mail_server(wrong, SENDER)
        assert "hush" not in str(error.value)
    with pytest.raises(ValueError, match="sender"):
        mail_server("smtp://a", "nobody")


def test_words_on_one_line() -> None:
    assert one_line(" a\r\nb\u2028c\u202ed ") == "a b c d"
    assert [shortened("abcd", most) for most in (3, 4, 5)] == ["ab…", "abcd", "abcd"]
    assert [spoken(tag) for tag in ("zh", "zh-Hans-CN", "ZH", "de", "en-GB", "")] == [
        "zh",
        "zh",
        "zh",
        "en",
        "en",
        "en",
    ]


def test_smtplib_is_given_no_header_of_ours() -> None:
    """The library takes recipients from the message: there are exactly those of one person."""
    mail = parsed(said(), KEY, SENDER, "mona@acme.example", NOW)
    assert mail.get_all("To") == ["mona@acme.example"]
    assert mail["Cc"] is mail["Bcc"] is None
    assert smtplib.SMTP_PORT == 25
