"""A page as placed characters: labels are found character by character, values by where they stand."""

from collections.abc import Iterable

from bots.reading.fapiao.glyphs import SAME_ROW, Box, Glyph, Span, rows

SPACED = 6.0  # widths of a character; so far apart are the two of a justified label such as 合 计
CLOSE = 2.0  # the same in longer labels
ONE_SIZE = 1.6  # a label is set in one size; the 发票 of a title beside the head is none of a label's


class Page:
    """The placed characters of one page (from 1)."""

    def __init__(self, number: int, width: float, height: float, glyphs: Iterable[Glyph]) -> None:
        self.number, self.width, self.height = number, width, height
        self.glyphs = tuple(sorted(glyphs, key=lambda one: (one.mid, one.x0)))
        self._by_text: dict[str, list[Glyph]] = {}
        for one in self.glyphs:
            self._by_text.setdefault(one.text, []).append(one)

    def labels(self, label: str, not_after: str = "", within: Box | None = None) -> list[Span]:
        """Every place where the characters of `label` follow each other, top to bottom."""
        found = []
        reach = SPACED if len(label.rstrip(":")) == 2 else CLOSE
        for start in self._by_text.get(label[0], ()):
            if within and not _inside(start, within):
                continue
            chain = self._chain(start, label[1:], reach)
            if chain and not (not_after and self._before(start, not_after)):
                found.append(Span(chain))
        return found

    def label(self, *labels: str, not_after: str = "", within: Box | None = None) -> Span | None:
        """The topmost place of the first of `labels` that the page has."""
        for label in labels:
            if found := self.labels(label, not_after, within):
                return found[0]
        return None

    def _chain(self, start: Glyph, rest: str, reach: float) -> tuple[Glyph, ...]:
        chain = [start]
        for character in rest:
            last = chain[-1]
            following = [
                one
                for one in self._by_text.get(character, ())
                if abs(one.mid - last.mid) < SAME_ROW * last.size
                and max(one.size, last.size) < ONE_SIZE * min(one.size, last.size)
                and last.centre < one.centre
                and one.x0 - last.x1 < reach * last.size
            ]
            if not following:
                return ()
            chain.append(min(following, key=lambda one: one.x0))
        return tuple(chain)

    def _before(self, start: Glyph, characters: str) -> bool:
        """Whether one of `characters` touches the glyph from the left."""
        return any(
            abs(one.mid - start.mid) < SAME_ROW * start.size and -0.5 < (start.x0 - one.x1) / start.size < 1.0
            for character in characters
            for one in self._by_text.get(character, ())
        )

    def right_of(self, label: Span, limit: float | None = None, reach: float = 0.6) -> list[Glyph]:
        """What stands to the right of a label at its height, left to right, up to the abscissa `limit`."""
        tolerance, mid, own = reach * label.size, label.mid, set(label.glyphs)
        edge = label.edge
        return sorted(
            (
                one
                for one in self.glyphs
                if abs(one.mid - mid) <= max(tolerance, SAME_ROW * one.size)
                and one.centre > edge
                and (limit is None or one.centre < limit)
                and one not in own
            ),
            key=lambda one: one.x0,
        )

    def inside(self, box: Box) -> list[Glyph]:
        """The characters whose middle lies in the box, top to bottom."""
        return [one for one in self.glyphs if _inside(one, box)]

    @property
    def text(self) -> str:
        """All characters row by row, without spaces."""
        return "\n".join(Span(tuple(row)).text for row in rows(self.glyphs))


def _inside(one: Glyph, box: Box) -> bool:
    return box[0] <= one.centre <= box[2] and box[1] <= one.mid <= box[3]
