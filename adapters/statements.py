"""Bank statements as banks send them, camt.053 or CSV, each file read in a process of its own with limits."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from adapters.fields import wrong_field
from contracts.bank_statement import ImportBankStatement

MAX_BYTES = 20 * 1024 * 1024
ROOT = Path(__file__).parent.parent
SECONDS = 60


class StatementError(ValueError):
    """A file cannot be read as a statement: a code whose sentence is in locale/tables.yaml, and its figures."""

    def __init__(self, code: str, **figures: object) -> None:
        super().__init__(code)
        self.code, self.figures = code, {name: str(value) for name, value in figures.items()}


def read(
    data: bytes, entity: str, accounts: Sequence[str], currency: str = "", columns: Mapping[str, str] | None = None
) -> list[ImportBankStatement]:
    """The statements of a file, each as the command that takes it in. Raises StatementError.

    `accounts` are those of the entity that may be meant: a camt.053 names its own, a CSV file has none of its own, so that
    there must be one. `currency` is a CSV's own where it has no column for it; `columns` are headings for what they mean,
    beside the usual ones (see adapters/statement_csv.py).
    """
    if len(data) > MAX_BYTES:
        raise StatementError("file-too-large", size=len(data), limit=MAX_BYTES)
    asked = {"accounts": list(accounts), "currency": currency, "columns": dict(columns or {})}
    command = [sys.executable, "-m", "adapters.statement_child", json.dumps(asked)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, cwd=ROOT, check=False)  # noqa: S603
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise StatementError("statement-unreadable", why=type(error).__name__) from error
    if "error" in answer:
        raise StatementError(answer.pop("error"), **answer)
    return [_command(told, entity, accounts, data) for told in answer["statements"]]


def _command(told: dict[str, object], entity: str, accounts: Sequence[str], data: bytes) -> ImportBankStatement:
    """What the child says is as untrusted as the file: it is judged once more here."""
    if told.get("account") not in accounts:
        raise StatementError("statement-of-other-account", account=told.get("account"), known=", ".join(accounts))
    try:
        return ImportBankStatement.model_validate({**told, "entity": entity, "file_sha256": sha256(data).hexdigest()})
    except ValidationError as error:
        raise StatementError("statement-unreadable", why=wrong_field(error.errors()[0])) from error
