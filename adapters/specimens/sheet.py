"""Pages of Chinese invoices as words with places: layouts are data, contents come from `content`."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from adapters.specimens.content import STARS, Content
from adapters.specimens.paper import Page, Style, Word, on_a4

LAYOUTS = Path(__file__).parent / "layouts"
FALLBACK = "（详见销货清单）"
KANGXI = str.maketrans({"子": "⼦", "方": "⽅", "人": "⼈", "日": "⽇", "大": "⼤", "小": "⼩", "金": "⾦", "工": "⼯"})


@cache
def layout(name: str) -> Mapping[str, Any]:
    """A layout by its name."""
    found: Mapping[str, Any] = json.loads((LAYOUTS / f"{name}.json").read_text("utf8"))
    return found


def pages(what: Content, name: str, style: Style, chance: Random) -> list[Page]:
    """The invoice in a layout; what does not fit becomes a sales list (old) or further pages (fully digital)."""
    plan = layout(name)
    parts = _parts(what.rows, plan)
    if len(parts) <= 1:
        return [_page(plan, what.slots, what.rows, style, chance)]
    if name.startswith("old"):
        face = dict.fromkeys(what.rows[0], "") | {"name": FALLBACK, "amount": what.slots["net"]}
        face |= {"rate": what.rows[0]["rate"], "tax": what.slots["tax"]}
        listed = layout("sales-list")
        return [_page(plan, what.slots, (face,), style, chance), *_lists(what, listed, style, chance)]
    return list(_further(what, plan, parts, style, chance))


def _lists(what: Content, plan: Mapping[str, Any], style: Style, chance: Random) -> Iterator[Page]:
    rows = [{**row, "index": str(number)} for number, row in enumerate(what.rows, 1)]
    for part in _parts(tuple(rows), plan):
        slots = {**what.slots, "net_page": _sum(part, "amount"), "tax_page": _sum(part, "tax")}
        yield _page(plan, slots, part, style, chance)


def _further(
    what: Content, plan: Mapping[str, Any], parts: list[tuple[Mapping[str, str], ...]], style: Style, chance: Random
) -> Iterator[Page]:
    for number, part in enumerate(parts, 1):
        end = number == len(parts)
        slots = {**what.slots, "pages": f"共{len(parts)}页 第{number}页"}
        if not end:
            slots = {key: text for key, text in slots.items() if key not in ("net", "tax", "gross", "words")}
        blank = dict.fromkeys(part[0], "")
        small = blank | {"name": "小计", "amount": "¥" + _sum(part, "amount"), "tax": "¥" + _sum(part, "tax")}
        yield _page(plan, slots, (*part, small), style, chance)


def _sum(rows: tuple[Mapping[str, str], ...], name: str) -> str:
    cents = sum(int(row[name].replace(".", "")) for row in rows if row[name] != STARS)
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _parts(rows: tuple[Mapping[str, str], ...], plan: Mapping[str, Any]) -> list[tuple[Mapping[str, str], ...]]:
    """The rows page by page."""
    parts: list[list[Mapping[str, str]]] = [[]]
    room = capacity = plan["rows"][2] if plan["columns"] else 0
    for row in rows:
        need = max(len(lines) for _, lines in _cells(row, plan))
        if need > room and parts[-1]:
            parts.append([])
            room = capacity - 1  # the line of the page's own sum
        parts[-1].append(row)
        room -= need
    return [tuple(part) for part in parts]


def _page(
    plan: Mapping[str, Any], slots: Mapping[str, str], rows: tuple[Mapping[str, str], ...], style: Style, chance: Random
) -> Page:
    labels = [
        Word(_label(text, style), x, top, size, narrow=(narrow or [1.0])[0])
        for text, x, top, size, *narrow in plan["labels"]
    ]
    values = [word for name, text in slots.items() if name in plan["slots"] for word in _slot(plan, name, text)]
    values += _table(plan, rows)
    words = labels + values if style.order == "labels" else values + labels
    if style.order == "mixed":
        chance.shuffle(words)
    rules = tuple(tuple(rule) for rule in plan["rules"])
    wide, high = plan["page"]
    page = Page(wide, high, tuple(words), rules, tuple(plan["qr"]), tuple(plan["stamp"]))
    return on_a4(page) if style.paper == "a4" and high < 600 else page


def _label(text: str, style: Style) -> str:
    if style.colon:
        text = text.replace(":", style.colon).replace("：", style.colon)
    if style.spread and len(text) == 2:
        text = f"{text[0]} {text[1]}"
    return text.translate(KANGXI) if style.kangxi else text


def _slot(plan: Mapping[str, Any], name: str, text: str) -> Iterator[Word]:
    x, top, size, font, align, *more = plan["slots"][name]
    if name in ("net", "tax", "gross", "net_page", "tax_page") and text != STARS:
        text = plan["mark"] + text
    lines = [text]
    if more and width(text, size, font) > more[0]:
        if len(more) > 1:
            lines = wrapped(text, more[0], size)
        else:
            size = max(5.5, size * more[0] / width(text, size, font))
    for number, line in enumerate(lines):
        yield Word(line, _start(line, x, size, font, align), top + number * (more[1:] or [0])[0], size, font, name)


def _table(plan: Mapping[str, Any], rows: tuple[Mapping[str, str], ...]) -> Iterator[Word]:
    top, step, _, size = plan["rows"]
    for number, row in enumerate(rows):
        cells = list(_cells(row, plan))
        for name, lines in cells:
            x, align, _, *own = plan["columns"][name]
            high = (own or [size])[0]
            for depth, line in enumerate(lines):
                at = _start(line, x, high, "song", align)
                yield Word(line, at, top + depth * step, high, "song", f"{number}.{name}")
        top += step * max(len(lines) for _, lines in cells)


def _cells(row: Mapping[str, str], plan: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for name, (_, align, room, *_) in plan["columns"].items():
        text = row.get(name, "")
        yield name, (wrapped(text, room, plan["rows"][3]) if align == "left" and text else [text] if text else [])


def width(text: str, size: float, font: str = "song") -> float:
    """How wide a text is, about: Chinese signs are square, others half or (Courier) three fifths as wide."""
    narrow = 0.6 if font == "courier" else 0.556 if font == "helvetica" else 0.5
    return sum(size if ord(sign) > 0x2000 else size * narrow for sign in text)


def wrapped(text: str, room: float, size: float) -> list[str]:
    """The text in lines that fit."""
    lines = [""]
    for sign in text:
        if lines[-1] and width(lines[-1] + sign, size) > room:
            lines.append("")
        lines[-1] += sign
    return lines


def _start(text: str, x: float, size: float, font: str, align: str) -> float:
    wide = width(text, size, font)
    return x - wide if align == "right" else x - wide / 2 if align == "center" else x
