"""On which pages much of the text is drawn invisibly: its share, its place in forms, and how far anybody looks."""

import io
from collections.abc import Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from bots.reading import hidden_text
from bots.reading.opened import opened

SEEN, HIDDEN = 0, 3


def pages(data: bytes) -> set[int]:
    with opened(data) as document:
        assert document is not None
        return hidden_text.pages(document)


def _drawn(*modes: Sequence[int], deep: int = 0) -> bytes:
    """A page for each list of modes, each with a piece of text for each of its modes, so many forms deep."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for number, each in enumerate(modes):
        if deep:
            canvas.beginForm(f"form_{number}_0")
        for row, mode in enumerate(each):
            canvas.drawString(60, 40 + 10 * row, f"piece {row}", mode=mode)
        for level in range(1, deep):
            canvas.endForm()
            canvas.beginForm(f"form_{number}_{level}")
            canvas.doForm(f"form_{number}_{level - 1}")
        if deep:
            canvas.endForm()
            canvas.doForm(f"form_{number}_{deep - 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("modes", "hidden"),
    [
        ([[SEEN], [HIDDEN], [SEEN]], {2}),
        ([[HIDDEN], [SEEN], [HIDDEN]], {1, 3}),
        ([[]], set()),
        ([[SEEN] * 9 + [HIDDEN]], set()),  # a tenth
        ([[SEEN] * 8 + [HIDDEN]], {1}),
        ([[SEEN]] * 9 + [[HIDDEN]] * 2, {10}),  # the eleventh page is not looked at
    ],
)
def test_a_page_is_hidden_where_more_than_a_tenth_of_its_text_is(modes: list[list[int]], hidden: set[int]) -> None:
    assert pages(_drawn(*modes)) == hidden


@pytest.mark.parametrize(("deep", "hidden"), [(1, {1}), (3, {1}), (4, set())])
def test_text_in_forms_counts_three_deep(deep: int, hidden: set[int]) -> None:
    assert pages(_drawn([HIDDEN], deep=deep)) == hidden


@pytest.mark.parametrize(
    ("modes", "hidden"), [([SEEN, SEEN, HIDDEN], {1}), ([SEEN, SEEN, SEEN, HIDDEN, HIDDEN], set())]
)
def test_only_so_many_pieces_are_looked_at(modes: list[int], hidden: set[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hidden_text, "MAX_OBJECTS", 3)
    assert pages(_drawn(modes)) == hidden


def test_a_file_that_cannot_be_opened_is_not_opened() -> None:
    with opened(b"%PDF-1.7 broken") as document:
        assert document is None
