"""Which function handles which command; the policies in force are bound to all of them at the composition root."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar
from uuid import UUID

from activities.candidates import NOBODY, Candidates
from activities.policies import Policies
from aggregates._base import Aggregate
from contracts._base import Command
from contracts.values import Ref
from store.handler import Handling
from store.work import Work

F = TypeVar("F", bound=Callable[..., Ref | None])
S = TypeVar("S")
_HANDLERS: dict[type[Command], tuple[Callable[..., Ref | None], bool]] = {}


def handles(command: type[Command], *, nominated: bool = False) -> Callable[[F], F]:
    """Register `function(work, command, policies)` for a command. It must call `work.permit` before it acts.

    A `nominated` one is given the candidates of the read models as well: (work, command, policies, candidates).
    """

    def register(function: F) -> F:
        _HANDLERS[command] = function, nominated
        return function

    return register


def handlings(policies: Policies, candidates: Candidates = NOBODY) -> Mapping[type[Command], Handling]:
    """Every command with its function."""
    return {
        command: partial(_call, function, (policies, candidates) if nominated else (policies,))
        for command, (function, nominated) in _HANDLERS.items()
    }


def _call(function: Callable[..., Ref | None], given: tuple[object, ...], work: Work, command: Command) -> Ref | None:
    return function(work, command, *given)


def document(work: Work, kind: Aggregate[S], stream: UUID) -> tuple[S, Ref]:
    """A document that must exist, and its reference; checks the actor's permission in its entity. Raises Refused."""
    work.acted_on[stream] = None  # so that a refusal, too, shows in the history of the document
    state = work.load(kind, stream)
    ref: Ref | None = getattr(state, "ref", None)
    if ref is None:
        raise work.refuse("unknown-document", kind=kind.kind.replace("_", " "), id=stream)
    work.permit(ref.entity)
    return state, ref
