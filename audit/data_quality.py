"""How good the data is, recomputable from the log up to a position: complete, accurate, timely.

Every figure is one of a check (`audit/quality/`), whose meaning, formula and version go with it; it is told for each
field of each event, and for each kind of document as a whole. What fails is named, event by event.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import nlargest
from itertools import islice
from typing import Any

from audit.quality._finding import kind_of
from audit.quality.expected import Expected
from audit.quality.judging import MEASURES, VERSIONS, judgements
from events._base import Recorded

SHOWN = 20
"""How many failing events are named with a figure; `failures` names as many as one wants."""
DELAY = "delay"
Row = dict[str, Any]
_Subject = tuple[str, str, str, str]
"""Check, kind of document, its level ("event" or "kind"), and what is judged."""


@dataclass
class _Share:
    good: int = 0
    n: int = 0
    failing: list[int] = field(default_factory=list)

    def count(self, fine: bool, position: int) -> None:
        self.n += 1
        self.good += fine
        if not fine and len(self.failing) < SHOWN and position not in self.failing[-1:]:
            self.failing.append(position)


def quality(recorded: Iterable[Recorded], expected: Expected | None = None, kind: str | None = None) -> list[Row]:
    """One row a check and subject: `n`, its figure, and positions of events that fail (of delays: of the slowest).

    `expected` says which fields that may be left out ought to be filled; `kind` narrows to one kind of document.
    """
    shares: defaultdict[_Subject, _Share] = defaultdict(_Share)
    delays: defaultdict[_Subject, list[tuple[float, int]]] = defaultdict(list)
    for each, findings in judgements(recorded, expected or {}, kind):
        of, name = kind_of(each), each.event.stored_as
        for found in findings:
            shares[found.check, of, "event", f"{name}.{found.field}"].count(found.fine, each.position)
            shares[found.check, of, "kind", of].count(found.fine, each.position)
        for subject in ((DELAY, of, "event", name), (DELAY, of, "kind", of)):
            delays[subject].append((seconds_of(each), each.position))
    rows = [_shown(subject, share) for subject, share in shares.items()]
    rows += [_timely(subject, sorted(found)) for subject, found in delays.items()]
    order = list(MEASURES)
    return sorted(rows, key=lambda row: (order.index(row["check"]), row["level"], row["subject"]))


def failures(
    recorded: Iterable[Recorded],
    check: str,
    expected: Expected | None = None,
    kind: str | None = None,
    limit: int = SHOWN,
) -> list[Row]:
    """The events that fail a check, the first ones first, each with the field and its figures; of delays the slowest.

    Raises KeyError for an unknown check.
    """
    if MEASURES[check] == "timeliness":
        every = (each for each, _ in judgements(recorded, {}, kind))
        slowest = nlargest(limit, every, key=lambda each: (seconds_of(each), -each.position))
        return [_event(each, "recorded_at", {"seconds": str(seconds_of(each))}) for each in slowest]
    failing = (
        _event(each, found.field, found.figures)
        for each, findings in judgements(recorded, expected or {}, kind)
        for found in findings
        if found.check == check and not found.fine
    )
    return list(islice(failing, limit))


def seconds_of(recorded: Recorded) -> float:
    """Recorded − occurred."""
    return (recorded.recorded_at - recorded.occurred_at).total_seconds()


def _event(each: Recorded, name: str, figures: Any) -> Row:
    ref = getattr(each.event, "ref", None)
    return {
        "position": each.position,
        "kind": kind_of(each),
        "event": each.event.stored_as,
        "document": str(each.originator_id) if ref is None else ref.number,
        "field": name,
        "figures": dict(figures),
        "occurred_at": each.occurred_at.isoformat(),
        "recorded_at": each.recorded_at.isoformat(),
        "actor": each.meta.actor.name,
    }


def _head(subject: _Subject, n: int) -> Row:
    check, kind, level, name = subject
    measure = {"measure": MEASURES[check], "check": check, "version": VERSIONS[check]}
    return {**measure, "kind": kind, "level": level, "subject": name, "n": n}


def _shown(subject: _Subject, share: _Share) -> Row:
    percent = float(round(Fraction(100 * share.good, share.n), 2))
    return {**_head(subject, share.n), "percent": percent, "failing": share.failing}


def _timely(subject: _Subject, found: Sequence[tuple[float, int]]) -> Row:
    slowest = [position for seconds, position in reversed(found[-SHOWN:]) if seconds > 0]
    figures = dict(_percentiles([seconds for seconds, _ in found]))
    return {**_head(subject, len(found)), **figures, "max_seconds": found[-1][0], "failing": slowest}


def _percentiles(rising: Sequence[float]) -> Iterator[tuple[str, float]]:
    """The nearest rank: the smallest figure that so many percent of all do not exceed, the ceil(p·n/100)-th."""
    for percent in (50, 95):
        yield f"p{percent}_seconds", rising[-(-percent * len(rising) // 100) - 1]
