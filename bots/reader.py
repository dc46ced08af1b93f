"""The one way to read a file from a stranger, whatever it takes: every step in a limited process of its own."""

from types import TracebackType

from bots import opening_mail, unpacking
from bots.limited import LimitedReader
from bots.limited_task import LimitedTask, NotDone
from bots.opening_mail import Opened
from bots.unpacking import Sorted
from contracts.reading import Reading


class InvoiceReader:
    """Reads files without ever raising for a bad one; a context manager, usable from any number of threads."""

    def __init__(self) -> None:
        self._text = LimitedReader()
        self._sorting = LimitedTask("bots.unpacking:sort_file", Sorted, unpacking.LIMITS)
        self._mail = LimitedTask("bots.opening_mail:open_mail", Opened, opening_mail.LIMITS)

    def __enter__(self) -> "InvoiceReader":
        self._text.__enter__()  # the others start when they are needed: most processes never need them
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for part in (self._text, self._sorting, self._mail):
            part.__exit__(kind, problem, trace)

    def read(self, data: bytes, *, ignore_embedded: bool = False, ignore_qr: bool = False) -> Reading:
        """The reading of one file; a crash, a timeout or exhausted memory is a finding in it."""
        return self._text.read(data, ignore_embedded=ignore_embedded, ignore_qr=ignore_qr)

    def sort(self, data: bytes, start: int = 0) -> Sorted:
        """What a file is at first sight; of an archive the contents from number `start` on."""
        try:
            return self._sorting.run(data, start=start)
        except NotDone as failed:
            return Sorted(sort="exception", code=failed.code)

    def open_mail(self, data: bytes) -> Opened | None:
        """What a message carries; None where it cannot be taken apart."""
        try:
            return self._mail.run(data)
        except NotDone:
            return None
