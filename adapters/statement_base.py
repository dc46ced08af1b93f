"""What the readers of bank statements share: what is wrong with a file, and how a bank's words become one line."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from bots.numbers import exact, plain

MAX_WORD = 140
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_BLANK = re.compile(r"[\x00-\x20\x7f-\xa0\u2028-\u202e\u2066-\u2069]+")


class BadStatement(ValueError):
    """The file is no statement that can be taken in: a code, and its figures."""

    def __init__(self, code: str, **figures: object) -> None:
        super().__init__(code)
        self.code, self.figures = code, {name: str(value) for name, value in figures.items()}


def word(text: str | None) -> str | None:
    """The bank's word on one line, without marks that turn or hide text, cut; None where nothing is left."""
    return _BLANK.sub(" ", text or "").strip()[:MAX_WORD].strip() or None


def account(text: str | None) -> str | None:
    """An account number without the blanks that people read it by."""
    return word("".join((text or "").split()).upper())


def figure(text: str | None, where: str) -> Decimal:
    """An amount as written. Raises BadStatement."""
    told = unicodedata.normalize("NFKC", text or "").strip()
    # A comma parts thousands; where it does not, it may be somebody's decimal sign, and the amount another.
    found = exact(told.replace(",", "")) if "," not in told or _THOUSANDS.fullmatch(told) else None
    if found is None:
        raise BadStatement("statement-no-figure", where=where, text=(text or "")[:40])
    return found


def money(amount: Decimal, currency: str) -> dict[str, str]:
    """An amount as JSON."""
    return {"amount": plain(amount), "currency": currency}


Told = dict[str, Any]
"""A statement or an entry as JSON: the fields of ImportBankStatement."""
