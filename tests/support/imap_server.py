"""A small IMAP4rev1 server on a real socket: log-in, EXAMINE, UID SEARCH and UID FETCH over messages that a test puts in."""

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PASSWORD = "right"


@dataclass
class Post:
    """What lies in the mailbox; `fetched` counts how often each message was sent whole."""

    messages: dict[int, bytes] = field(default_factory=dict)
    validity: int = 1
    fetched: dict[int, int] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    port: int = 0

    def deliver(self, message: bytes) -> int:
        """Put a message in; gives its UID."""
        uid = max(self.messages, default=0) + 1
        self.messages[uid] = message
        return uid


class _Session(socketserver.StreamRequestHandler):
    """One session; it answers what it knows, and BAD to all else."""

    post: Post

    def handle(self) -> None:
        """Greet, then answer line by line."""
        self._say("* OK ready")
        while line := self.rfile.readline().decode("ascii", "replace").strip():
            tag, _, rest = line.partition(" ")
            self.post.commands.append(rest)
            if not self._answer(tag, rest):
                return

    def _answer(self, tag: str, rest: str) -> bool:
        words = rest.upper().split()
        match words[:2]:
            case ["CAPABILITY", *_]:
                self._say("* CAPABILITY IMAP4rev1")
            case ["LOGIN", *_] if PASSWORD not in rest:
                self._say(f"{tag} NO [AUTHENTICATIONFAILED] wrong")
                return True
            case ["LOGIN", *_]:
                pass
            case ["EXAMINE", *_] if "MISSING" in rest.upper():
                self._say(f"{tag} NO no such mailbox")
                return True
            case ["EXAMINE", *_]:
                self._say(f"* {len(self.post.messages)} EXISTS")
                self._say(f"* OK [UIDVALIDITY {self.post.validity}] UIDs valid")
            case ["UID", "SEARCH"]:
                self._search(words[-1])
            case ["UID", "FETCH"]:
                self._fetch(int(words[2]), words[3])
            case ["LOGOUT", *_]:
                self._say("* BYE")
                self._say(f"{tag} OK bye")
                return False
            case _:
                self._say(f"{tag} BAD what?")
                return True
        self._say(f"{tag} OK done")
        return True

    def _search(self, span: str) -> None:
        """A span "n:*" holds the last message also where it is below n (RFC 3501, 6.4.8)."""
        first, last = int(span.partition(":")[0]), max(self.post.messages, default=0)
        found = [uid for uid in self.post.messages if uid >= min(first, last)]
        self._say("* SEARCH " + " ".join(map(str, found)))

    def _fetch(self, uid: int, what: str) -> None:
        message = self.post.messages.get(uid)
        if message is None:
            return
        if "SIZE" in what:
            self._say(f"* 1 FETCH (UID {uid} RFC822.SIZE {len(message)})")
            return
        section = re.search(r"\[(.*)\]", what)
        data = message if not (section and section[1]) else message.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        self.post.fetched[uid] = self.post.fetched.get(uid, 0) + (data is message)
        self.wfile.write(b"* 1 FETCH (UID %d BODY[] {%d}\r\n" % (uid, len(data)) + data + b")\r\n")

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@contextmanager
def imap_server(context: ssl.SSLContext | None = None) -> Iterator[Post]:
    """The server, listening on a port of its own; with a context over TLS from the first byte."""
    post = Post()
    session = type("Session", (_Session,), {"post": post})
    with _Server(("127.0.0.1", 0), session) as server:
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        post.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield post
        finally:
            server.shutdown()
            thread.join()
