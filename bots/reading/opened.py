"""A PDF as pdfium opens it: once for all who look at it, each page loaded once."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pypdfium2 as pdfium

from bots.reading.ink import Drawn
from bots.reading.turned import Turned


class Opened:
    """Pages by their number from 1; they are closed with their file."""

    def __init__(self, document: pdfium.PdfDocument) -> None:
        self._document = document
        self._pages: dict[int, pdfium.PdfPage] = {}
        self._drawn: dict[int, Drawn] = {}

    def __len__(self) -> int:
        return len(self._document)

    def page(self, number: int) -> pdfium.PdfPage:
        """Raises pdfium.PdfiumError for a page that cannot be loaded."""
        if number not in self._pages:
            self._pages[number] = self._document[number - 1]
        return self._pages[number]

    def drawn(self, number: int) -> Drawn:
        """The page as it is shown, drawn once. Raises pdfium.PdfiumError."""
        if number not in self._drawn:
            page = self.page(number)
            self._drawn[number] = Drawn(Turned(page, page.get_rotation() // 90))
        return self._drawn[number]


@contextmanager
def opened(data: bytes) -> Iterator[Opened | None]:
    """The file, open; None where pdfium cannot open it."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        yield None
        return
    with suppress(pdfium.PdfiumError):
        document.init_forms()  # before any page is loaded; what people see includes what stands in form fields
    try:
        yield Opened(document)
    finally:
        document.close()
