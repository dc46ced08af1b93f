"""Amounts in Chinese capitals, as invoices print them."""

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")


def capitals(amount: Decimal, yuan: str = "圆", whole: str = "整", minus: str = "（负数）") -> str:
    """壹佰圆零玖分 for 100.09; `whole` ends amounts without cents, `minus` begins negative ones."""
    cents = int(abs(amount) * 100)
    whole_yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    text = _integer(whole_yuan) + yuan if whole_yuan or not cents else ""
    if jiao:
        text += DIGITS[jiao] + "角"
    elif fen and whole_yuan:
        text += DIGITS[0]
    text += DIGITS[fen] + "分" if fen else "" if jiao else whole
    return (minus if amount < 0 else "") + text


def _integer(number: int) -> str:
    if number == 0:
        return DIGITS[0]
    text, gap = "", False
    for group in reversed(range(len(GROUPS))):
        part = number // 10_000**group % 10_000
        if not part:
            gap = gap or bool(text)
            continue
        text += (DIGITS[0] if text and (gap or part < 1000) else "") + _group(part) + GROUPS[group]
        gap = False
    return text


def _group(part: int) -> str:
    text, gap = "", False
    for place in reversed(range(4)):
        digit = part // 10**place % 10
        if not digit:
            gap = gap or bool(text)
            continue
        text += (DIGITS[0] if gap else "") + DIGITS[digit] + PLACES[place]
        gap = False
    return text
