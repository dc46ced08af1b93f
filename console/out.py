"""How a command answers: one JSON document or plain text and tables on stdout; progress and trouble on stderr."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from console.problem import Problem
from console.saying import said

Row = Mapping[str, Any]
WIDE = 240
"""Columns of a table that goes to a file or pipe, where nothing should be cut."""


@dataclass
class Out:
    """The reader's choice of form and language. stdout is for results, stderr for everything else."""

    as_json: bool = False
    language: str = "en"
    debug: bool = False

    def sentence(self, code: str, /, **figures: object) -> str:
        """The sentence of a code; "cli." unless it names its topic."""
        from adapters.sentences import say

        spoken = {name: self._spoken(figure) for name, figure in figures.items()}
        return say(code if "." in code else f"cli.{code}", self.language, **spoken)

    def found(self, code: str, evidence: Mapping[str, object]) -> str:
        """What was found on an invoice."""
        from adapters.sentences import found

        return found(code, self.language, **evidence)

    def helped(self, text: str) -> str:
        """What is said in help, by its English."""
        from adapters.sentences import helped

        return helped(text, self.language)

    def came_in(self, code: str) -> str:
        """Why a file that came in ended as it did."""
        from adapters.sentences import came_in

        return came_in(code, self.language)

    def _spoken(self, what: object) -> object:
        """What went wrong elsewhere, in the reader's language."""
        return said(what, self.language)

    def refusal(self, code: str, figures: Mapping[str, object]) -> str:
        """Why a command was refused."""
        from adapters.sentences import refusal

        return refusal(code, self.language, **figures)

    def audit(self, code: str, figures: Mapping[str, str]) -> str:
        """A sentence of the audit, in the form that `audit.report.Say` asks for."""
        return self.sentence(code, **figures)

    def result(self, data: Any, text: Callable[[], object] | None = None) -> None:
        """The answer: `data` as one line of JSON, or what `text` says."""
        if self.as_json:
            self.json(data)
        elif text is not None:
            text()

    def json(self, data: Any) -> None:
        """One line of JSON; what JSON does not know is written as text."""
        print(json.dumps(data, ensure_ascii=False, default=str), flush=True)

    def line(self, text: str = "") -> None:
        """A line of text on stdout."""
        print(text, flush=True)

    def say(self, code: str, /, **figures: object) -> None:
        """A sentence on stdout."""
        self.line(self.sentence(code, **figures))

    def note(self, code: str, /, **figures: object) -> None:
        """A sentence on stderr."""
        self.tell(self.sentence(code, **figures))

    def tell(self, what: object) -> None:
        """Progress on stderr, for people only: nothing with `-o json`."""
        if not self.as_json:
            print(self._spoken(what), file=sys.stderr, flush=True)

    def table(self, columns: Sequence[str], rows: Iterable[Row], title: str = "") -> None:
        """A table on stdout, its headings from "cli.column-<name>"."""
        from rich import box
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
        for name in columns:
            table.add_column(self.heading(name), justify="right" if name in _RIGHT else "left", overflow="fold")
        for row in rows:
            table.add_row(*(Text(shown(row.get(name))) for name in columns))
        Console(width=self.width).print(table)

    @property
    def width(self) -> int:
        """How many places a line of a table may take: those of the terminal, else many."""
        from shutil import get_terminal_size

        return get_terminal_size().columns if sys.stdout.isatty() else WIDE

    def heading(self, name: str) -> str:
        """The heading of a column, else that of an exported table. A name without one (a supplier in a comparison) is its own."""
        for code in (f"cli.column-{name}", f"tables.{name}"):
            if (known := self.sentence(code)) != code:
                return known[:1].upper() + known[1:]
        return name.replace("_", " ")

    def failed(self, problem: Problem) -> None:
        """What went wrong: as JSON on stdout, else on stderr."""
        error = self.error(problem)
        if self.as_json:
            self.json(error)
        else:
            print(f"{problem.code}: {error['error']['message']}", file=sys.stderr, flush=True)

    def error(self, problem: Problem) -> dict[str, dict[str, Any]]:
        """The printed form of a problem."""
        figures = {name: str(value) for name, value in problem.figures.items()}
        message = self.sentence(problem.code, **problem.figures)
        return {"error": {"code": problem.code, "message": message, "figures": figures}}


_RIGHT = frozenset(
    ("amount", "total", "gross", "net", "seconds", "events", "budget", "available", "pre_encumbered", "encumbered",
     "accrued", "actual", "paid", "due_amount", "proposed", "released", "sent", "settled", "lag", "position")
)  # fmt: skip


def shown(value: Any) -> str:
    """A value of a read model as a cell: money with its currency, instants to the minute, lists with commas."""
    match value:
        case None:
            return ""
        case bool():
            return "✓" if value else ""
        case {"amount": amount, "currency": currency}:
            return f"{amount} {currency or ''}".strip()
        case list() | tuple():
            return ", ".join(map(shown, value))
        case str() if len(value) > 19 and value[10] == "T" and value.endswith(("Z", "+00:00")):
            return value[:16].replace("T", " ")
        case _:
            return str(value)
