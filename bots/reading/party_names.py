"""The names of seller and buyer on a page: under a heading, in the window of a letter, in its head or foot."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bots.reading.blocks import Block, Segment, said
from bots.reading.layout import Sheet
from bots.reading.party_labels import ADDRESSED, HEADS, LABELLED, LEGAL, NAME_LABEL, NAMED, NOISE, POSTAL, SENDER
from bots.reading.written import DAY

SURE, GOOD, LIKELY, GUESS = 0.98, 0.9, 0.8, 0.6
FOOT = 640.0  # points; what stands lower is the letter foot, which speaks of the seller
SECTION = 85.0  # points from a heading down to the last line of its address
COLUMN = 45.0  # points by which the lines of a section stand beside their heading
LINES, ASIDE = 1.4, 3.0  # heights that the lines of a value stand from its label; points by which they vary
NEXT = 26.0  # points from a heading to the first line under it


class Part(NamedTuple):
    """A party on the page: its name, where, how sure, and the block that it stands in."""

    segment: Segment
    name: str
    confidence: float
    block: Block


def headed(role: str, parts: Sequence[Segment]) -> Part | None:
    """The name under, or beside, a heading that says which party follows."""
    for index, line in enumerate(parts):
        head = HEADS[role].fullmatch(said(line))
        if head and head["rest"] and len(line) > 1 and not NOISE.fullmatch(head["rest"]):
            return Part(line, head["rest"], SURE, [line])
        if head and not head["rest"]:
            under = _rows_under(line, parts[index + 1 :])
            if part := _labelled_name(under, parts) or _first_name(under, GOOD):
                return part
    return None


def _rows_under(head: Segment, parts: Sequence[Segment]) -> list[list[Segment]]:
    """The rows of a section, each from the heading's column on, until another heading."""
    rows: list[list[Segment]] = []
    for part in parts:
        over = part[0].top - head[0].top
        if part[0].page != head[0].page or over > SECTION or len(rows) > 8:
            break
        if rows and abs(rows[-1][0][0].top - part[0].top) < 2:
            rows[-1].append(part)
        elif over > 2 and abs(part[0].x0 - head[0].x0) <= COLUMN:
            if any(one.fullmatch(said(part)) for one in HEADS.values()):
                break
            rows.append([part])
    return rows


def _labelled_name(rows: Sequence[Sequence[Segment]], parts: Sequence[Segment]) -> Part | None:
    """The name beside a label that stands by itself; where it goes over lines, they stand about the label's height."""
    block = [part for row in rows for part in row]
    for label in (row[0] for row in rows[:6] if NAME_LABEL.fullmatch(said(row[0]))):
        height = label[0].bottom - label[0].top
        right = [one for one in parts if one[0].page == label[0].page and one[0].x0 > label[-1].x1]
        near = [one for one in right if abs(one[0].top - label[0].top) <= LINES * height]
        end = min((one[0].x0 for one in near if said(one).endswith(":")), default=float("inf"))
        values = [one for one in near if one[0].x0 < end - ASIDE]
        column = [one for one in values if abs(one[0].x0 - min(each[0].x0 for each in values)) <= ASIDE]
        level = [one for one in column if abs(one[0].top - label[0].top) <= height / 4]
        lines = level if level and len(column) < 3 else column
        if lines:
            name = " ".join(said(one) for one in lines)
            whole = tuple(word for one in lines for word in one)
            return Part(whole, name, SURE if len(lines) == 1 else GOOD, block)
    return None


def _first_name(rows: Sequence[Sequence[Segment]], confidence: float) -> Part | None:
    """The first line that can be a name; one that is labelled as such before any other."""
    block = [part for row in rows for part in row]
    for row in rows[:6]:
        if named := NAMED.match(" ".join(said(part) for part in row[:2])):
            return Part(row[min(1, len(row) - 1)], named["value"].strip(), max(confidence, SURE), block)
    for index, row in enumerate(rows[:6]):
        text = said(row[0])
        sentence = text.endswith((".", "!")) and not LEGAL.search(text) and len(text.split()) > 3
        headed = sentence or any(head.fullmatch(text) for head in HEADS.values())
        beside = said(row[1]) if len(row) > 1 else ""
        labelled = headed or LABELLED.match(text) or beside.startswith(":") or DAY.fullmatch(beside)
        if not labelled and not NOISE.fullmatch(text) and re.search(r"[^\W\d]{2}", text) and not POSTAL.search(text):
            return _joined(rows, index, confidence, block)
    return None


