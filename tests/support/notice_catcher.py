"""Catchers: a mail server and the webhooks of chat robots, on sockets of this machine; they keep what they are given."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class MailCatcher:
    """Speaks enough SMTP (RFC 5321). `answers` may refuse: verb and its argument -> the reply, or None for the usual one;
    it may raise ConnectionError to hang up."""

    answers: Callable[[str, str], str | None] = lambda _verb, _argument: None
    taken: list[bytes] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(each, policy=policy.default) for each in self.taken]

    @property
    def to(self) -> list[str]:
        return [str(mail["To"]) for mail in self.mails]

    def serve(self, stream: socketserver.StreamRequestHandler) -> None:
        self._reply(stream, self.answers("CONNECT", "") or "220 catcher")
        while line := stream.rfile.readline():
            verb, _, argument = line.decode("utf8", "replace").strip().partition(" ")
            self.said.append(line.decode("utf8", "replace").strip())
            usual = {"DATA": "354 go on", "QUIT": "221 bye", "EHLO": "250-catcher\r\n250 8BITMIME"}
            reply = self.answers(verb.upper(), argument) or usual.get(verb.upper(), "250 ok")
            self._reply(stream, reply)
            if verb.upper() == "QUIT":
                return
            if verb.upper() == "DATA" and reply.startswith("354"):
                self._data(stream)

    def _data(self, stream: socketserver.StreamRequestHandler) -> None:
        lines: list[bytes] = []
        while (line := stream.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        reply = self.answers("SENT", "") or "250 kept"
        if reply.startswith("2"):
            self.taken.append(b"".join(lines))
        if self.answers("KEPT", "") is not None:
            raise ConnectionError  # taken, but the other side never learns of it
        self._reply(stream, reply)

    @staticmethod
    def _reply(stream: socketserver.StreamRequestHandler, text: str) -> None:
        stream.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_catcher(answers: Callable[[str, str], str | None] | None = None) -> Iterator[MailCatcher]:
    catcher = MailCatcher(answers) if answers else MailCatcher()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            try:
                catcher.serve(self)
            except OSError:
                return

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        catcher.port = server.server_address[1]
        with _served(server):
            yield catcher


@dataclass
class CardCatcher:
    """Answers each card with `status` and `answer`; `url` is a robot's address."""

    answer: Any = field(default_factory=lambda: {"errcode": 0, "errmsg": "ok"})
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    cards: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/robot/send?access_token=hush"


@contextmanager
def card_catcher(
    answer: Any = None, status: int = 200, headers: tuple[tuple[str, str], ...] = ()
) -> Iterator[CardCatcher]:
    catcher = CardCatcher(status=status, headers=headers)
    if answer is not None:
        catcher.answer = answer

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            catcher.cards.append((self.path, json.loads(body)))
            said = catcher.answer if isinstance(catcher.answer, bytes) else json.dumps(catcher.answer).encode()
            self.send_response(catcher.status)
            for name, value in catcher.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        catcher.port = server.server_address[1]
        with _served(server):
            yield catcher


@contextmanager
def _served(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
