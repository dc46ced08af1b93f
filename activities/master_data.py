"""Commands on people, roles and legal entities, and what must be known of them."""

from collections.abc import Callable
from datetime import date

from activities._registry import handles
from activities.policies import Policies
from activities.working_calendar import known_calendar
from aggregates.department import DEPARTMENT, Department
from aggregates.duties import apart
from aggregates.legal_entity import LEGAL_ENTITY, LegalEntity
from aggregates.person import PERSON, Person, PersonCommand
from aggregates.project import Project
from aggregates.role import ROLE
from contracts._base import COMMANDS
from contracts.ids import stream_id
from contracts.legal_entity import RegisterLegalEntity, ReviseLegalEntity
from contracts.person import GrantRole, RegisterPerson, RevisePerson, ReviseRole, RevokeRole
from contracts.role import DefineRole
from contracts.values import Ref
from store.work import Refused, Work

EVERYWHERE = "*"


@handles(RegisterPerson)
@handles(RevisePerson)
@handles(GrantRole)
@handles(ReviseRole)
@handles(RevokeRole)
def person(work: Work, command: PersonCommand, _policies: Policies) -> Ref:
    """Register or revise a person, grant, revise or revoke a role; whatever is named must be known."""
    work.permit(EVERYWHERE)
    if isinstance(command, RegisterPerson | RevisePerson):
        _belongs(work, command)
    if isinstance(command, GrantRole):
        if not work.load_by_key(ROLE, command.role).code:
            raise work.refuse("unknown-role", role=command.role)
        if command.entity != EVERYWHERE:
            known_entity(work, command.entity)
    work.act(PERSON, stream_id("person", command.person), command)
    return Ref(kind="person", id=stream_id("person", command.person), number=command.person)


def _belongs(work: Work, command: RegisterPerson | RevisePerson) -> None:
    """The manager and the department must be known, and nobody manages himself, through whomever. Raises Refused."""
    before = work.load_by_key(PERSON, command.person)
    if command.department:
        newly_named(work, known_department(work, command.department), before.department, command.valid_until)
    if command.manager:
        above = with_above(command.manager, lambda code: work.load_by_key(PERSON, code).manager)
        if command.person in above:
            raise work.refuse("manager-cycle", person=command.person, manager=command.manager)
        newly_named(work, known_person(work, command.manager), before.manager, command.valid_until)


def with_above(code: str | None, above: Callable[[str], str | None]) -> tuple[str, ...]:
    """A code and those above it, the nearest first; each once, since old data may hold a circle."""
    found: dict[str, None] = {}
    while code and code not in found:
        found[code] = None
        code = above(code)
    return tuple(found)


@handles(DefineRole)
def role(work: Work, command: DefineRole, _policies: Policies) -> Ref:
    """Define a role; what it permits must be what some command of people or services asks for."""
    work.permit(EVERYWHERE)
    for permission in command.permissions:
        if permission not in grantable():
            raise work.refuse("unknown-permission", permission=permission)
    before = work.load_by_key(ROLE, command.role)
    after = work.act(ROLE, stream_id("role", command.role), command)
    if after != before:
        _refuse_holder(work, command)
    return Ref(kind="role", id=stream_id("role", command.role), number=command.role)


def _refuse_holder(work: Work, command: DefineRole) -> None:
    """Who holds a role, has held or will hold it, does not say what it grants: else he would grant it to himself."""
    grants = work.load_by_key(PERSON, work.actor.name).grants
    holders = (work.actor.name for grant in grants if grant.role == command.role)
    if refusal := apart("holder-defines-role", work.facts, holders, role=command.role):
        raise Refused(refusal)


def grantable() -> frozenset[str]:
    """Every permission that a role can hold: what the commands ask for, but for follow-ups of the system."""
    return frozenset(contract.permission for contract in COMMANDS.values() if contract.by != "system")


@handles(RegisterLegalEntity)
@handles(ReviseLegalEntity)
def legal_entity(work: Work, command: RegisterLegalEntity | ReviseLegalEntity, _policies: Policies) -> Ref:
    """Register or revise a company of the group; its working calendar must be known."""
    work.permit(EVERYWHERE)
    if command.calendar:
        known_calendar(work, command.calendar)
    stream = stream_id("legal_entity", command.entity)
    work.act(LEGAL_ENTITY, stream, command)
    return Ref(kind="legal_entity", id=stream, number=command.entity, entity=command.entity)


def known_person(work: Work, code: str) -> Person:
    """A person that must exist. Raises Refused."""
    found = work.load_by_key(PERSON, code)
    if not found.code:
        raise work.refuse("unknown-person", person=code)
    return found


def known_department(work: Work, code: str) -> Department:
    """A department that must exist. Raises Refused."""
    found = work.load_by_key(DEPARTMENT, code)
    if not found.code:
        raise work.refuse("unknown-department", department=code)
    return found


def newly_named(work: Work, named: Person | Department | Project, kept: str | None, until: date | None = None) -> None:
    """What a document newly names has not ended; its last day belongs to it. Raises Refused.

    `kept`: what the document named before may stay; `until`: the last day of the document, which names whom it will once
    it is over itself (people who have left are imported with the managers of their days).
    """
    today, last = work.now.date(), named.valid_until
    if named.code == kept or last is None or today <= last or (until is not None and until < today):
        return
    kind = {Person: "person", Department: "department", Project: "project"}[type(named)]
    raise work.refuse("named-has-ended", kind=kind, key=named.code, last=last)


def known_entity(work: Work, code: str) -> LegalEntity:
    """A legal entity that must exist. Raises Refused."""
    entity = work.load_by_key(LEGAL_ENTITY, code)
    if not entity.code:
        raise work.refuse("unknown-entity", entity=code)
    return entity
