"""What a drawn page is before it has a format: words with places, lines, boxes; and how an issuer writes."""

from typing import NamedTuple


class Word(NamedTuple):
    """A text at a place: `x` and `top` in points from the top left; `slot` names a value, labels have none; `narrow`
    is how far a text is pressed together."""

    text: str
    x: float
    top: float
    size: float
    font: str = "song"
    slot: str = ""
    narrow: float = 1.0


class Page(NamedTuple):
    """One page: rules are boxes (lines when they have no height or width), `code` and `stamp` boxes, perhaps empty."""

    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[tuple[float, ...], ...]
    code: tuple[float, ...] = ()
    stamp: tuple[float, ...] = ()


class Style(NamedTuple):
    """How an issuer's software writes: which font, in which order, with which signs; `paper` "a4" puts the invoice on
    an upright page a little smaller, `signs` draws every sign by itself."""

    embedded: bool = False
    order: str = "labels"
    colon: str = ""
    kangxi: bool = False
    spread: bool = False
    stamp: str = "text"
    paper: str = ""
    signs: bool = False


def on_a4(page: Page) -> Page:
    """The same a little smaller in the upper part of an upright page."""
    width, height = 595.3, 841.9
    scale = 0.92 * width / page.width
    left, top = width * 0.04, 40.0

    def moved(box: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(side * scale + (top if place % 2 else left) for place, side in enumerate(box))

    words = tuple(
        word._replace(x=word.x * scale + left, top=word.top * scale + top, size=word.size * scale)
        for word in page.words
    )
    return Page(width, height, words, tuple(moved(rule) for rule in page.rules), moved(page.code), moved(page.stamp))
