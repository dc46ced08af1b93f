"""The process that reads one bank statement from stdin, under limits, and answers with its statements as JSON.

`python -m adapters.statement_child '{"accounts": […], "currency": "", "columns": {}}'`; see adapters/statements.py.
"""

import json
import sys
from typing import Any

from adapters import camt053, statement_csv
from adapters.statement_base import BadStatement
from bots.confinement import Limits, confine
from bots.reading.xml_safe import UnsafeXmlError


def main(arguments: list[str]) -> None:
    """Read, and print the answer: {"statements"} or {"error", …}."""
    confine(Limits(cpu=30, wall=45))
    data = sys.stdin.buffer.read()
    try:
        answer = _answer(data, json.loads(arguments[0]))
    except UnsafeXmlError as error:
        answer = {"error": error.code}
    except BadStatement as error:
        answer = {"error": error.code, **error.figures}
    except MemoryError:
        answer = {"error": "file-too-large", "size": len(data), "limit": "memory"}
    except Exception as error:  # noqa: BLE001 - whatever a stranger's file does is an answer
        answer = {"error": "statement-unreadable", "why": type(error).__name__}
    sys.stdout.write(json.dumps(answer))


def _answer(data: bytes, asked: dict[str, Any]) -> dict[str, Any]:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return {"statements": camt053.statements(data)}
    if len(asked["accounts"]) != 1:
        return {"error": "statement-account-not-named", "known": ", ".join(asked["accounts"])}
    return {"statements": [statement_csv.statement(data, asked["accounts"][0], asked["currency"], asked["columns"])]}


if __name__ == "__main__":
    main(sys.argv[1:])
