"""What a service token may be scoped to: contracts by name, all that services may send of a document, and reading."""

import activities.catalogue as _all  # noqa: F401 - registers every contract
from contracts._base import COMMANDS
from projections.queries import READ_MODELS

READ_ALL = "read"


class ScopeWrong(ValueError):
    """What no service token may be scoped to."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"a service token cannot have the scope {scope!r}")
        self.scope = scope


def sendable() -> frozenset[str]:
    """The contracts that a service may send: no decisions of persons, no follow-ups of the system."""
    return frozenset(name for name, contract in COMMANDS.items() if contract.by == "anyone")


def expanded(scopes: frozenset[str]) -> frozenset[str]:
    """The scopes with `requisition.*` written out, so that a contract added later is not granted silently.

    Allowed: a contract's name, `document.*`, `read` and `read:cases`. Raises ScopeWrong for any other, because a
    service never decides.
    """
    found: set[str] = set()
    for scope in scopes:
        chosen = _chosen(scope)
        if not chosen:
            raise ScopeWrong(scope)
        found |= chosen
    return frozenset(found)


def may_read(scopes: frozenset[str], name: str) -> bool:
    """Whether scopes let a read model be read."""
    return READ_ALL in scopes or f"{READ_ALL}:{name}" in scopes


def _chosen(scope: str) -> frozenset[str]:
    if scope == READ_ALL or (scope.startswith(f"{READ_ALL}:") and scope[5:] in READ_MODELS):
        return frozenset({scope})
    if scope.endswith(".*"):
        return frozenset(name for name in sendable() if name.startswith(scope[:-1]))
    return sendable() & {scope}
