"""Fonts whose characters are drawn as one thing and read as another (ToUnicode against the encoding of the same font).

People see the glyph that the encoding names, programs read what ToUnicode says. Where both are told of a digit or a
Latin letter, no honest program lets them differ. Fonts that name no glyphs (Type 0) tell nothing here.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf

from contracts.reading import Finding

MAX_FONTS, MAX_MAP = 100, 200_000
SIMPLE = ("/Type1", "/TrueType", "/MMType1")
SYMBOLIC = 4  # such a font has codes of its own, whatever it says of its encoding
STANDARD = ("/WinAnsiEncoding", "/MacRomanEncoding", "/StandardEncoding")
DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
NAMES: Mapping[str, str] = {name: str(value) for value, name in enumerate(DIGITS)}
SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
CODE = rb"<\s*([0-9A-Fa-f]{2})\s*>\s*"
PAIR = re.compile(CODE + rb"<\s*([0-9A-Fa-f]{4})\s*>")
RANGE = re.compile(CODE + CODE + rb"(?:<\s*([0-9A-Fa-f]{4})\s*>|\[([^\]]*)\])")


def remapped(document: pikepdf.Pdf) -> Iterator[Finding]:
    """What is told of the fonts of an open file whose digits or letters read otherwise than they are drawn."""
    fonts = (one for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/ToUnicode" in one)
    for count, font in enumerate(fonts):
        differing = sorted(_differing(font)) if count < MAX_FONTS else []
        if differing:
            shown, read = differing[0]
            name = str(font.get("/BaseFont", "")).lstrip("/")[:80]
            yield Finding.of("font-reads-otherwise", "exception", {"font": name, "shown": shown, "read": read})


def _differing(font: Any) -> Iterator[tuple[str, str]]:
    stream = font["/ToUnicode"]
    if str(font.get("/Subtype", "")) not in SIMPLE or not isinstance(stream, pikepdf.Stream):
        return
    drawn = _drawn(font)
    for code, read in _read(stream.read_bytes()[:MAX_MAP]):
        shown = drawn.get(code)
        if shown and shown != read and _is_plain(shown) and _is_plain(read):
            yield shown, read


def _drawn(font: Any) -> dict[int, str]:
    """What each code is drawn as, of digits and Latin letters; nothing where the font has an encoding of its own."""
    encoding = font.get("/Encoding")
    base = str(encoding.get("/BaseEncoding", "")) if isinstance(encoding, pikepdf.Dictionary) else str(encoding)
    described = font.get("/FontDescriptor", {})
    embedded = any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    known = not embedded or (base in STANDARD and not int(described.get("/Flags", 0)) & SYMBOLIC)
    drawn = {code: chr(code) for code in range(0x30, 0x7B)} if known else {}
    code = 0
    for one in encoding.get("/Differences", ()) if isinstance(encoding, pikepdf.Dictionary) else ():
        if isinstance(one, pikepdf.Name):
            name = str(one).lstrip("/")
            drawn[code] = NAMES.get(name, name if len(name) == 1 else "")
            code += 1
        else:
            code = int(one)
    return drawn


def _read(written: bytes) -> Iterator[tuple[int, str]]:
    """Each code of one byte with the character that it reads as."""
    for kind, body in SECTION.findall(written):
        if kind == b"bfchar":
            yield from ((int(code, 16), chr(int(value, 16))) for code, value in PAIR.findall(body))
            continue
        for first, last, start, each in RANGE.findall(body):
            values = re.findall(rb"<\s*([0-9A-Fa-f]{4})\s*>", each)
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                if start:
                    yield code, chr(min(int(start, 16) + step, 0xFFFF))
                elif step < len(values):
                    yield code, chr(int(values[step], 16))


def _is_plain(character: str) -> bool:
    return character.isascii() and character.isalnum()
