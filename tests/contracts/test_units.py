"""Units convert exactly or not at all."""

from decimal import Decimal
from fractions import Fraction

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from adapters.sentences import LANGUAGES, LOCALE
from contracts.units import STANDARD, UNITS, converted, ratio

BOXES = {"XBX": Decimal(12), "XPK": Decimal("2.5")}


@pytest.mark.parametrize(
    ("amount", "unit", "to", "base", "own", "result"),
    [
        ("1.5", "KMT", "CMT", "MTR", {}, "150000"),
        ("2.5", "TNE", "GRM", "KGM", {}, "2500000"),
        ("90", "MIN", "HUR", "HUR", {}, "1.5"),
        ("1", "LBR", "KGM", "KGM", {}, "0.45359237"),
        ("2", "XBX", "C62", "C62", BOXES, "24"),
        ("24", "C62", "XBX", "C62", BOXES, "2"),
        ("2", "XBX", "DZN", "C62", BOXES, "2"),
        ("2", "DZN", "XBX", "C62", BOXES, "2"),
        ("1", "XPK", "XBX", "MTR", {"XPK": Decimal(3), "XBX": Decimal(4)}, "0.75"),
        ("7", "XBX", "XBX", "C62", {}, None),
        ("5", "C62", "C62", "C62", {}, "5"),
        ("5", "C62", "XBX", "C62", BOXES, None),
        ("1", "MTR", "KGM", "KGM", {}, None),
        ("1", "DAY", "HUR", "HUR", {}, None),
        ("1", "DAY", "HUR", "HUR", {"DAY": Decimal(8)}, "8"),
        ("1", "DZN", "C62", "C62", {"DZN": Decimal(13)}, "13"),
        ("1", "SEC", "HUR", "HUR", {}, None),
        ("36", "SEC", "HUR", "HUR", {}, "0.01"),
        ("1", "GRO", "C62", "XBX", {"C62": Decimal("0.5")}, "144"),
    ],
)  # fmt: skip
def test_exactly_or_not_at_all(
    amount: str, unit: str, to: str, base: str, own: dict[str, Decimal], result: str | None
) -> None:
    found = converted(Decimal(amount), unit, to, base, own)
    assert (None if found is None else f"{found:f}") == result


@given(st.sampled_from(sorted(STANDARD)), st.sampled_from(sorted(STANDARD)))
def test_there_and_back_is_the_same(unit: str, other: str) -> None:
    there, back = ratio(unit, other), ratio(other, unit)
    assert (there is None) == (back is None) == (STANDARD[unit][0] != STANDARD[other][0])
    assert there is None or back is None or there * back == Fraction(1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unit_has_its_name(language: str) -> None:
    assert set(yaml.safe_load((LOCALE / language / "units.yaml").read_text("utf8"))) == UNITS
