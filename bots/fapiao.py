"""What Chinese invoices (发票) have in common: which documents are some, of which kind, and how their numbers are built."""

import re
from typing import Literal

from stdnum.cn import uscc

from bots.identity import DIGITAL, OLD_CODE, OLD_NUMBER, chinese_identity
from bots.plain_text import folded, squeezed
from contracts.reading import Reading

Kind = Literal["special", "ordinary", "toll", "rail", "air"]
"""专用, 普通, 通行费, 铁路电子客票, 航空运输电子客票行程单."""
OF_CODE: dict[str, Kind] = {
    "01": "special", "04": "ordinary", "10": "ordinary", "11": "ordinary", "14": "toll", "20": "special",
    "08": "special", "31": "special", "32": "ordinary", "51": "rail", "61": "air",
}  # fmt: skip
"""By the kind that a QR code states."""
WORDS: tuple[tuple[str, Kind], ...] = (
    ("铁路", "rail"), ("rail", "rail"), ("航空", "air"), ("行程单", "air"), ("通行费", "toll"), ("toll", "toll"),
    ("专", "special"), ("special", "special"), ("普通", "ordinary"), ("普票", "ordinary"), ("ordinary", "ordinary"),
)  # fmt: skip
OF_TAIL: dict[str, Kind] = {"11": "ordinary", "12": "toll", "13": "special"}
"""By the last two digits of a code of 12."""
EXEMPT, NOT_TAXED = "免税", "不征税"
MIXED = frozenset({"*", "**", "***", "\\", "简易征收"})
"""What stands in place of a rate where several hold (差额征税, 混合)."""
ZERO_RATED = frozenset({"出口零税率", "普通零税率"})
WITHOUT_RATE = frozenset({EXEMPT, NOT_TAXED, "免征增值税"}) | MIXED | ZERO_RATED
STRUCTURED = ("fapiao-xml", "ofd")


def is_fapiao(reading: Reading) -> bool:
    """Whether the document is a Chinese invoice: by its format, seller, number, kind or its amount in capitals.

    A seller with a social credit code bills in CNY by 发票 only: one without the tax bureau's number is found, not excused.
    """
    if reading.format in STRUCTURED or reading.value("gross_in_words"):
        return True
    if reading.value("currency") not in ("CNY", None):
        return False
    number, code = squeezed(reading.value("number")), squeezed(reading.value("code"))
    told = folded(reading.value("kind"))
    seller = uscc.is_valid(squeezed(reading.value("seller_tax_id")))
    return seller or chinese_identity(number, code) is not None or bool(code) or "票" in told


def kind_of(reading: Reading) -> Kind | None:
    """The kind of a Chinese invoice; None where the document does not tell."""
    told, code = folded(reading.value("kind")), squeezed(reading.value("code"))
    if OLD_CODE.fullmatch(code) and len(code) == 12 and OF_TAIL.get(code[-2:]) == "toll":
        return "toll"
    if told in OF_CODE:
        return OF_CODE[told]
    named = next((kind for word, kind in WORDS if word in told.casefold()), None)
    return named or (OF_TAIL.get(code[-2:]) if len(code) == 12 else None)


def is_digital(reading: Reading) -> bool:
    """Whether it is a fully digitalised invoice (数电票), which has a number of 20 digits and no code."""
    return DIGITAL.fullmatch(squeezed(reading.value("number"))) is not None


def is_old(reading: Reading) -> bool:
    """Whether it has the code and number of the older kinds."""
    number, code = squeezed(reading.value("number")), squeezed(reading.value("code"))
    return bool(OLD_CODE.fullmatch(code) and OLD_NUMBER.fullmatch(number))


def item_class(description: str | None) -> str:
    """The short name of goods or services between the stars of a line: 建筑服务 of *建筑服务*钢结构安装."""
    found = re.match(r"\*([^*]+)\*", folded(description))
    return found[1] if found else ""
