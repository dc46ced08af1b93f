"""Takes a document and never answers."""

import socket
import sys
import time

from bots.frames import received

connection = socket.socket(fileno=int(sys.argv[1]))
while received(connection) is not None:
    time.sleep(60)
