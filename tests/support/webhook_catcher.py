"""Another system's webhook endpoint: it verifies what it is told as the specification says, with code of its own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = b"thirty-two bytes that both know!"
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"


@dataclass
class Catcher:
    """What was told: (webhook-id, payload, when it came); `answers` are the statuses to give, the last for ever."""

    url: str = ""
    answers: list[int] = field(default_factory=lambda: [204])
    told: list[tuple[str, Any, float]] = field(default_factory=list)
    forged: int = 0
    now: Callable[[], float] = time.time

    def take(self, headers: Any, payload: bytes) -> int:
        named, at = headers["webhook-id"], headers["webhook-timestamp"]
        signed = hmac.new(KEY, f"{named}.{at}.".encode() + payload, hashlib.sha256).digest()
        wanted = f"v1,{base64.b64encode(signed).decode()}"
        self.forged += not hmac.compare_digest(wanted, headers["webhook-signature"]) or abs(self.now() - int(at)) > 300
        self.told.append((named, json.loads(payload), time.monotonic()))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def catching(*answers: int) -> Iterator[Catcher]:
    """A server of this machine that answers with these statuses, until the end of the block."""
    catcher = Catcher(answers=list(answers) or [204])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status = catcher.take(self.headers, self.rfile.read(int(self.headers["content-length"])))
            self.send_response(status)
            if status == 302:
                self.send_header("location", f"{catcher.url}/elsewhere")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    catcher.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield catcher
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
