"""What goes wrong at the command line: a code with its figures and an exit status, never a traceback."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

OK, NOT_FINE, WRONG_USE, NOT_REACHABLE = 0, 1, 2, 3
"""Exit status: all well; refused or not all fine; wrong use or configuration; something is out of reach."""


class Problem(Exception):
    """A command cannot go on; `code` has its sentence in locale/ ("cli.<code>"), `figures` fill it."""

    def __init__(self, code: str, status: int = WRONG_USE, /, **figures: object) -> None:
        super().__init__(code)
        self.code, self.status, self.figures = code, status, figures


def unknown(kind: str, number: object) -> Problem:
    """There is no document of this kind with this number."""
    return Problem("unknown-number", NOT_FINE, number=number, kind=Kind(kind))


@dataclass(frozen=True)
class Kind:
    """A kind of document by the name that the code has for it ("cli.kind-<name>")."""

    name: str

    def text(self, language: str) -> str:
        """What people call it."""
        from adapters.sentences import say

        return say(f"cli.kind-{self.name}", language)

    def __str__(self) -> str:
        return self.name.replace("_", " ")


def explained(error: BaseException) -> Problem:
    """Any error as a problem. Names are compared, so that nothing is imported only to fail."""
    if isinstance(error, Problem):
        return error
    names = {kind.__name__ for kind in type(error).__mro__}
    if names & {"TemporalUnavailable", "TemporalStartFailed"}:
        return Problem("temporal-failed", NOT_REACHABLE, reason=getattr(error, "note", error))
    if "ValidationError" in names:
        return _invalid(error)
    if "PoliciesWrong" in names:
        return Problem("policies-wrong", WRONG_USE, reason=error)
    if "Unstable" in names:
        return Problem("try-again", NOT_REACHABLE, reason=error)
    if names & {"PersistenceError", "DBAPIError"} or type(error).__module__.split(".")[0] in ("sqlite3", "psycopg"):
        return Problem("store-failed", NOT_REACHABLE, reason=_first_line(error))
    if names & {"RPCError", "TemporalOutOfReach"}:
        return Problem("temporal-out-of-reach", NOT_REACHABLE, reason=error)
    if "CannotListen" in names:
        return Problem("cannot-listen", NOT_REACHABLE, reason=error)
    if isinstance(error, OSError):
        return Problem("system-failed", NOT_REACHABLE, reason=OfFile(error))
    return Problem("unexpected", NOT_FINE, kind=type(error).__name__, reason=_first_line(error))


@dataclass(frozen=True)
class OfFile:
    """What the system says, with the file that it says it of."""

    error: OSError

    def text(self, language: str) -> str:
        """The sentence."""
        from console.saying import said

        return ": ".join(str(each) for each in (self.error.filename, said(self.error, language)) if each)

    def __str__(self) -> str:
        return self.text("en")


def _invalid(error: Any) -> Problem:
    """A value that does not have its form: which field, and why."""
    name, known = _command(error.title)
    return Problem("fields-wrong", WRONG_USE, of=name, reasons=Wrong(error, known))


@dataclass(frozen=True)
class Wrong:
    """Values without their form; of a command whose fields were mistaken also which fields it has."""

    error: Any
    known: Mapping[str, str] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """The sentences."""
        from adapters.fields import WrongFields, wrong_field
        from adapters.sentences import say

        found = WrongFields(tuple(wrong_field(each) for each in self.error.errors()[:5])).text(language)
        mistaken = any(
            each["type"] in ("missing", "extra_forbidden") and len(each["loc"]) == 1 for each in self.error.errors()
        )
        if not (self.known and mistaken):
            return found
        return " ".join((found, say("cli.fields-known", language, **self.known)))

    def __str__(self) -> str:
        return self.text("en")


def _command(title: str) -> tuple[str, dict[str, str]]:
    """The written name of the command of a class and its fields; of anything else its title."""
    base = sys.modules.get("contracts._base")
    kind = next((kind for kind in (base.COMMANDS.values() if base else ()) if kind.__name__ == title), None)
    if kind is None:
        return title, {}
    needed = [name for name, each in kind.model_fields.items() if each.is_required()]
    others = [name for name in kind.model_fields if name not in needed]
    return kind.contract, {"needed": ", ".join(needed) or "-", "others": ", ".join(others) or "-"}


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or ["-"])[0][:300]
