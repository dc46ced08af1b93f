"""Processes of our own that touch bytes from strangers: our interpreter, one socket, and nothing of the caller's."""

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # what has threads cannot be forked
KEPT = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(256 << 20)}
"""Memory that was freed is kept for what comes next: to give it back and take it again is a tenth of what a page costs."""


def started(module: str, *arguments: str) -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """Start `python -m module FD arguments…`; gives the other end of the socket FD, and the process.

    Its environment is clean: nothing secret of the caller is within reach of what a file might run.
    """
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", module, str(theirs.fileno()), *arguments],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", **ONE_THREAD, **KEPT},
        )
    return ours, process
