"""Messages over a socket: the length of what follows in four bytes, and what follows."""

import socket
import struct

LENGTH = struct.Struct("!I")


def send(connection: socket.socket, message: bytes) -> None:
    """Send one message of less than 4 GiB."""
    connection.sendall(LENGTH.pack(len(message)) + message)


def received(connection: socket.socket, limit: int = 1 << 30) -> bytes | None:
    """One message; None when the other end has closed. Raises ValueError beyond the limit."""
    head = _exactly(connection, LENGTH.size)
    if head is None:
        return None
    (size,) = LENGTH.unpack(head)
    if size > limit:
        raise ValueError(size)
    return _exactly(connection, size)


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    parts, missing = [], size
    while missing:
        part = connection.recv(min(missing, 1 << 20))
        if not part:
            return None
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
