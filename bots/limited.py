"""Reading files from strangers: each in a limited process of its own, forked from a warm parent."""

import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType

from pydantic import ValidationError

from bots.confinement import Limits
from bots.limited_server import OUT_OF_MEMORY, TRAILER
from bots.reading import MAX_BYTES, blank
from bots.reading.sniff import container
from contracts.reading import Finding, Format, Reading

ROOT = Path(__file__).parent.parent
XCPU, ALRM, KILL = -24, -14, -9
FAILURES = frozenset({"reader-crashed", "reader-memory", "reader-timeout", "schematron-failed"})
"""Findings that tell of the reader, not of the file: another try, or another machine, may read it."""
GRACE = 5.0  # seconds beyond the wall clock after which the parent itself is taken for dead


class LimitedReader:
    """Reads files without ever raising for a bad one; use it as a context manager, from any number of threads.

    The parent process is started with the first `with` and again when it has died. `reader` names the function
    that runs in the child as `module:function`, `answer` the kind of reading that it gives.
    """

    def __init__(
        self, limits: Limits | None = None, reader: str = "bots.reading:read", answer: type[Reading] = Reading
    ) -> None:
        self._limits, self._reader, self._answer = limits or Limits(), reader, answer
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def __enter__(self) -> "LimitedReader":
        with self._lock:
            self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._stop()

    def read(self, data: bytes, *, ignore_embedded: bool = False, ignore_qr: bool = False) -> Reading:
        """The reading of one file; a crash, a timeout or exhausted memory is a finding in it."""
        if len(data) > MAX_BYTES:
            evidence = {"bytes": str(len(data)), "limit": str(MAX_BYTES)}
            return blank(data, "unknown", Finding.of("file-too-large", "exception", evidence))
        flags = json.dumps({"ignore_embedded": ignore_embedded, "ignore_qr": ignore_qr}).encode()
        try:
            answer = self._ask(flags + b"\n" + data)
        except TimeoutError:
            return _failed(data, "reader-timeout", "no-answer")
        except OSError as problem:
            return _failed(data, "reader-crashed", type(problem).__name__)
        return _reading(data, answer, self._limits, self._answer)

    def _ask(self, request: bytes) -> bytes:
        ours, theirs = socket.socketpair()
        with ours:
            ours.settimeout(self._limits.wall + GRACE)
            with theirs:
                self._hand_over(theirs)
            try:
                ours.sendall(request)
                ours.shutdown(socket.SHUT_WR)
            except (BrokenPipeError, ConnectionResetError):  # the child ended early: its status tells why
                pass
            return _received(ours, self._limits.answer + TRAILER.size)

    def _hand_over(self, connection: socket.socket) -> None:
        """Give the parent process a connection; start it again when it is gone."""
        with self._lock:
            if self._server is not None and self._server.poll() is not None:
                self._stop()
            try:
                self._send(connection)
            except (BrokenPipeError, ConnectionResetError):  # it has died since, or is dying
                self._stop()
                self._send(connection)

    def _send(self, connection: socket.socket) -> None:
        self._start()
        assert self._control is not None
        socket.send_fds(self._control, [b"1"], [connection.fileno()])

    def _start(self) -> None:
        if self._server is not None:
            return
        ours, theirs = socket.socketpair()
        with theirs:
            arguments = [str(theirs.fileno()), self._reader, json.dumps(self._limits)]
            # A clean environment: nothing secret of the caller is within reach of what a file might run.
            self._server = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "bots.limited_server", *arguments],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
            )
        self._control = ours

    def _stop(self) -> None:
        """Close the control socket, at which the parent ends its children and itself."""
        if self._control is not None:
            self._control.close()
        if self._server is not None:
            try:
                self._server.wait(timeout=2)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        self._control, self._server = None, None


def _received(connection: socket.socket, limit: int) -> bytes:
    """Everything up to the end of the connection, but never much more than `limit` bytes."""
    parts, size = [], 0
    while size <= limit and (part := connection.recv(1 << 16)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _reading(data: bytes, answer: bytes, limits: Limits, kind: type[Reading]) -> Reading:
    if len(answer) > limits.answer + TRAILER.size:
        return _failed(data, "reader-crashed", "answer-too-large")
    if len(answer) < TRAILER.size:
        return _failed(data, "reader-crashed", "no-answer")
    body, (status, cpu) = answer[: -TRAILER.size], TRAILER.unpack(answer[-TRAILER.size :])
    if status == OUT_OF_MEMORY:
        return _failed(data, "reader-memory", "memory", cpu)
    if status in (XCPU, ALRM, KILL):
        return _failed(data, "reader-timeout", f"signal {-status}", cpu)
    if status != 0:
        return _failed(data, "reader-crashed", body.decode("ascii", "replace")[:80] or f"status {status}", cpu)
    try:
        reading = kind.model_validate_json(body)
    except ValidationError:
        return _failed(data, "reader-crashed", "answer-malformed", cpu)
    # The child may have been taken over by the file: what can be known without it is taken from here.
    digest = blank(data, reading.format).file_sha256
    return reading.model_copy(update={"cpu_seconds": round(cpu, 4), "file_sha256": digest})


def _failed(data: bytes, code: str, reason: str, cpu: float = 0.0) -> Reading:
    kinds: dict[str, Format] = {"pdf": "pdf", "ofd": "ofd", "image": "image"}
    kind: Format = kinds.get(container(data), "unknown")
    found = Finding.of(code, "exception", {"reason": reason})
    return blank(data, kind, found).model_copy(update={"cpu_seconds": round(cpu, 4)})
