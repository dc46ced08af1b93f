"""UN/ECE Recommendation 20: the unit codes that may be used, and exact conversions within one dimension."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

_F = Fraction
STANDARD: Mapping[str, tuple[str, Fraction]] = {
    "C62": ("count", _F(1)), "EA": ("count", _F(1)), "H87": ("count", _F(1)), "PR": ("count", _F(2)),
    "DZN": ("count", _F(12)), "CEN": ("count", _F(100)), "GRO": ("count", _F(144)), "MIL": ("count", _F(1000)),
    "MTR": ("length", _F(1)), "MMT": ("length", _F(1, 1000)), "CMT": ("length", _F(1, 100)),
    "DMT": ("length", _F(1, 10)), "KMT": ("length", _F(1000)), "INH": ("length", _F(254, 10_000)),
    "FOT": ("length", _F(3048, 10_000)), "YRD": ("length", _F(9144, 10_000)),
    "MTK": ("area", _F(1)), "MMK": ("area", _F(1, 10**6)), "CMK": ("area", _F(1, 10**4)), "HAR": ("area", _F(10**4)),
    "KMK": ("area", _F(10**6)),
    "MTQ": ("volume", _F(1)), "LTR": ("volume", _F(1, 1000)), "MLT": ("volume", _F(1, 10**6)),
    "CMQ": ("volume", _F(1, 10**6)), "DMQ": ("volume", _F(1, 1000)), "HLT": ("volume", _F(1, 10)),
    "KGM": ("mass", _F(1)), "MGM": ("mass", _F(1, 10**6)), "GRM": ("mass", _F(1, 1000)), "TNE": ("mass", _F(1000)),
    "LBR": ("mass", _F(45_359_237, 10**8)),
    "SEC": ("time", _F(1)), "MIN": ("time", _F(60)), "HUR": ("time", _F(3600)),
    "JOU": ("energy", _F(1)), "KJO": ("energy", _F(1000)), "WHR": ("energy", _F(3600)), "KWH": ("energy", _F(3_600_000)),
    "MWH": ("energy", _F(3_600_000_000)),
    "WTT": ("power", _F(1)), "KWT": ("power", _F(1000)), "MAW": ("power", _F(10**6)),
}  # fmt: skip
"""Code -> dimension and how much of the dimension's first unit it is; only what is exact by definition."""
_OTHERS = (
    "DAY WEE MON ANN XBX XBG XPK XPX XCT XRO XRL XDR XCY XSA XBJ XTB XPP XST XCS XUN SET LS E48 P1 "
    "KTM TKM BAR CEL KEL VLT AMP HTZ NEW ACT D30 LEF RO NAR NPR BG BX CT CS PK PF ST ZZ"
)
"""Codes without a standard conversion: a working day has no fixed number of hours, a box no fixed number of pieces."""
UNITS = frozenset(STANDARD) | frozenset(_OTHERS.split())
"""Every unit code that may be used; it only grows."""


def ratio(unit: str, base: str, own: Mapping[str, Decimal] | None = None) -> Fraction | None:
    """How many of `base` one of `unit` is: by an item's own conversions (unit -> so many of base) first, then by the
    standard ones, or by both after one another (a box of 3 m, wanted in cm). None where there is no way.
    """
    if unit == base:
        return Fraction(1)
    if own and unit in own:
        return Fraction(own[unit])
    if standard := _standard(unit, base):
        return standard
    for packed, factor in (own or {}).items():
        if step := _standard(unit, packed):
            return step * Fraction(factor)
    return None


def _standard(unit: str, base: str) -> Fraction | None:
    if unit == base:
        return Fraction(1)
    (dimension, size), (other, whole) = STANDARD.get(unit, ("", _F(1))), STANDARD.get(base, ("-", _F(1)))
    return size / whole if dimension == other else None


def converted(
    amount: Decimal, unit: str, to: str, base: str, own: Mapping[str, Decimal] | None = None
) -> Decimal | None:
    """`amount` of `unit` in `to`, exactly, over the item's base unit. None without a conversion, or where the result
    has no exact decimal of at most twelve places (a third of a box): it is never rounded.
    """
    into, out = ratio(unit, base, own), ratio(to, base, own)
    if into is None or out is None:
        return None
    exact = Fraction(amount) * into / out * 10**12
    return None if exact.denominator != 1 else _plain(exact.numerator)


def _plain(trillionths: int) -> Decimal:
    found = Decimal(trillionths).scaleb(-12)
    return found.quantize(Decimal(1)) if found == found.to_integral() else found.normalize()
