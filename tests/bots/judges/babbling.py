"""Answers with what nobody asked for."""

import socket
import sys

from bots.frames import received, send

connection = socket.socket(fileno=int(sys.argv[1]))
while received(connection) is not None:
    send(connection, b"not an answer")
