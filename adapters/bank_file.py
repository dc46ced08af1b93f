"""The bank file of a released payment run: its name, bytes and hash, all from the run's events.

A writer's bytes never change, for audits write old files again: a better one gets a new name and becomes `CURRENT`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from adapters import batch_csv
from adapters import pain001 as iso
from events._base import Recorded
from events.payment_run import PaymentRunProposed, PaymentRunReleased

WRITERS: Mapping[str, Callable[[PaymentRunProposed, datetime], bytes]] = {
    "pain.001.001.09/1": iso.pain001,
    batch_csv.WRITER: batch_csv.batch_csv,
}
CURRENT = "pain.001.001.09/1"


@dataclass(frozen=True)
class BankFile:
    """A file ready to be written durably; `format` is the writer that made it."""

    name: str
    data: bytes
    format: str

    @property
    def sha256(self) -> str:
        """The hash under which the file is recorded."""
        return sha256(self.data).hexdigest()


def bank_file(run: Iterable[Recorded]) -> BankFile:
    """The file of a run from the events of its stream; its creation time is when the release was recorded.

    Raises ValueError for a run that was never released.
    """
    proposed: PaymentRunProposed | None = None
    for recorded in run:
        if isinstance(recorded.event, PaymentRunProposed):
            proposed = recorded.event
        elif isinstance(recorded.event, PaymentRunReleased) and proposed is not None:
            writer = proposed.writer or CURRENT
            return BankFile(file_name(proposed), write(proposed, recorded.recorded_at, writer), writer)
    raise ValueError("only a released payment run has a bank file")


def write(run: PaymentRunProposed, released_at: datetime, writer: str) -> bytes:
    """The bytes of a run as the writer of this name makes them. Raises ValueError for a name that nobody has."""
    if writer not in WRITERS:
        raise ValueError(f"no writer for the format {writer}")
    return WRITERS[writer](run, released_at)


def control(data: bytes) -> tuple[int, Decimal]:
    """How many transfers a bank file holds and their sum, counted again. Raises ValueError."""
    return iso.control(data) if data.startswith(b"<?xml") else batch_csv.control(data)


def file_name(run: PaymentRunProposed) -> str:
    """The file's name: entity and number, safe on every file system."""
    plain = iso.identifier(f"{run.ref.entity}-{run.ref.number}")
    ending = ".csv" if run.writer == batch_csv.WRITER else ".xml"
    return "".join(c if c.isalnum() or c in "-." else "_" for c in plain).lstrip(".") + ending
