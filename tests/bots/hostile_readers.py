"""Readers that behave as badly as a parser taken over by its file; run inside limited children only."""

import os
import signal
import socket
from pathlib import Path

from contracts.reading import Reading


def spin(data: bytes, **_: bool) -> Reading:
    """Never ends."""
    while True:
        pass


def sleep(data: bytes, **_: bool) -> Reading:
    """Waits without using the processor."""
    import time

    time.sleep(3600)
    raise AssertionError


def hog(data: bytes, **_: bool) -> Reading:
    """Asks for more memory than it may have."""
    hoard = [bytearray(16 << 20) for _ in range(10_000)]
    raise AssertionError(len(hoard))


def crash(data: bytes, **_: bool) -> Reading:
    """Dies as a C parser does."""
    os.abort()


def refuse(data: bytes, **_: bool) -> Reading:
    """Raises what no caller expects."""
    raise RuntimeError("secret of the file")


class Forged:
    """An answer that is no reading."""

    def __init__(self, text: str) -> None:
        self.text = text

    def model_dump_json(self) -> str:
        return self.text


def lie(data: bytes, **_: bool) -> Forged:
    """Answers with JSON that is no reading."""
    return Forged('{"verdict": "accept"}')


def flood(data: bytes, **_: bool) -> Forged:
    """Answers with far too much."""
    return Forged("x" * (8 << 20))


def write(data: bytes, **_: bool) -> Forged:
    """Tries to leave a file behind, and tells what came of it as an invalid answer; the path is in the data."""
    with Path(data.decode()).open("wb") as file:
        file.write(b"x" * 100)
        file.flush()
    return Forged("{}")


def call_out(data: bytes, **_: bool) -> Forged:
    """Tries to reach the port named in the data."""
    socket.create_connection(("127.0.0.1", int(data)), timeout=2).close()
    return Forged("{}")


def outstay(_: bytes) -> Reading:
    """Sleep through the alarm."""
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    return sleep(b"")


def outspin(_: bytes) -> Reading:
    """Never end, whatever the processor clock says."""
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    return spin(b"")


def be_killed(_: bytes) -> Reading:
    """End as a system that has no memory left ends a process."""
    os.kill(os.getpid(), signal.SIGKILL)
    return sleep(b"")
