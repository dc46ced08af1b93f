"""Answers with far more than it may."""

import socket
import sys

from bots.frames import received, send

connection = socket.socket(fileno=int(sys.argv[1]))
while received(connection) is not None:
    send(connection, b"x" * (8 << 20))
