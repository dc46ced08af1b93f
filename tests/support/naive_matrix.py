"""Approval matrices read anew from docs/approval-matrix.md, as plainly as can be: an oracle that shares no code with ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

DECIMALS = {"EUR": 2, "CNY": 2, "USD": 2, "JPY": 0, "KWD": 3}


def row_of(matrix: Mapping[str, Any], facts: Mapping[str, str], types: Mapping[str, str]) -> str | None:
    """The name of the one row that takes the document; None where it is refused."""
    needed = {field for row in matrix["rows"] for field in row.get("when", {})} | {
        field for field, kind in types.items() if kind == "money" and field in facts
    }
    known = {field: _read(facts.get(field), types[field], matrix["currencies"]) for field in needed}
    if None in known.values():
        return None
    fitting = [
        row["row"]
        for row in matrix["rows"]
        if not row.get("otherwise")
        if all(_passes(test, known[field]) for field, test in row.get("when", {}).items())
    ]
    if not fitting and matrix["rows"][-1].get("otherwise"):
        return str(matrix["rows"][-1]["row"])
    return fitting[0] if len(fitting) == 1 else None


def _read(text: str | None, kind: str, currencies: list[str]) -> Any:
    if text is None:
        return None
    if kind == "yes_no":
        return text if text in ("yes", "no") else None
    if kind == "code":
        plain = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._@-]*", text) and len(text) <= 64
        return text if plain or text in ("(none)", "(several)") else None
    amount, _, currency = text.partition(" ")
    if (kind == "number") != (currency == "" and " " not in text):
        return None
    if not re.fullmatch(r"[0-9]+(\.[0-9]{1,12})?", amount) or Decimal(amount) > 10**12:
        return None
    if kind == "money" and (currency not in currencies or Decimal(amount) * 10 ** DECIMALS[currency] % 1):
        return None
    return Decimal(amount), currency


def _passes(test: Mapping[str, Any], fact: Any) -> bool:
    if "so" in test:
        return bool(test["so"] == (fact == "yes"))
    if "one_of" in test or "none_of" in test:
        return bool(fact in test["one_of"]) if "one_of" in test else fact not in test["none_of"]
    number, currency = fact
    beyond = test.get("above") is None or number > Decimal(test["above"])
    within = test.get("up_to") is None or number <= Decimal(test["up_to"])
    return bool(beyond and within and (not test.get("currencies") or currency in test["currencies"]))
