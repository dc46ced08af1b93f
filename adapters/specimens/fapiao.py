"""A Chinese invoice as data: five families, sums that add up, and the payload of its code."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from adapters.specimens.companies import Company

CENT = Decimal("0.01")
DIGITAL, OLD = frozenset({"31", "32"}), frozenset({"10", "20"})
RAIL = "51"
GROSS_IN_CODE = DIGITAL | {RAIL}
"""The kinds whose code states the amount with tax; the others state it without."""


class FapiaoLine(NamedTuple):
    """A line; `rate` in percent, None when it is free of tax. A discount has no quantity and a negative amount.
    `cents` is what real systems sometimes are off when they work out the tax from the price with tax."""

    name: str
    amount: Decimal
    rate: Decimal | None
    spec: str = ""
    unit: str = ""
    quantity: Decimal | None = None
    price: Decimal | None = None
    toll: tuple[str, str, str, str] = ("", "", "", "")
    cents: int = 0

    @property
    def tax(self) -> Decimal:
        """The tax of the line, rounded to a cent."""
        return (self.amount * (self.rate or 0) / 100).quantize(CENT, ROUND_HALF_UP) + CENT * self.cents


class Trip(NamedTuple):
    """What a railway ticket says beside its price."""

    train: str
    start: str
    end: str
    leaves: str
    seat: str
    seat_class: str
    passenger: str
    passenger_id: str
    ticket: str


class Fapiao(NamedTuple):
    """An invoice of one of the five families. `kind` is the kind in its code: 10 and 20 (old 普通, 专用; `toll` when
    通行费), 31 and 32 (数电 专用, 普通), 51 (railway ticket); `original` the number of the blue one that it reverses."""

    kind: str
    number: str
    issued: date
    seller: Company
    buyer: Company
    lines: tuple[FapiaoLine, ...]
    code: str = ""
    check: str = ""
    machine: str = ""
    cipher: tuple[str, ...] = ()
    remark: str = ""
    people: tuple[str, str, str] = ("", "", "")
    original: str = ""
    toll: bool = False
    trip: Trip | None = None

    @property
    def family(self) -> str:
        """How layouts and reports call it."""
        if self.toll:
            return "toll"
        return {"10": "old", "20": "old-special", "31": "digital-special", "32": "digital-ordinary", RAIL: "rail"}[
            self.kind
        ]

    @property
    def net(self) -> Decimal:
        """合计金额."""
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def tax(self) -> Decimal:
        """合计税额."""
        return sum((line.tax for line in self.lines), Decimal(0))

    @property
    def gross(self) -> Decimal:
        """价税合计."""
        return self.net + self.tax

    @property
    def free(self) -> bool:
        """Whether nothing is taxed, so that *** stands for the tax."""
        return all(line.rate is None for line in self.lines)

    @property
    def payload(self) -> str:
        """What the code of this invoice says, checksum included."""
        amount = self.gross if self.kind in GROSS_IN_CODE else self.net
        if self.toll and len(self.code) == 12 and self.code.startswith("1"):
            return f"{self.code},{self.number},{self.gross},{self.issued.isoformat()},{self.buyer.name}"
        start = f"01,{self.kind},{self.code},{self.number},{amount},{self.issued:%Y%m%d},{self.check},"
        if self.kind == RAIL:
            return start + f"{modbus(start.encode()):04x}"
        return start + f"{umts(start.encode()):04X}" + ("" if self.kind in DIGITAL else ",")


def umts(data: bytes) -> int:
    """CRC-16, polynomial 0x8005, start 0, not reflected: the end of the codes of kinds 31 and 32."""
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x8005) & 0xFFFF if crc & 0x8000 else crc << 1 & 0xFFFF
    return crc


def modbus(data: bytes) -> int:
    """CRC-16/MODBUS: the end of the codes of railway tickets."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc
