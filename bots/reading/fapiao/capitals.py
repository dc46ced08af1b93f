"""Amounts in Chinese capitals (大写): what a fapiao states beside its figures.

Both spellings of the unit (圆, 元) and of "even" (整, 正) are read, and simple digits are not: an amount in 一二三 is no
capital amount.
"""

import re
from decimal import Decimal

from bots.numbers import CENT

DIGITS = "零壹贰叁肆伍陆柒捌玖"
ALIKE = str.maketrans("〇貳參陸萬億圓兩弍弐", "零贰叁陆万亿圆贰贰贰")
PLACES = {"拾": 10, "佰": 100, "仟": 1_000}
GROUPS = {"万": 10_000, "亿": 100_000_000}
NEGATIVE = re.compile(r"^[(（]?负数?[)）]?|^-")
PARTS = re.compile(
    r"(?:(?P<yuan>[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]*)[圆元])?(?P<rest>(?:零?[零壹贰叁肆伍陆柒捌玖]角)?(?:零?[零壹贰叁肆伍陆柒捌玖]分)?)[整正]?"
)


def amount(words: str) -> Decimal | None:
    """The amount that capitals state, negative after 负 or （负数）; None when they are none or break the order of places."""
    text = "".join(words.split()).translate(ALIKE).lstrip("ⓧ⊗¥￥")
    sign = NEGATIVE.match(text)
    found = PARTS.fullmatch(text[sign.end() :] if sign else text)
    if found is None or not (found["yuan"] or found["rest"]):  # 圆零玖分 has no whole yuan
        return None
    yuan = _whole(found["yuan"] or "零")
    if yuan is None:
        return None
    cents = sum(DIGITS.index(found["rest"][at - 1]) * worth for at, worth in _units(found["rest"]))
    value = Decimal(yuan) + Decimal(cents) * CENT
    return -value if sign else value


def _units(rest: str) -> list[tuple[int, int]]:
    return [(rest.index(unit), worth) for unit, worth in (("角", 10), ("分", 1)) if unit in rest]


def _whole(text: str) -> int | None:
    """Whole yuan; each group of four places is read alone, and places must fall from left to right."""
    total, head = 0, text
    for unit, worth in (("亿", GROUPS["亿"]), ("万", GROUPS["万"])):
        left, found, right = head.rpartition(unit)
        if found:
            part = _whole(left) if unit == "亿" else _group(left)
            if not part:
                return None
            total, head = total + part * worth, right
    rest = _group(head) if head else 0
    return None if rest is None else total + rest


def _group(text: str) -> int | None:
    total, place, digit = 0, 10_000, None
    for character in text:
        if character in PLACES:
            if PLACES[character] >= place or (digit is None and total):
                return None
            place = PLACES[character]
            total, digit = total + (1 if digit is None else digit) * place, None
        elif digit:
            return None
        else:
            digit = DIGITS.index(character) if character in DIGITS[1:] else None
    return total + (digit or 0)
