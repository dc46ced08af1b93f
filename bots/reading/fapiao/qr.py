"""What the QR code of a Chinese e-invoice says.

`01,kind,code,number,amount,yyyymmdd,check code,CRC[,]`. The amount is without tax for the old kinds 01, 04, 10 and
20, and what is asked for in the kinds of digital invoices. The last part of kinds 31, 32 and 51 is a check sum
(found by measurement, no published rule). Toll invoices also have `code,number,amount,yyyy-mm-dd,buyer`.
"""

import re
from typing import NamedTuple

from bots.numbers import exact

NET_KINDS = frozenset({"01", "04", "10", "14", "20"})
CHECKED_KINDS = frozenset({"31", "32", "51"})
STANDARD = re.compile(
    r"01,(?P<kind>\d{2}),\s*(?P<code>\d{10,12})?\s*,(?P<number>\d{8}|\d{20}),(?P<amount>-?\d+(?:\.\d{1,2})?),"
    r"(?P<date>\d{8}),\s*(?P<check>\d{20})?\s*,(?P<crc>[0-9A-Fa-f]{0,8})\s*,?"
)
TOLL = re.compile(
    r"(?P<code>\d{10,12}),(?P<number>\d{8}),(?P<amount>-?\d+(?:\.\d{1,2})?),(?P<date>\d{4}-\d{2}-\d{2})(?:,(?P<buyer>.*))?"
)


class Qr(NamedTuple):
    """The parts of a code; those that it leaves out are None, `crc_right` when it has no check sum that we know."""

    kind: str | None
    code: str | None
    number: str
    amount: str
    issue_date: str
    check_code: str | None = None
    buyer: str | None = None
    crc_right: bool | None = None

    @property
    def amount_is_net(self) -> bool | None:
        """Whether the amount is without tax; unknown for the toll form."""
        return None if self.kind is None else self.kind in NET_KINDS


def parse(payload: str) -> Qr | None:
    """The parts of a payload, or None when it is no code of an invoice (a link to a portal for instance)."""
    text = payload.strip()
    if found := STANDARD.fullmatch(text):
        date = found["date"]
        return Qr(
            found["kind"], found["code"], found["number"], found["amount"],
            f"{date[:4]}-{date[4:6]}-{date[6:]}", found["check"], None, _crc_right(text, found),
        )  # fmt: skip
    if found := TOLL.fullmatch(text):
        return Qr(None, found["code"], found["number"], found["amount"], found["date"], buyer=found["buyer"] or None)
    return None


def _crc_right(text: str, found: re.Match[str]) -> bool | None:
    if found["kind"] not in CHECKED_KINDS or not found["crc"]:
        return None
    head = text[: found.start("crc")].encode()
    expected = modbus(head) if found["kind"] == "51" else crc16(head)
    return int(found["crc"], 16) == expected


def crc16(data: bytes) -> int:
    """CRC-16, polynomial 0x8005, start 0, not reflected."""
    register = 0
    for byte in data:
        register ^= byte << 8
        for _ in range(8):
            register = (register << 1 ^ (0x8005 if register & 0x8000 else 0)) & 0xFFFF
    return register


def modbus(data: bytes) -> int:
    """CRC-16/MODBUS, polynomial 0x8005 reflected, start 0xFFFF."""
    register = 0xFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0xA001 if register & 1 else 0)
    return register


def same_amount(one: str | None, other: str | None) -> bool:
    """Equal as exact figures."""
    left, right = exact(one), exact(other)
    return left is not None and left == right
