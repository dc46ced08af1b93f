"""Limits that a process puts on itself before it touches bytes from strangers."""

import ctypes
import os
import resource
import signal
from pathlib import Path
from typing import NamedTuple

CLONE_NEWNET = 0x40000000
CLONE_NEWUSER = 0x10000000


class Limits(NamedTuple):
    """Per file: memory in bytes above the warm process, seconds of processor and of wall clock, bytes answered."""

    memory: int = 1024 * 1024 * 1024
    cpu: int = 10
    wall: int = 14
    answer: int = 1024 * 1024


def confine(limits: Limits) -> None:
    """Limit this process for good: memory, processor, wall clock, no files written, no processes, few descriptors."""
    _default_signals()
    _lower(resource.RLIMIT_AS, _address_space() + limits.memory)
    _lower(resource.RLIMIT_CPU, limits.cpu, limits.cpu + 1)  # SIGXCPU tells the reason, SIGKILL follows
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NOFILE, 32)
    _lower(resource.RLIMIT_NPROC, 0)
    # The kernel ends the process even inside a loop of C code that never looks at signals.
    signal.setitimer(signal.ITIMER_REAL, limits.wall)


def confine_for_many(limits: Limits) -> None:
    """Limit this process for good as `confine` does, but for the seconds, which are allowed file by file.

    Memory is what is written to: a virtual machine reserves far more addresses than it ever fills.
    """
    _default_signals()
    _lower(resource.RLIMIT_DATA, _written() + limits.memory)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NOFILE, 32)
    _lower(resource.RLIMIT_NPROC, 0)


def leave_network() -> bool:
    """Move this process and its children to an empty network, where the system lets it; else nothing changes."""
    try:
        unshare = ctypes.CDLL(None, use_errno=True).unshare
    except (OSError, AttributeError):
        return False
    return bool(unshare(CLONE_NEWNET) == 0 or unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0)


def _default_signals() -> None:
    for number in (signal.SIGALRM, signal.SIGXCPU, signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)


def _lower(kind: int, soft: int, hard: int | None = None) -> None:
    """Lower the soft and the hard limit; a lower one that is there already stays."""
    _, ceiling = resource.getrlimit(kind)
    wanted = [soft, soft if hard is None else hard]
    if ceiling != resource.RLIM_INFINITY:
        wanted = [min(value, ceiling) for value in wanted]
    try:
        resource.setrlimit(kind, (wanted[0], wanted[1]))
    except (ValueError, OSError):  # macOS refuses some limits on address space
        return


def _written() -> int:
    """The bytes of private writable memory that count for the limit on data; half a GiB where the system is silent."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:"))
    except (OSError, ValueError, StopIteration):
        return 512 * 1024 * 1024


def _address_space() -> int:
    """The bytes this process maps now; half a GiB where the system does not tell."""
    try:
        # Not as a text file: that touches two hundred more pages of memory, each of which the child must copy.
        statm = os.open("/proc/self/statm", os.O_RDONLY)
        try:
            pages = os.read(statm, 200).split()[0]
        finally:
            os.close(statm)
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 512 * 1024 * 1024
