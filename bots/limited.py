"""Asking about bytes from strangers: each question in a limited process of its own, forked from a warm parent."""

import json
import socket
import subprocess
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Generic, Self, TypeVar

from pydantic import BaseModel, ValidationError

from bots.confinement import Limits
from bots.limited_server import OUT_OF_MEMORY, TRAILER
from bots.own_process import started
from bots.reading.outcome import MAX_BYTES, blank
from bots.reading.sniff import container
from contracts.reading import Finding, Format, Reading

XCPU, ALRM, KILL = -24, -14, -9
MOST = 600.0
GRACE = 2.0  # seconds beyond the wall clock after which the parent itself is taken for dead


Answer = TypeVar("Answer", bound=BaseModel)


class LimitedError(Exception):
    """The process gave no answer; `code` is the finding that says so, `cpu` the seconds that it took."""

    def __init__(self, code: str, reason: str, cpu: float = 0.0) -> None:
        super().__init__(f"{code}: {reason}")
        self.code, self.reason, self.cpu = code, reason, cpu


class Limited(Generic[Answer]):
    """Asks a function that runs in a limited process of its own for every question; use it as a context manager, from
    any number of threads.

    `function` is named as `module:function`; it is given the bytes and the flags of a question and answers with an
    `answer`. The parent process is started with the first `with` and again when it has died.
    """

    def __init__(self, function: str, answer: type[Answer], limits: Limits | None = None) -> None:
        self._function, self._answer, self._limits = function, answer, limits or Limits()
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def __enter__(self) -> Self:
        with self._lock:
            self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._stop()

    def ask(self, data: bytes, flags: Mapping[str, object], wall: float | None = None) -> tuple[Answer, float]:
        """The answer and the processor seconds it took, waiting `wall` seconds at most. Raises LimitedError."""
        if len(data) > MAX_BYTES:
            raise LimitedError("file-too-large", str(len(data)))
        try:
            answer = self._ask(json.dumps(flags).encode() + b"\n" + data, min(wall or MOST, self._limits.wall + GRACE))
        except TimeoutError as late:
            raise _failed("reader-timeout", "no-answer") from late
        except OSError as problem:
            raise _failed("reader-crashed", type(problem).__name__) from problem
        return self._understood(answer)

    def _understood(self, answer: bytes) -> tuple[Answer, float]:
        if len(answer) > self._limits.answer + TRAILER.size:
            raise _failed("reader-crashed", "answer-too-large")
        if len(answer) < TRAILER.size:
            raise _failed("reader-crashed", "no-answer")
        body, (status, cpu) = answer[: -TRAILER.size], TRAILER.unpack(answer[-TRAILER.size :])
        if status == OUT_OF_MEMORY:
            raise _failed("reader-memory", "memory", cpu)
        if status in (XCPU, ALRM) or (status == KILL and cpu >= self._limits.cpu):
            raise _failed("reader-timeout", f"signal {-status}", cpu)
        if status == KILL:  # by none of our limits: most likely by a system that had no memory left
            raise _failed("reader-killed", f"signal {-status}", cpu)
        if status != 0:
            raise _failed("reader-crashed", body.decode("ascii", "replace")[:80] or f"status {status}", cpu)
        try:
            return self._answer.model_validate_json(body), cpu
        except ValidationError as malformed:
            raise _failed("reader-crashed", "answer-malformed", cpu) from malformed

    def _ask(self, request: bytes, wall: float) -> bytes:
        ours, theirs = socket.socketpair()
        with ours:
            ours.settimeout(wall)
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
        arguments = (self._function, json.dumps(self._limits))
        self._control, self._server = started("bots.limited_server", *arguments)

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


def _failed(code: str, reason: str, cpu: float = 0.0) -> LimitedError:
    return LimitedError(code, reason, cpu)


class LimitedReader(Limited[Reading]):
    """Reads files without ever raising for a bad one; `answer` is the kind of reading that `reader` gives."""

    def __init__(
        self, limits: Limits | None = None, reader: str = "bots.reading.any_file:read", answer: type[Reading] = Reading
    ) -> None:
        super().__init__(reader, answer, limits)

    def read(self, data: bytes, wall: float | None = None, **flags: object) -> Reading:
        """The reading of one file within `wall` seconds; a crash, a timeout or exhausted memory is a finding in it."""
        if len(data) > MAX_BYTES:  # said before anything looks at the bytes
            evidence = {"bytes": str(len(data)), "limit": str(MAX_BYTES)}
            return blank(data, "unknown", Finding.of("file-too-large", "exception", evidence))
        try:
            reading, cpu = self.ask(data, flags, wall)
        except LimitedError as failure:
            return unread(data, failure)
        # The child may have been taken over by the file: what can be known without it is taken from here.
        digest = blank(data, reading.format).file_sha256
        return reading.model_copy(update={"cpu_seconds": round(cpu, 4), "file_sha256": digest})


def unread(data: bytes, failure: LimitedError) -> Reading:
    """The reading of a file whose reader gave no answer."""
    kinds: dict[str, Format] = {"pdf": "pdf", "ofd": "ofd", "image": "image"}
    kind: Format = kinds.get(container(data), "unknown")
    found = Finding.of(failure.code, "exception", {"reason": failure.reason})
    return blank(data, kind, found).model_copy(update={"cpu_seconds": round(failure.cpu, 4)})
