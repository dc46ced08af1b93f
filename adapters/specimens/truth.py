"""What a specimen is: the bytes, and what a perfect reader would say of them."""

from collections.abc import Mapping
from typing import NamedTuple


class Specimen(NamedTuple):
    """One invoice file. `kind` is what is reported together ("fapiao-pdf/digital", "ubl"), `fields` as in
    `contracts.reading.FIELD_NAMES`, `lines` how many lines the invoice has, `name` a file name."""

    name: str
    kind: str
    data: bytes
    fields: Mapping[str, str]
    lines: int
    layout: str = ""
    held_out: bool = False