def _joined(rows: Sequence[Sequence[Segment]], index: int, confidence: float, block: Block) -> Part:
    """A name may go on in the next line, which then ends with the legal form."""
    first, name = rows[index][0], said(rows[index][0])
    following = said(rows[index + 1][0]) if index + 1 < len(rows) else ""
    if not LEGAL.search(name) and LEGAL.search(following) and not re.search(r"\d", following):
        return Part((*first, *rows[index + 1][0]), f"{name} {following}", confidence, block)
    return Part(first, name, confidence, block)


def _rows(block: Block) -> list[list[Segment]]:
    return [[line] for line in block]


def _addresses(grouped: Sequence[Block]) -> Iterator[Block]:
    """Blocks of the first page that end, or nearly end, with a postal code and a town."""
    for block in grouped:
        lines = [said(line) for line in block[:9]]
        if block[0][0].page == 1 and any(POSTAL.search(line) for line in lines[1:]) and len(block) > 1:
            yield block


def _senders(parts: Sequence[Segment]) -> Iterator[tuple[Segment, str]]:
    """Whole addresses in one line: the sender's line over the window of a letter, or in its foot."""
    for part in parts:
        found = SENDER.fullmatch(said(part))
        if found and POSTAL.search(said(part)) and not NOISE.fullmatch(found["name"]):
            yield part, found["name"].strip()


def _other(block: Block, grouped: Sequence[Block]) -> bool:
    """Whether the block is headed as something else, such as where goods are delivered to."""
    if any(HEADS["other"].fullmatch(said(line)) for line in block[:2]):
        return True
    return any(HEADS["other"].fullmatch(said(one[-1])) and _below(one[-1], block) for one in grouped)


def _below(head: Segment, block: Block) -> bool:
    first = block[0][0]
    near = 0 < first.top - head[0].top <= NEXT and abs(first.x0 - head[0].x0) <= COLUMN
    return near and first.page == head[0].page


def addressee(grouped: Sequence[Block], page: Sheet) -> Part | None:
    """The address of the window: under a sender's line, or addressed to somebody, or the second address of a letter head."""
    found = [block for block in _addresses(grouped) if block[0][0].top < FOOT / 1.5 and not _other(block, grouped)]
    senders = {name.casefold() for _, name in _senders([line for block in grouped for line in block])}
    named = [(block, part) for block in found if (part := _first_name(_rows(block), LIKELY))]
    others = [(block, part) for block, part in named if part.name.casefold() not in senders]
    if not others:
        return None
    to_somebody = [part for block, part in others if any(ADDRESSED.match(said(line)) for line in block)]
    if to_somebody:
        return to_somebody[0]
    mine = [part for block, part in others if not _of_seller(block, page)]
    if mine and (senders or len(mine) < len(others)):
        return mine[0]
    return mine[1] if len(mine) > 1 else None


def _of_seller(block: Block, page: Sheet) -> bool:
    """Whether a block tells what only senders tell of themselves, or its name stands in the letter foot."""
    text = " ".join(said(line) for line in block)
    part = _first_name(_rows(block), GUESS)
    foot = " ".join(word.text for word in page.words if word.top > FOOT).casefold()
    told = re.search(r"@|www\.|\b(?:tel|fon|phone|fax|iban|siret|kvk)\b", text, re.IGNORECASE)
    return bool(told) or (part is not None and len(part.name) > 4 and part.name.casefold() in foot)


def sender(grouped: Sequence[Block], parts: Sequence[Segment], page: Sheet, buyer: Part | None) -> Part | None:
    """The seller by the sender's line, the letter head, or the foot."""
    taken = buyer.name.casefold() if buyer else ""
    for line, name in _senders(parts):
        if name.casefold() != taken:
            return Part(line, name, GOOD if LEGAL.search(name) else LIKELY, [line])
    found = [block for block in _addresses(grouped) if not _other(block, grouped)]
    for block in sorted(found, key=lambda one: not _of_seller(one, page)):
        part = _first_name(_rows(block), LIKELY)
        if part and part.name.casefold() != taken:
            return part
    for line in parts:
        text = said(line)
        if LEGAL.search(text) and len(text) < 50 and text.casefold() != taken and not NOISE.fullmatch(text):
            return Part(line, text, GUESS, [line])
    return None
