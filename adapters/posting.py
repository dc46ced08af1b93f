"""One POST to an address of the settings, ended by one deadline, however slowly the other side answers."""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

SECONDS = 10.0
"""For the connection, and then for everything that is said on it together."""


def posted(url: str, body: bytes, headers: Mapping[str, str], longest: int = 0) -> tuple[int, bytes]:
    """The status, and as many bytes of the answer. No redirect is followed. Raises OSError and HTTPException."""
    parts = urlsplit(url)
    host, tls = parts.hostname or "", parts.scheme == "https"
    connection = (http.client.HTTPSConnection if tls else http.client.HTTPConnection)(host, parts.port)
    line = socket.create_connection((host, connection.port), SECONDS)
    try:
        with _at_most(line) as said:
            connection.sock = ssl.create_default_context().wrap_socket(said, server_hostname=host) if tls else said
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(longest) if longest else b""
    finally:
        connection.close()
        line.close()


@contextmanager
def _at_most(line: socket.socket) -> Iterator[socket.socket]:
    """A line that is cut after SECONDS: a socket's own time-out begins anew with every byte. Raises TimeoutError.

    What is cut is a second handle of it: TLS takes the first one over.
    """
    late, handle = threading.Event(), line.dup()

    def cut() -> None:
        late.set()
        with suppress(OSError):
            handle.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(SECONDS, cut)
    timer.daemon = True
    timer.start()
    try:
        yield line
    finally:
        timer.cancel()
        timer.join()
        handle.close()
        # Headers that end with the line look complete: a late answer is none, whatever was read of it.
        if late.is_set():
            raise TimeoutError
