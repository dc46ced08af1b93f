"""How good the data is, recomputable from the log up to a position: complete, accurate, timely.

Completeness is the share of an event's optional fields that are filled, where people may leave them out. Accuracy is the
share of numbers with a check digit (tax numbers, IBANs) that are right. Timeliness is recorded − occurred, in seconds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from aggregates.supplier import iban_refusal, tax_id_refusal
from contracts.values import BankAccount
from events._base import Recorded
from events.receipt import CommandReceipt

SHOWN = 20
"""How many failing events are named; `n` and the share count all of them."""


@dataclass
class _Share:
    good: int = 0
    n: int = 0
    failing: list[int] = field(default_factory=list)

    def count(self, fine: bool, position: int) -> None:
        self.n += 1
        self.good += fine
        if not fine and len(self.failing) < SHOWN:
            self.failing.append(position)


def quality(recorded: Iterable[Recorded]) -> list[dict[str, Any]]:
    """One row a measure and subject: `measure`, `subject`, `n`, its figure, and positions of events that fail."""
    filled: defaultdict[str, _Share] = defaultdict(_Share)
    right: defaultdict[str, _Share] = defaultdict(_Share)
    delays: defaultdict[str, list[float]] = defaultdict(list)
    for each in recorded:
        name = each.event.stored_as
        delays[name].append((each.recorded_at - each.occurred_at).total_seconds())
        for optional, given in _optional(each.event):
            filled[f"{name}.{optional}"].count(given, each.position)
        for checked, fine in _checked(each.event):
            right[f"{name}.{checked}"].count(fine, each.position)
    shares = [("completeness", filled), ("accuracy", right)]
    rows = [_shown(measure, name, share) for measure, found in shares for name, share in sorted(found.items())]
    return [*rows, *(_timely(name, sorted(seconds)) for name, seconds in sorted(delays.items()))]


def _optional(event: BaseModel) -> Iterator[tuple[str, bool]]:
    if isinstance(event, CommandReceipt):
        return  # the store's own, nobody fills it in
    for name, info in type(event).model_fields.items():
        if not info.is_required() and info.default is None:
            yield name, getattr(event, name) is not None


def _checked(value: object) -> Iterator[tuple[str, bool]]:
    """Numbers with a check digit, wherever they stand: (what they are, whether they are right)."""
    if isinstance(value, tuple):
        for part in value:
            yield from _checked(part)
    elif isinstance(value, BankAccount):
        if value.iban is not None:
            yield "iban", iban_refusal((value,)) is None
    elif isinstance(value, BaseModel):
        country = getattr(value, "country", None)
        if isinstance(country, str):
            yield from (("tax_id", tax_id_refusal(country, (each,)) is None) for each in getattr(value, "tax_ids", ()))
        for name in type(value).model_fields:
            yield from _checked(getattr(value, name))


def _shown(measure: str, subject: str, share: _Share) -> dict[str, Any]:
    percent = float(round(Fraction(100 * share.good, share.n), 2))
    return {"measure": measure, "subject": subject, "n": share.n, "percent": percent, "failing": share.failing}


def _timely(subject: str, seconds: list[float]) -> dict[str, Any]:
    def at(percent: int) -> float:
        return seconds[min(len(seconds) * percent // 100, len(seconds) - 1)]

    return {
        "measure": "timeliness",
        "subject": subject,
        "n": len(seconds),
        "p50_seconds": at(50),
        "p95_seconds": at(95),
    }
