"""What goes wrong at the command line: a code with its figures and an exit status, never a traceback."""

from typing import Any

OK, NOT_FINE, WRONG_USE, NOT_REACHABLE = 0, 1, 2, 3
"""Exit status: all well; refused or not all fine; wrong use or configuration; something is out of reach."""


class Problem(Exception):
    """A command cannot go on; `code` has its sentence in locale/ ("cli.<code>"), `figures` fill it."""

    def __init__(self, code: str, status: int = WRONG_USE, /, **figures: object) -> None:
        super().__init__(code)
        self.code, self.status, self.figures = code, status, figures


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
        return Problem("system-failed", NOT_REACHABLE, reason=error)
    return Problem("unexpected", NOT_FINE, kind=type(error).__name__, reason=_first_line(error))


def _invalid(error: Any) -> Problem:
    """A value that does not have its form: which field, and why."""
    from adapters.fields import WrongFields, wrong_field

    wrong = WrongFields(tuple(wrong_field(each) for each in error.errors()[:5]))
    return Problem("fields-wrong", WRONG_USE, of=error.title, reasons=wrong)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or ["-"])[0][:300]
