"""What a measure is: ours and a reference run beside it, their ratio, a goal, and one line of text and JSON for each."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class Measure:
    """One figure beside its reference. `ratio` is ours to the reference's (None where only the absolute counts)."""

    name: str
    unit: str
    ours: float
    reference: float | None
    ratio: float | None
    goal: float
    met: bool
    absolute: bool = False
    """Whether the goal bounds ours itself, whatever the reference."""

    def line(self) -> str:
        """For people."""
        beside = "" if self.reference is None else f"  reference {self.reference:,.4g}"
        ratio = "" if self.ratio is None else f"  ratio {self.ratio:.2f}"
        return f"{self.name:24} ours {self.ours:,.4g} {self.unit}{beside}{ratio}  goal {self.goal:g}  {self._verdict()}"

    def as_json(self) -> str:
        """For machines, one line."""
        fields = {key: round(value, 4) if isinstance(value, float) else value for key, value in asdict(self).items()}
        del fields["absolute"]
        return json.dumps(fields)

    def _verdict(self) -> str:
        got = self.ours if self.absolute or self.ratio is None else self.ratio
        return "met" if self.met else f"NOT MET, by {abs(got - self.goal) / self.goal:.0%}"


def at_least(name: str, unit: str, pairs: Sequence[tuple[float, float]], goal: float) -> Measure:
    """Speeds (ours, reference) of runs made in turn: the median of each pair's ratio must reach the goal."""
    ratio = median(ours / reference for ours, reference in pairs)
    return Measure(name, unit, median(p[0] for p in pairs), median(p[1] for p in pairs), ratio, goal, ratio >= goal)


def at_most(name: str, unit: str, ours: float, goal: float, reference: float | None = None) -> Measure:
    """An absolute bound on ours; the reference is shown beside it."""
    ratio = ours / reference if reference else None
    return Measure(name, unit, ours, reference, ratio, goal, ours <= goal, absolute=True)


def growth(name: str, before: float, after: float, goal: float, unit: str = "MB") -> Measure:
    """A figure after a long run against the same figure half-way."""
    ratio = after / before
    return Measure(name, unit, after, before, ratio, goal, ratio <= goal)


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]
