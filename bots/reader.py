"""The one way to read a file from a stranger, whatever it takes: every step in a limited process of its own."""

from types import TracebackType

from bots.limited import LimitedReader
from contracts.reading import Reading


class InvoiceReader:
    """Reads files without ever raising for a bad one; a context manager, usable from any number of threads."""

    def __init__(self) -> None:
        self._text = LimitedReader()

    def __enter__(self) -> "InvoiceReader":
        self._text.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._text.__exit__(kind, problem, trace)

    def read(self, data: bytes, *, ignore_embedded: bool = False, ignore_qr: bool = False) -> Reading:
        """The reading of one file; a crash, a timeout or exhausted memory is a finding in it."""
        return self._text.read(data, ignore_embedded=ignore_embedded, ignore_qr=ignore_qr)
