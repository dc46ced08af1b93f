"""I9: each bank file reproduces byte for byte from the run's events, and holds what the run says."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from audit.checks._base import Found, Sees
from audit.report import violation
from events._base import Recorded
from events.payment_run import PaymentFileWritten, PaymentRunCancelled, PaymentRunProposed, PaymentRunReleased

Write = Callable[[PaymentRunProposed, datetime, str], bytes]
Control = Callable[[bytes], tuple[int, Decimal]]
NAME = "I9"


class BankFiles:
    """Written again, a file has the recorded hash and the run's transfers; the one in the folder is the same."""

    name = NAME

    def __init__(self, write: Write, control: Control, folder: Path | None) -> None:
        self._write, self._control, self._folder = write, control, folder
        self._runs: dict[UUID, PaymentRunProposed] = {}
        self._released: dict[UUID, datetime] = {}

    @property
    def sees(self) -> Sees:
        """Runs and their files."""
        return {
            PaymentRunProposed: self._propose,
            PaymentRunReleased: self._release,
            PaymentRunCancelled: self._cancel,
            PaymentFileWritten: self._file,
        }

    def _propose(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentRunProposed)
        self._runs.setdefault(recorded.originator_id, event)
        yield from ()

    def _release(self, recorded: Recorded) -> Found:
        self._released.setdefault(recorded.originator_id, recorded.recorded_at)
        yield from ()

    def _cancel(self, recorded: Recorded) -> Found:
        self._released.pop(recorded.originator_id, None)
        yield from ()

    def _file(self, recorded: Recorded) -> Found:
        event, at = recorded.event, recorded.position
        assert isinstance(event, PaymentFileWritten)
        run, released = self._runs.get(recorded.originator_id), self._released.get(recorded.originator_id)
        if run is None or released is None:
            yield violation(NAME, "file-without-release", event.ref, file=event.file_name, position=at)
            return
        try:
            data = self._write(run, released, event.format)
            counted = self._control(data)
        except ValueError as error:
            yield violation(NAME, "file-not-reproducible", event.ref, why=error, position=at)
            return
        if sha256(data).hexdigest() != event.file_sha256:
            yield violation(NAME, "file-not-reproducible", event.ref, why=event.file_sha256, position=at)
        if counted != (sum(not payment.by_credit for payment in run.payments), run.total.amount):
            figures = {"count": counted[0], "sum": counted[1], "total": run.total, "position": at}
            yield violation(NAME, "file-does-not-add-up", event.ref, **figures)
        yield from self._on_disk(event, data, at)

    def _on_disk(self, event: PaymentFileWritten, data: bytes, position: int) -> Found:
        if self._folder is None:
            return
        path = self._folder / Path(event.file_name).name
        found = path.read_bytes() if path.is_file() else None
        if found != data:
            code = "file-missing" if found is None else "file-changed"
            yield violation(NAME, code, event.ref, file=event.file_name, position=position)

    def end(self) -> Found:
        """Nothing is left to say."""
        yield from ()
