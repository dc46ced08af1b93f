"""Amounts in Chinese capitals (大写金额) as figures, in every way that real invoices write them."""

import re
import unicodedata
from decimal import Decimal

DIGITS = {digit: value for value, digits in enumerate(
    ("零〇", "壹一弌", "贰二貳弍", "叁三叄參弎", "肆四", "伍五", "陆六陸", "柒七", "捌八", "玖九")
) for digit in digits}  # fmt: skip
PLACES = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
GROUPS = (("亿億", 100_000_000), ("万萬", 10_000))
_FIGURE = "".join([*DIGITS, *PLACES, *(names for names, _ in GROUPS)])
WRITTEN = re.compile(
    rf"(?P<minus>[(]?负数?[)]?|-)?(?:人民币)?(?:(?P<yuan>[{_FIGURE}]*)[圆元圓])?"
    rf"零?(?:(?P<jiao>[{''.join(DIGITS)}])角)?零?(?:(?P<fen>[{''.join(DIGITS)}])分)?[整正]?"
)
MARKS = re.compile(r"[\s¥:⊗x×*]")  # ⓧ is x after NFKC


def value_of(text: str) -> Decimal | None:
    """The amount with two decimals; None where the text is no amount in capitals."""
    found = WRITTEN.fullmatch(MARKS.sub("", unicodedata.normalize("NFKC", text)))
    if found is None or not any(found[part] for part in ("yuan", "jiao", "fen")):
        return None
    whole = _number(found["yuan"] or "零")
    if whole is None:
        return None
    cents = whole * 100 + DIGITS[found["jiao"] or "零"] * 10 + DIGITS[found["fen"] or "零"]
    return Decimal(-cents if found["minus"] else cents).scaleb(-2)


def _number(text: str) -> int | None:
    """The whole number, group by group (亿, 万, rest); None where places do not fall."""
    total = 0
    for names, worth in GROUPS:
        head, mark, rest = _parted(text, names)
        if mark:
            part = _number(head)
            if not part:
                return None
            total, text = total + part * worth, rest
    last = _below_ten_thousand(text)
    return None if last is None else total + last


def _parted(text: str, names: str) -> tuple[str, str, str]:
    at = max(text.rfind(name) for name in names)
    return (text[:at], text[at], text[at + 1 :]) if at >= 0 else ("", "", text)


def _below_ten_thousand(text: str) -> int | None:
    total, digit, last = 0, None, 10_000
    for sign in text:
        if sign in DIGITS:
            if digit:
                return None
            digit = DIGITS[sign]
        else:
            place = PLACES.get(sign)
            if place is None or place >= last or digit == 0:
                return None
            total, digit, last = total + (1 if digit is None else digit) * place, None, place
    return total + (digit or 0)
