"""The warm parent of limited readers: for each file it forks a child that confines itself, reads and answers.

Started by `bots.limited` as `python -m bots.limited_server FD MODULE:FUNCTION LIMITS`. Over the socket FD come
connections, one for each file. A child reads a line of JSON flags and then the file, until its connection ends; it
answers with the JSON of what the function gives. When it has ended, this process adds a trailer: exit status and
processor seconds.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import select
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple, NoReturn

from bots.confinement import Limits, confine, leave_network

TRAILER = struct.Struct("!id")
OUT_OF_MEMORY, CRASHED = 77, 78
FEW_COLLECTIONS = 20_000  # new objects between two: a child lives for one file, and most end before the first
Reader = Callable[..., Any]


class Child(NamedTuple):
    """A running child: the connection it answers on and when it must be over (monotonic seconds)."""

    connection: socket.socket
    deadline: float


def main(arguments: list[str]) -> None:
    """Serve until the other end of the control socket is closed; then end all children."""
    descriptor, name, numbers = arguments
    control, limits = socket.socket(fileno=int(descriptor)), Limits(*json.loads(numbers))
    leave_network()  # before the reader is loaded: what it loads may start threads, after which the system refuses
    reader, wakeup = _load(name), _child_signals()
    gc.freeze()  # children share the pages of the modules instead of copying them at their first collection
    _give_back()
    children: dict[int, Child] = {}
    try:
        while _serve(control, wakeup, reader, limits, children):
            pass
    finally:
        for pid in children:
            os.kill(pid, signal.SIGKILL)


def _load(name: str) -> Reader:
    module, _, function = name.partition(":")
    reader: Reader = getattr(importlib.import_module(module), function)
    return reader


def _give_back() -> None:
    """Give freed memory back to the system: each child would have its pages mapped, and unmapped when it ends."""
    with contextlib.suppress(OSError, AttributeError):  # other C libraries know no such thing
        ctypes.CDLL(None).malloc_trim(0)


def _child_signals() -> socket.socket:
    """A socket that becomes readable whenever a child has ended."""
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    ours.setblocking(False)
    signal.set_wakeup_fd(theirs.detach())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the owner ends us in order
    return ours


def _serve(
    control: socket.socket, wakeup: socket.socket, reader: Reader, limits: Limits, children: dict[int, Child]
) -> bool:
    ready, _, _ = select.select([control, wakeup], [], [], 1.0)
    if wakeup in ready:
        wakeup.recv(4096)
    _reap(children)
    for pid in [pid for pid, child in children.items() if child.deadline < time.monotonic()]:
        os.kill(pid, signal.SIGKILL)
    if control not in ready:
        return True
    message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
    for descriptor in descriptors:
        _start(socket.socket(fileno=descriptor), reader, limits, children)
    return bool(message)


def _start(connection: socket.socket, reader: Reader, limits: Limits, children: dict[int, Child]) -> None:
    pid = os.fork()
    if pid == 0:
        _child(connection, reader, limits)
    children[pid] = Child(connection, time.monotonic() + limits.wall + 1)


def _reap(children: dict[int, Child]) -> None:
    while children:
        pid, status, usage = os.wait4(-1, os.WNOHANG)
        if pid == 0:
            return
        connection, deadline = children.pop(pid)
        ended = os.waitstatus_to_exitcode(status)
        if ended == -signal.SIGKILL and deadline < time.monotonic():
            ended = -signal.SIGALRM  # we did that, in place of the alarm that it did not hear
        trailer = TRAILER.pack(ended, usage.ru_utime + usage.ru_stime)
        # An asker that is gone or takes no more will see a missing trailer.
        with contextlib.suppress(OSError):
            connection.send(trailer, socket.MSG_DONTWAIT)
        connection.close()


def _child(connection: socket.socket, reader: Reader, limits: Limits) -> NoReturn:
    """Read one file and answer; whatever happens, this process ends here."""
    status = CRASHED
    try:
        keep = connection.fileno()
        os.closerange(3, keep)
        os.closerange(keep + 1, 256)
        confine(limits)
        gc.set_threshold(FEW_COLLECTIONS)
        flags, _, data = _received(connection).partition(b"\n")
        connection.sendall(reader(data, **json.loads(flags)).model_dump_json().encode())
        status = 0
    except MemoryError:
        status = OUT_OF_MEMORY
    except BaseException as problem:  # noqa: BLE001 - the asker learns the kind from the answer and the exit status
        _tell(connection, problem)
    finally:
        os._exit(status)


def _tell(connection: socket.socket, problem: BaseException) -> None:
    with contextlib.suppress(OSError):
        connection.sendall(type(problem).__name__[:80].encode())


def _received(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(1 << 20):
        parts.append(part)
    return b"".join(parts)


if __name__ == "__main__":
    main(sys.argv[1:])
