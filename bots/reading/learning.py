"""What the pages of a file teach about values that people corrected: as isolated from everything as reading is."""

import re
from collections.abc import Iterator, Mapping

from bots.reading import pdf_file
from bots.reading.agreement import same
from bots.reading.below import REACH
from bots.reading.beside_label import RATE, Span, folded, led_to, overlap, segments, values
from bots.reading.layout import Box, Sheet, box_of
from contracts.reading_hints import HINTED, Direction, HintPlace, Lesson, NotLearnt, Wanted

LEAST, LONGEST = 4, 40
"""Letters that a label has at least (a Chinese one counts twice) and at most."""
AROUND = re.compile(r"^[\W_]+|[\W_]+$")
WIDE = "\u2e80"


def learn(data: bytes, *, wanted: Mapping[str, object]) -> Lesson:
    """The labels that lead to the right values. Raises nothing for a bad file: then it teaches nothing."""
    right = {name: Wanted.model_validate(value) for name, value in wanted.items() if name in HINTED}
    page = pdf_file.sheet_of(data)
    if not page.words:
        return Lesson.unread(right)
    return taught(page, right)


def taught(page: Sheet, wanted: Mapping[str, Wanted]) -> Lesson:
    """For each field the label that leads to its right value, and to no other, on this very page."""
    places, not_learnt = list[HintPlace](), list[NotLearnt]()
    for name, right in wanted.items():
        spans = [span for value, span in values(page, name, 0, len(page.text)) if same(value, right.value)]
        spans.sort(key=lambda span: not _meets(page, span, right))
        found = next(
            (place for span in spans for place in _leading(page, name, span) if _leads(page, place, right)), None
        )
        if found:
            places.append(found)
        else:
            code = "no-label" if spans else "not-on-page"
            not_learnt.append(NotLearnt.model_validate({"field": name, "code": code}))
    return Lesson(places=tuple(places), not_learnt=tuple(not_learnt))


def _above(page: Sheet, number: int, box: Box) -> Iterator[Span]:
    """The segments above a box, the nearest row first."""
    for segment, (start, end) in reversed(list(segments(page))):
        place = box_of(segment)
        if segment[0].page == number and box[1] - REACH <= place[3] <= box[1] + 1 and overlap(place, box):
            yield start, end


def _meets(page: Sheet, span: Span, right: Wanted) -> bool:
    """Whether a value stands where a person saw it."""
    number, box = page.place(*span)
    there = right.box is not None and right.box[1] < box[3] and box[1] < right.box[3] and overlap(right.box, box)
    return there and number == right.page


def _leading(page: Sheet, name: str, span: Span) -> Iterator[HintPlace]:
    """The labels that may lead to a value, the nearest first: in its own segment, in the one before, above it."""
    row, _ = page.row(span[0])
    number, box = page.place(*span)
    before = [one for one in segments(page) if row <= one[1][0] < span[0]][-2:]
    texts: list[tuple[float, Direction, str]] = [
        (max(box[0] - box_of(segment)[2], 0.0), "right", page.text[start : min(end, span[0])])
        for segment, (start, end) in before
    ]
    above = ((_above_by(page, at, box), at) for at in _above(page, number, box))
    texts += [(gap, "below", page.text[start:end]) for gap, (start, end) in above]
    for _, direction, text in sorted(texts, key=lambda one: one[0]):
        if label := _label(text, whole=direction == "below"):
            yield HintPlace.model_validate({"field": name, "label": label, "direction": direction})


def _above_by(page: Sheet, above: Span, box: Box) -> float:
    return max(box[1] - page.place(*above)[1][3], 0.0)


def _label(text: str, *, whole: bool) -> str:
    """The words of a text that may be a label: without digits, which belong to one invoice; of a row what follows them."""
    words = re.split(r"\d", RATE.sub("", text))
    if whole and len(words) > 1:
        return ""
    label = AROUND.sub("", folded(words[-1])[0])
    weight = sum(1 + (sign >= WIDE) for sign in label if sign.isalpha())
    return label if weight >= LEAST and len(label) <= LONGEST else ""


def _leads(page: Sheet, place: HintPlace, right: Wanted) -> bool:
    found = led_to(page, place)
    return found is not None and same(found.value, right.value)
