"""Whether this machine can draw Chinese that brings no font along: most Chinese invoices embed only some of theirs."""

from functools import cache

import pypdfium2

from bots.reading import made_page

STROKES = 60  # dark pixels; the character has some 470, the box that stands for a missing one has fewer or none


@cache
def draws_chinese() -> bool:
    """Whether the character 票 is drawn with its strokes."""
    document = pypdfium2.PdfDocument(made_page.page([(10, 15, "票")], 60, 60, size=40))
    try:
        histogram = document[0].render(grayscale=True).to_pil().histogram()
    finally:
        document.close()
    return int(sum(histogram[:128])) > STROKES
