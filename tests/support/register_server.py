"""Fake registers over real HTTP on this machine: what they answer is recorded, and so is what they were asked."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Registers:
    """`answers` is path -> status and body (bytes as they are, else JSON); `delay` seconds come before each."""

    url: str = ""
    answers: dict[str, tuple[int, object]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, object], str | None]] = field(default_factory=list)
    delay: float = 0.0


@contextmanager
def registers() -> Iterator[Registers]:
    """Registers that listen on a free port of this machine until the block ends."""
    told = Registers()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            told.asked.append((self.path, body, self.headers.get("authorization")))
            time.sleep(told.delay)
            status, answer = told.answers.get(self.path, (404, {}))
            data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
