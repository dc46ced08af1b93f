"""What an audit finds: violations with their figures, and which checks were run and which were not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Say = Callable[[str, Mapping[str, str]], str]
"""Code and figures -> a sentence in the reader's language."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that does not hold: which check, its code (its sentence is in locale/), the document and the figures.

    `document` is a business number where there is one, else a stream id, else a position.
    """

    check: str
    code: str
    document: str = ""
    figures: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The violation for people and machines outside."""
        return {
            "check": self.check,
            "code": self.code,
            "document": self.document,
            "figures": dict(self.figures),
        }

    def line(self, say: Say) -> str:
        """The violation as a sentence."""
        return f"{self.check} {say('audit.' + self.code, {**dict(self.figures), 'document': self.document})}"


def violation(check: str, code: str, document: object = "", **figures: object) -> Violation:
    """A violation with its figures as text."""
    return Violation(check, code, str(document), tuple((name, str(value)) for name, value in figures.items()))


@dataclass(frozen=True)
class Report:
    """The outcome of an audit up to a position; it is clean when nothing is violated, whatever was not run."""

    checked: tuple[str, ...]
    not_run: tuple[str, ...]
    violations: tuple[Violation, ...]
    position: int = 0
    events: int = 0

    @property
    def clean(self) -> bool:
        """Whether every check that was run holds."""
        return not self.violations

    def as_json(self) -> Mapping[str, Any]:
        """The report for people and machines outside."""
        return {
            "checked": list(self.checked),
            "not_run": list(self.not_run),
            "violations": [found.as_json() for found in self.violations],
            "position": self.position,
            "events": self.events,
        }
