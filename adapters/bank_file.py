"""The bank file of a released payment run: its name, bytes and hash, all from the run's events."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from adapters.pain001 import identifier, pain001
from events._base import Recorded
from events.payment_run import PaymentRunProposed, PaymentRunReleased


@dataclass(frozen=True)
class BankFile:
    """A file ready to be written durably."""

    name: str
    data: bytes

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
            return BankFile(file_name(proposed), pain001(proposed, recorded.recorded_at))
    raise ValueError("only a released payment run has a bank file")


def file_name(run: PaymentRunProposed) -> str:
    """The file's name: entity and number, safe on every file system."""
    plain = identifier(f"{run.ref.entity}-{run.ref.number}")
    return "".join(c if c.isalnum() or c in "-." else "_" for c in plain).lstrip(".") + ".xml"
