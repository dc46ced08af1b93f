"""Which function handles which command; the policies in force are bound to all of them at the composition root."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar
from uuid import UUID

from activities.candidates import NOBODY, Candidates
from activities.policies import Policies
from activities.referring import referred
from aggregates._base import Aggregate
from contracts._base import Command
from contracts.values import Ref
from store.handler import Handling
from store.work import Work

F = TypeVar("F", bound=Callable[..., Ref | None])
S = TypeVar("S")
Keeps = Callable[[str], bool]
_HANDLERS: dict[type[Command], tuple[Callable[..., Ref | None], bool]] = {}


def handles(command: type[Command], *, nominated: bool = False) -> Callable[[F], F]:
    """Register `function(work, command, policies)` for a command. It must call `work.permit` before it acts.

    A `nominated` one is given the candidates of the read models as well: (work, command, policies, candidates).
    """

    def register(function: F) -> F:
        _HANDLERS[command] = function, nominated
        return function

    return register


def handlings(policies: Policies, keeps: Keeps, candidates: Candidates = NOBODY) -> Mapping[type[Command], Handling]:
    """Every command with its function; `keeps` tells whether the bytes of a hash are kept."""
    found: dict[type[Command], Handling] = {}
    for command, (function, nominated) in _HANDLERS.items():
        found[command] = partial(_call, function, (policies, candidates) if nominated else (policies,))
        if command.by != "system":  # what the system sends names what it has just kept
            found[command] = partial(_with_files, found[command], keeps)
    return found


def _call(function: Callable[..., Ref | None], given: tuple[object, ...], work: Work, command: Command) -> Ref | None:
    return function(work, command, *given)


def _with_files(handling: Handling, keeps: Keeps, work: Work, command: Command) -> Ref | None:
    """Asked last: who may not send the command does not learn which files there are."""
    document = handling(work, command)
    for digest in referred(command.model_dump()):
        if not keeps(digest):
            raise work.refuse("unknown-file", sha256=digest)
    return document


def document(work: Work, kind: Aggregate[S], stream: UUID) -> tuple[S, Ref]:
    """A document that must exist, and its reference; checks the actor's permission in its entity. Raises Refused."""
    work.acted_on[stream] = None  # so that a refusal, too, shows in the history of the document
    state = work.load(kind, stream)
    ref: Ref | None = getattr(state, "ref", None)
    if ref is None:
        raise work.refuse("unknown-document", kind=kind.kind.replace("_", " "), id=stream)
    work.permit(ref.entity)
    return state, ref
