"""Random approval matrices that are sound by the way in which they are made, documents for them, and faults put into them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any

from contracts.conditions import FieldType

KINDS: Mapping[str, FieldType] = {
    "amount": "money",
    "category": "code",
    "department": "code",
    "over_budget": "yes_no",
    "requester_level": "number",
}
DECIMALS = {"EUR": 2, "CNY": 2, "JPY": 0, "KWD": 3}
WORDS = ("IT", "HR", "OFFICE", "STEEL", "CABLES", "(none)", "(several)")
OTHER_WORDS = ("it", "IT2", "X.1", "a@b-c_d")
STEPS = [{"name": "Manager", "roles": ["manager"]}]
Tests = dict[str, Any]


def sound(random: Random, currencies: tuple[str, ...] = tuple(DECIMALS), rows: int = 12) -> dict[str, Any]:
    """A matrix made by parting all documents in two, and one of the parts again: nothing is left out, nothing is twice."""
    asked = tuple(random.sample(currencies, random.randint(1, len(currencies))))
    parts: list[Tests] = [{}]
    for _ in range(random.randint(0, rows - 1)):
        parts.sort(key=lambda _: random.random())
        parts[:1] = _parted(parts[0], random.choice(list(KINDS)), random, asked)
    rest = random.choice((0, 0, 1, len(parts) // 2)) if len(parts) > 1 else 0
    named = [{"row": f"r{number}", "when": when, "steps": STEPS} for number, when in enumerate(parts[rest:])]
    rest_row = [{"row": "rest", "otherwise": True, "steps": STEPS}] if rest else []
    return {"currencies": list(asked), "rows": [*named, *rest_row]}


def _parted(part: Tests, field: str, random: Random, currencies: tuple[str, ...]) -> list[Tests]:
    """The part in two, by a field; the part alone where the field does not part it any more."""
    test = part.get(field, {})
    match KINDS[field]:
        case "yes_no":
            halves = [] if test else [{"so": True}, {"so": False}]
        case "code":
            halves = _words_parted(test, random)
        case _:
            halves = _band_parted(test, random, currencies if KINDS[field] == "money" else ())
    return [{**part, field: half} for half in halves] or [part]


def _words_parted(test: Tests, random: Random) -> list[Tests]:
    held = sorted(test.get("one_of", set(WORDS) - set(test.get("none_of", ()))))
    if len(held) < 2:
        return []
    some = random.sample(held, random.randint(1, len(held) - 1))
    others = sorted(set(held) - set(some))
    return [
        {"one_of": some},
        {"one_of": others} if "one_of" in test else {"none_of": [*test.get("none_of", ()), *some]},
    ]


def _band_parted(test: Tests, random: Random, currencies: tuple[str, ...]) -> list[Tests]:
    held = test.get("currencies", currencies)
    if len(held) > 1 and random.random() < 0.4:
        some = random.sample(sorted(held), random.randint(1, len(held) - 1))
        return [{**test, "currencies": some}, {**test, "currencies": sorted(set(held) - set(some))}]
    finest = min((DECIMALS[currency] for currency in held), default=0)
    low = int(Decimal(test.get("above", 0)).scaleb(finest)) + 1
    high = int(Decimal(test.get("up_to", 30 if not held else 10**6)).scaleb(finest)) - 1
    if low > high:
        return []
    bound = str(Decimal(random.randint(low, high)).scaleb(-finest))
    return [{**test, "up_to": bound}, {**test, "above": bound}]


def document(random: Random, matrix: Mapping[str, Any]) -> dict[str, str]:
    """Facts that any matrix can be asked about, half of them at a bound or one step beside it, or a word that it names."""
    tests = [row["when"] for row in matrix["rows"] if "when" in row]
    return {field: _fact(random, kind, field, matrix, tests) for field, kind in KINDS.items()}


def _fact(random: Random, kind: FieldType, field: str, matrix: Mapping[str, Any], tests: list[Tests]) -> str:
    mine = [test[field] for test in tests if field in test]
    if kind == "yes_no":
        return random.choice(("yes", "no"))
    if kind == "code":
        return random.choice((*WORDS, *OTHER_WORDS))
    currency = random.choice(matrix["currencies"]) if kind == "money" else ""
    finest = DECIMALS.get(currency, 0)
    bounds = [Decimal(test[end]) for test in mine for end in ("above", "up_to") if end in test]
    near = int(random.choice(bounds).scaleb(finest)) + random.choice((-1, 0, 0, 1)) if bounds else 0
    figure = near if random.random() < 0.6 else random.randint(0, 10 ** random.randint(0, 14 if kind == "money" else 2))
    amount = Decimal(max(figure, 0)).scaleb(-finest)
    return f"{min(amount, Decimal(10) ** 12):f} {currency}".strip()


LOOKALIKES = {"I": "І", "T": "Т", "H": "Ｈ", "O": "О", "S": "Ѕ", "a": "а", "i": "і", "X": "Х", "C": "С", "1": "１"}
"""Letters of Cyrillic and of full width that people cannot tell from Latin ones."""


def spoilt(random: Random, facts: Mapping[str, str], asked: tuple[str, ...]) -> dict[str, str]:
    """The facts with one that the matrix needs missing, or so written that nothing may be decided by it.

    An amount is read wherever it is, also where no row asks for it; only then it may be missing.
    """
    field = random.choice(tuple(dict.fromkeys(("amount", *asked))))
    given = facts[field]
    if field in asked and random.random() < 0.1:
        return {name: fact for name, fact in facts.items() if name != field}
    empty = (
        "",
        " ",
        f" {given}",
        f"{given} ",
        f"{given}\n",
        f"{given}\u200b",
        f"\ufeff{given}",
        f"{given}\x00",
        "null",
    )
    match KINDS[field]:
        case "money":
            amount, currency = given.split(" ")
            wrong = (*_numbers_spoilt(amount, " " + currency), amount, currency, f"{currency} {amount}",
                     f"{amount} SEK", f"{amount} XXX", f"{amount} {currency.lower()}", f"{amount}  {currency}",
                     f"{amount}\u00a0{currency}", f"{amount} {currency} {currency}", f"1.0001 {currency}",
                     f"1000000000000.001 {currency}", f"1000000000001 {currency}", "yes", "IT")  # fmt: skip
        case "number":
            wrong = (*_numbers_spoilt(given, ""), f"{given} EUR", "yes", "1000000000000.1")
        case "yes_no":
            wrong = ("YES", "Yes", "no.", "true", "false", "1", "0", "y", "ｙｅｓ", "уes", "是", "none", "nο")
        case _:
            wrong = (
                *_words_spoilt(given),
                "A" * 65,
                "(None)",
                "(none",
                "(several",
                "（none）",
                "*",
                "信息",
                "-IT",
                "=IT",
            )
    return {**facts, field: random.choice((*empty, *wrong) if KINDS[field] != "code" else (*empty[:-1], *wrong))}


def _words_spoilt(word: str) -> tuple[str, ...]:
    places = [at for at, letter in enumerate(word) if letter in LOOKALIKES]
    return tuple(word[:at] + LOOKALIKES[word[at]] + word[at + 1 :] for at in places) or (word + "\u0301",)


def _numbers_spoilt(number: str, after: str) -> tuple[str, ...]:
    arabic, wide = (
        number.translate({ord("0") + n: ord("٠") + n for n in range(10)}),
        "".join(chr(ord(digit) + 0xFEE0) if digit.isdigit() else digit for digit in number),
    )
    told = ("NaN", "nan", "sNaN", "inf", "Infinity", "-inf", "1e3", "1E3", "1e-1", "1e999999999", f"{number}e0", "9" * 40,
            f"-{number}", "-0", "-0.01",
            f"+{number}", "1_000", "1,000", "0x10", ".5", "5.", "1.2.3", "", arabic, wide, "½", "一", "--1")  # fmt: skip
    return tuple(f"{each}{after}" for each in told)
