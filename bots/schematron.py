"""The official rules of EN 16931 and Factur-X, run in a process of their own: whatever does not end well is a finding.

A process judges one document at a time, because the processor does not bear threads, and is replaced after some
hundred documents, after each failure and when it has died.
"""

import json
import socket
import subprocess
import threading
from types import TracebackType
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from bots.confinement import Limits
from bots.frames import received, send
from bots.own_process import started
from contracts.reading import Finding

LIMITS = Limits(memory=768 << 20, cpu=8, wall=10, answer=1 << 20)
GRACE = 1.0  # seconds beyond the wall clock after which the process itself is taken for dead
FAILED = "schematron-failed"
DOCUMENTS = 500  # a process is replaced after so many
FINDINGS = TypeAdapter(tuple[Finding, ...])


class Judgement(NamedTuple):
    """What the rules found, whether they ran to their end (`complete`), and processor seconds."""

    findings: tuple[Finding, ...]
    complete: bool
    cpu_seconds: float = 0.0


class Schematron:
    """Judges documents without ever raising for a bad one; a context manager, usable from any number of threads."""

    def __init__(self, limits: Limits = LIMITS, module: str = "bots.schematron_server") -> None:
        self._limits, self._module = limits, module
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._connection: socket.socket | None = None
        self._judged = 0

    def __enter__(self) -> "Schematron":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._stop()

    def judge(self, rules: str | None, document: str, seconds: float = 60.0) -> Judgement:
        """The judgement of a document, parsed safely before, by its schema and a rule set, or by its schema
        alone (None); a failure is never taken for valid.

        `seconds` of wall clock at most, where they are fewer than the limit.
        """
        wall = max(1.0, min(seconds, self._limits.wall))
        request = json.dumps({"rules": rules, "wall": wall}).encode() + b"\n" + document.encode()
        with self._lock:
            try:
                answer = self._ask(request, wall)
            except TimeoutError:
                return self._failed("timeout")
            except (OSError, ValueError) as problem:
                return self._failed(type(problem).__name__)
            if answer is None:
                return self._failed("ended")
            judged = _judgement(answer)
            failed = [dict(one.evidence)["reason"] for one in judged.findings if one.code == FAILED]
            return self._failed(failed[0]) if failed else judged

    def _ask(self, request: bytes, wall: float) -> bytes | None:
        if self._judged >= DOCUMENTS:
            self._stop()
        connection = self._connection or self._start()
        connection.settimeout(wall + GRACE)
        send(connection, request)
        self._judged += 1
        return received(connection, self._limits.answer)

    def _failed(self, reason: str) -> Judgement:
        """A process that failed once is not trusted with the next document."""
        self._stop()
        return _not_judged(reason)

    def _start(self) -> socket.socket:
        self._connection, self._server = started(self._module, json.dumps(self._limits))
        self._judged = 0
        return self._connection

    def _stop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._server is not None:
            self._server.kill()
            self._server.wait()
        self._connection, self._server = None, None


def _judgement(answer: bytes) -> Judgement:
    try:
        told = json.loads(answer)
        if "failed" in told:
            return _not_judged(str(told["failed"])[:80])
        findings, complete = FINDINGS.validate_python(told["findings"]), told["complete"] is True
        if not complete and not findings:
            return _not_judged("answer-malformed")
        return Judgement(findings, complete, round(float(told["cpu"]), 4))
    except (ValueError, KeyError, TypeError, ValidationError):
        return _not_judged("answer-malformed")


def _not_judged(reason: str) -> Judgement:
    return Judgement((Finding.of("schematron-failed", "exception", {"reason": reason}),), False)
