"""One deadline for webhooks and cards: a server that answers slowly for ever is left."""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from adapters import posting
from adapters.chat_cards import Robot
from adapters.delivering import NotDeliveredError
from adapters.notice_words import About, words
from adapters.webhook import Endpoint, NotDelivered, post
from tests.support.webhook_catcher import SECRET

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
CONTINUING = b"HTTP/1.1 100 Continue\r\n\r\n"
HEADERS = b"HTTP/1.1 204 Taken\r\n"
ABOUT = About("asked", "PR-1", "requisition", "ACME", "Beams", "1.00 EUR", "Rita", "manager", "soon")


@contextmanager
def dripping(begin: bytes, drop: bytes) -> Iterator[str]:
    """A server that says something, and then one drop after the other."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            try:
                self.request.sendall(begin)
                for _ in range(200):
                    self.request.sendall(drop)
                    time.sleep(0.05)
            except OSError:
                return

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/hook"
        server.shutdown()
        thread.join()


SLOW = pytest.mark.parametrize(
    ("begin", "drop"),
    [(b"HTTP/1.1 204 Taken\r\nx: ", b"x"), (b"", CONTINUING), (HEADERS, b"x: y\r\n"), (b"HTTP/1.1 ", b"2")],
)


@SLOW
def test_a_webhook_waits_for_a_slow_server_no_longer_than_its_deadline(
    begin: bytes, drop: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "SECONDS", 0.4)
    with dripping(begin, drop) as url:
        endpoint, began = Endpoint(url=url, secret=SecretStr(SECRET)), time.monotonic()
        with pytest.raises(NotDelivered, match="TimeoutError"):
            post({"hr": endpoint}, "hr", "m1", b"{}", NOW)
        assert 0.3 < time.monotonic() - began < 3


@SLOW
def test_nor_does_a_card(begin: bytes, drop: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "SECONDS", 0.4)
    with dripping(begin, drop) as url:
        began = time.monotonic()
        with pytest.raises(NotDeliveredError, match="chat-unreachable"):
            Robot("feishu", "mona", url).send(words(ABOUT, "en"), NOW)
        assert time.monotonic() - began < 3


def test_neither_does_a_handshake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "SECONDS", 0.4)
    with dripping(b"\x16\x03\x03\x40\x00", b"\x00") as url:
        began = time.monotonic()
        with pytest.raises(OSError, match=r".*"):
            posting.posted(url.replace("http:", "https:"), b"{}", {})
        assert time.monotonic() - began < 3


def test_no_thread_or_socket_is_left_behind() -> None:
    before = threading.active_count()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(ConnectionRefusedError):
        posting.posted(f"http://127.0.0.1:{port}/", b"", {})
    assert threading.active_count() == before
