"""Substitutes: who may act in somebody's place on a day, over several of them, and never in a circle."""

from collections.abc import Iterator
from datetime import date

from activities._registry import handles
from activities.policies import Policies
from aggregates.person import PERSON, Person
from contracts.approval import Vote
from contracts.ids import stream_id
from contracts.person import AppointSubstitute, DismissSubstitute, EndSubstitute, NameSubstitute
from contracts.values import Ref
from store.work import Work


@handles(NameSubstitute)
@handles(AppointSubstitute)
def name_substitute(work: Work, command: NameSubstitute | AppointSubstitute, _policies: Policies) -> Ref:
    """Name a substitute for a time; of those whom he himself has named for it, none may lead back."""
    _permit(work, command)
    if not work.load_by_key(PERSON, command.substitute).code:
        raise work.refuse("unknown-person", person=command.substitute)
    back = next(_back(work, command.person, (command.substitute,), command.valid_from, command.valid_until), None)
    if back:
        raise work.refuse("substitutes-in-a-circle", person=command.person, chain=" → ".join(back))
    return _act(work, command)


@handles(EndSubstitute)
@handles(DismissSubstitute)
def end_substitute(work: Work, command: EndSubstitute | DismissSubstitute, _policies: Policies) -> Ref:
    """From now on he acts for nobody here any more."""
    _permit(work, command)
    return _act(work, command)


Substituting = NameSubstitute | AppointSubstitute | EndSubstitute | DismissSubstitute


def _permit(work: Work, command: Substituting) -> None:
    """Administrators for everybody, all others for themselves."""
    administers = isinstance(command, AppointSubstitute | DismissSubstitute)
    work.permit("*" if administers else None)
    if not administers and work.actor.name != command.person:
        raise work.refuse("only-for-oneself", person=command.person)


def _act(work: Work, command: Substituting) -> Ref:
    stream = stream_id("person", command.person)
    work.act(PERSON, stream, command)
    return Ref(kind="person", id=stream, number=command.person)


def _back(work: Work, person: str, chain: tuple[str, ...], first: date, last: date) -> Iterator[tuple[str, ...]]:
    """Chains of substitutes that lead back to a person on any day of a time."""
    for each in _named(work, chain[-1]).substitutes:
        begin, end = max(first, each.valid_from), min(last, each.valid_until)
        if begin <= end and each.substitute == person:
            yield (*chain, person)
        elif begin <= end:
            yield from _back(work, person, (*chain, each.substitute), begin, end)


def stand_in(work: Work, principal: str, entity: str) -> None:
    """Let the actor decide in the place of a person: with that person's roles, as his substitute of today or his
    substitute's. What somebody may not decide himself, nobody decides for him. Raises Refused."""
    today = work.now.date()
    chains = tuple(_to(work, work.actor.name, (principal,), today))
    if not chains:
        raise work.refuse("not-a-substitute", person=work.actor.name, principal=principal)
    barred = [[one for one in chain if not work.may(_named(work, one), Vote.permission, entity)] for chain in chains]
    if all(barred):
        raise work.refuse("cannot-be-asked", person=barred[0][0], entity=entity)
    work.behalf, work.duties = chains[barred.index([])], _named(work, principal).roles(entity, today)


def _to(work: Work, actor: str, chain: tuple[str, ...], today: date) -> Iterator[tuple[str, ...]]:
    """Those from a person to the actor, without the actor. Who has left passes nothing on."""
    person = _named(work, chain[-1])
    names = person.substitutes_on(today) if person.employed(today) else ()
    if actor in names:
        yield chain
    for name in names:
        if name not in chain:
            yield from _to(work, actor, (*chain, name), today)


def _named(work: Work, person: str) -> Person:
    return work.load_by_key(PERSON, person)
