"""Document numbers as people retype them: when two spellings are the same number, and when they only look alike."""

import re
import unicodedata

_MARKS = re.compile(r"[\W_]+")
_LOOK_ALIKE = str.maketrans({"o": "0", "i": "1", "l": "1", "〇": "0", "丨": "1", "一": None})
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_DRAWN_ALIKE = str.maketrans(
    "авекмнорстухѕіїјԛԝԁһӏαβεζηικμνορτυχγϲϳıȷĸłøđħŧ",
    "abekmhopctyxsiijqwdhlabezhikmnoptyxycjijklodht",
)
"""Small letters, most of them of Cyrillic and Greek, whose capitals or themselves are drawn like a Latin letter
(Unicode Technical Standard 39, confusables)."""
_NOT_DRAWN = frozenset({"Cf", "Mn", "Me"})
_LAST_LATIN = "\u017f"
"""Latin letters behind it are of phonetic alphabets and the like: no number has them."""
_IDEOGRAPHS = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})


def _folded(number: str) -> str:
    """What a person sees of a number: width, case, accents, signs that are not drawn and the script of letters and
    digits that look the same do not count."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", number).casefold())
    drawn = unicodedata.normalize("NFKC", _ACCENTS.sub("", plain)).translate(_DRAWN_ALIKE)
    seen = (sign for sign in drawn if unicodedata.category(sign) not in _NOT_DRAWN)
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in seen)


def of_one_script(number: str) -> bool:
    """Whether its letters are of one script that people here can tell apart: Latin, Greek or Cyrillic, beside Han, kana
    and hangul. What mixes them, or brings letters of others, may show one number and be another."""
    letters = (sign for sign in unicodedata.normalize("NFKC", number) if sign.isalpha())
    scripts = {unicodedata.name(sign, "").partition(" ")[0] for sign in letters} - _IDEOGRAPHS
    odd = any(sign > _LAST_LATIN and unicodedata.name(sign, "").startswith("LATIN") for sign in _folded(number))
    return not odd and (not scripts or scripts in ({"LATIN"}, {"GREEK"}, {"CYRILLIC"}))


def normal(number: str) -> str:
    """The same for every notation of one number: width, case, accents and script do not count, any separator is one mark.

    Separators still part the number: 1-23 and 12-3 are two. Zeros in front do not count.
    """
    return _MARKS.sub("-", _folded(number)).strip("-").lstrip("0") or "0"


def alike(number: str) -> str:
    """The same for numbers that a reader or a forger confuses: no separators, no zeros in front, O as 0, I and l as 1.

    一 is drawn like a dash, 丨 like I.
    """
    return _MARKS.sub("", normal(number)).translate(_LOOK_ALIKE).lstrip("0") or "0"


def notations(number: str) -> tuple[str, str]:
    """Two spellings that a number of ours is found by: without separators, and its parts without zeros in front.

    PO-2026-000042 is found as PO2026000042, as "po 2026/42" and as 2026-42 behind any mark.
    """
    plain = _folded(number)
    parts = (part.lstrip("0") or "0" for part in re.findall(r"[^\W\d_]+|\d+", plain))
    return _MARKS.sub("", plain), "-".join(parts)


def looks_like(number: str, prefix: str) -> bool:
    """Whether it is written like one of our own numbers: prefix, year, sequence."""
    return re.fullmatch(rf"{prefix.casefold()}-\d{{4}}-\d+", notations(number)[1]) is not None
