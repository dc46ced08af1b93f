"""What can be done to a finished PDF invoice: totals that people do not see, and pages behind it."""

import io
from collections.abc import Sequence
from typing import Any

import pikepdf
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

NAMED = "STSong-Light"
HIDDEN = ("white", "invisible", "covered")
HIDDEN_HELD_OUT = ("outside", "tiny")
"""How a text can be there for programs and not for people; the last are never used while readers are developed."""
LEFT, FOOT, STEP, SIZE, TINY = 60.0, 8.0, 10.0, 8.0, 0.4
UNSEEN_MODE = 3


def hidden(data: bytes, rows: Sequence[str], how: str) -> bytes:
    """The file with rows at the foot of its first page that nobody sees."""
    with pikepdf.open(io.BytesIO(data)) as document:
        page = document.pages[0]
        box = [float(side) for side in page.mediabox]
        with pikepdf.open(io.BytesIO(_drawn(rows, box, how))) as over:
            form = document.copy_foreign(over.pages[0].as_form_xobject())
            page.add_resource(form, pikepdf.Name.XObject, pikepdf.Name.Behind)
            page.contents_add(b"q", prepend=True)
            page.contents_add(b"Q q /Behind Do Q")
            return _saved(document)


def followed(data: bytes, *others: bytes) -> bytes:
    """The file with the pages of others behind its own; what it has attached stays."""
    with pikepdf.open(io.BytesIO(data)) as document:
        for other in others:
            with pikepdf.open(io.BytesIO(other)) as more:
                document.pages.extend(more.pages)
        return _saved(document)


def page_of(rows: Sequence[str]) -> bytes:
    """A page with these rows and nothing else."""
    return _drawn(rows, [0.0, 0.0, 595.0, 842.0], "")


def _drawn(rows: Sequence[str], box: Sequence[float], how: str) -> bytes:
    buffer = io.BytesIO()
    canvas: Any = Canvas(buffer, pagesize=(box[2] - box[0], box[3] - box[1]), invariant=1)
    pdfmetrics.registerFont(UnicodeCIDFont(NAMED))
    for place, row in enumerate(rows):
        y = FOOT + STEP * (len(rows) - 1 - place) + (0 if how else 700.0)
        line = canvas.beginText(-600.0 if how == "outside" else LEFT, y)
        line.setFont(
            NAMED if any(sign > "\u2000" and sign != "€" for sign in row) else "Helvetica",
            TINY if how == "tiny" else SIZE,
        )
        line.setTextRenderMode(UNSEEN_MODE if how == "invisible" else 0)
        line.setFillGray(1.0 if how == "white" else 0.0)
        line.textOut(row)
        canvas.drawText(line)
    if how == "covered":
        canvas.setFillGray(1.0)
        canvas.rect(LEFT - 4, FOOT - 4, 400, STEP * len(rows) + 4, stroke=0, fill=1)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _saved(document: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()
