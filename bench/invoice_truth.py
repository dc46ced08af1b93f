"""How a reading is held against the truth, and how sure a share is from so many cases."""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from adapters.specimens.truth import Specimen
from contracts.reading import Reading

AMOUNTS = frozenset({"net_amount", "tax_amount", "gross_amount"})
SURE = 0.98


def wilson(good: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson's, which is right near 0 and 1 too)."""
    if not count:
        return 0.0, 1.0
    z, share = 1.959964, good / count
    middle = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    low, high = (middle - spread) / (1 + z * z / count), (middle + spread) / (1 + z * z / count)
    return max(0.0, low), min(1.0, high)


def same(name: str, read: str | None, truth: str) -> bool:
    """Whether a field was read right: amounts as figures, everything else as text without its spaces."""
    if read is None:
        return False
    if name in AMOUNTS:
        try:
            return Decimal(read) == Decimal(truth)
        except InvalidOperation:
            return False
    return "".join(read.split()) == "".join(truth.split())


@dataclass
class Score:
    """What was read of the files of one kind."""

    right: Counter[str] = field(default_factory=Counter)
    count: Counter[str] = field(default_factory=Counter)
    sure: int = 0
    sure_wrong: int = 0
    fields: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    failing: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, specimen: Specimen, reading: Reading) -> None:
        """One more file."""
        for name, truth in specimen.fields.items():
            self._note(name, same(name, reading.value(name), truth), specimen.name)
        if specimen.lines:
            self._note("line count", len(reading.lines) == specimen.lines, specimen.name)
        for name, read in reading.fields.items():
            if name in specimen.fields:
                self.fields += 1
                self.sure += read.confidence >= SURE
                self.sure_wrong += read.confidence >= SURE and not same(name, read.value, specimen.fields[name])
        self.verdicts[reading.verdict] += 1
        if reading.verdict != "accept":
            codes = ",".join(sorted({found.code for found in reading.findings if found.severity != "warn"}))
            self.failing[f"{reading.verdict}: {codes}"].append(specimen.name)

    def _note(self, name: str, right: bool, file: str) -> None:
        self.count[name] += 1
        self.right[name] += right
        if not right:
            self.failing[name].append(file)

    def share(self, *names: str) -> tuple[int, int]:
        """How many of these fields were right, and of how many."""
        return sum(self.right[name] for name in names), sum(self.count[name] for name in names)


class Report:
    """What was measured, said as it comes; `missed` keeps the rows whose goals are not met."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def say(self, text: str) -> None:
        """A line of text."""
        print(text, flush=True)

    def row(self, label: str, good: int, count: int, goal: float | None = None, most: float | None = None) -> None:
        """A share with its count and interval, and whether it reaches `goal` or stays within `most`; nothing of none."""
        if not count:
            return
        low, high = wilson(good, count)
        share = good / count
        text = f"  {label:34} {good:6}/{count:<6} {share:7.2%}  [{low:.2%}, {high:.2%}]"
        if goal is not None or most is not None:
            met = share >= goal if goal is not None else share <= (most or 0.0)
            bound = f"goal {'>=' if goal is not None else '<='} {goal if goal is not None else most:.1%}"
            text += f"  {bound}  {'met' if met else 'NOT MET'}"
            if not met:
                self.missed.append(text.strip())
        self.say(text)

    def figure(
        self, label: str, value: float, unit: str, *, least: float | None = None, most: float | None = None
    ) -> None:
        """A measured figure against a bound."""
        met = (least is None or value >= least) and (most is None or value <= most)
        bound = (
            "" if least is None and most is None else f"  goal {'>=' if least is not None else '<='} {least or most:g}"
        )
        text = f"  {label:34} {value:10.4g} {unit}{bound}" + (f"  {'met' if met else 'NOT MET'}" if bound else "")
        if not met:
            self.missed.append(text.strip())
        self.say(text)
