"""Rows of read models as JSON: decimal strings, ISO times, and the opaque cursor that marks a place in a list."""

import base64
import binascii
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Column

from contracts.currency import MINOR_UNITS
from contracts.values import SCALE
from projections._columns import EPOCH, MICROSECOND


class BadQueryError(ValueError):
    """A read that cannot be answered: a code whose sentence is in `locale`, and its figures."""

    def __init__(self, code: str, **figures: str) -> None:
        super().__init__(f"{code} {figures}" if figures else code)
        self.code, self.figures = code, figures


def shown(columns: Iterable[Column[Any]], row: dict[str, Any]) -> dict[str, Any]:
    """A row with each value as its kind of column is written in JSON."""
    return {
        column.name: _value(column.info.get("kind"), row[column.name], row.get(column.info.get("currency", "currency")))
        for column in columns
    }


def _value(kind: str | None, value: Any, currency: str | None) -> Any:
    if value is None:
        return None
    match kind:
        case "money":
            # A currency read from a file may be unknown; amounts are only kept where it is known.
            digits = MINOR_UNITS.get(currency or "", 2)
            return {"amount": f"{Decimal(value).scaleb(-digits):f}", "currency": currency}
        case "scaled":
            return f"{Decimal(value).scaleb(-SCALE).normalize():f}"
        case "instant":
            return (EPOCH + MICROSECOND * value).isoformat().replace("+00:00", "Z")
        case "flag":
            return bool(value)
        case "names":
            return [name for name in value.split(",") if name]
        case "structure":
            return json.loads(value)
        case _:
            return value


def encoded(place: Sequence[Any]) -> str:
    """The cursor of a place in a list."""
    return base64.urlsafe_b64encode(json.dumps(list(place)).encode()).decode().rstrip("=")


def decoded(cursor: str) -> list[Any]:
    """The place that a cursor marks. Raises BadQueryError when it is none."""
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise BadQueryError("not-a-cursor") from error
    if not isinstance(place, list):
        raise BadQueryError("not-a-cursor")
    return place
