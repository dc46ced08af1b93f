"""Commands on people, roles and legal entities: one document each."""

from activities._registry import handles
from activities.policies import Policies
from aggregates.legal_entity import LEGAL_ENTITY, LegalEntity
from aggregates.person import PERSON, Person
from aggregates.role import ROLE
from contracts._base import COMMANDS
from contracts.ids import stream_id
from contracts.legal_entity import RegisterLegalEntity
from contracts.person import GrantRole, RegisterPerson, RevokeRole
from contracts.role import DefineRole
from contracts.values import Ref
from store.work import Work

EVERYWHERE = "*"


@handles(RegisterPerson)
@handles(GrantRole)
@handles(RevokeRole)
def person(work: Work, command: RegisterPerson | GrantRole | RevokeRole, _policies: Policies) -> Ref:
    """Register a person, grant or revoke a role; a granted role must be defined, and its legal entity known."""
    work.permit(EVERYWHERE)
    if isinstance(command, GrantRole):
        if not work.load_by_key(ROLE, command.role).code:
            raise work.refuse("unknown-role", role=command.role)
        if command.entity != EVERYWHERE:
            known_entity(work, command.entity)
    work.act(PERSON, stream_id("person", command.person), command)
    return Ref(kind="person", id=stream_id("person", command.person), number=command.person)


@handles(DefineRole)
def role(work: Work, command: DefineRole, _policies: Policies) -> Ref:
    """Define a role; what it permits must be what some command of people or services asks for."""
    work.permit(EVERYWHERE)
    for permission in command.permissions:
        if permission not in grantable():
            raise work.refuse("unknown-permission", permission=permission)
    work.act(ROLE, stream_id("role", command.role), command)
    return Ref(kind="role", id=stream_id("role", command.role), number=command.role)


def grantable() -> frozenset[str]:
    """Every permission that a role can hold: what the commands ask for, but for follow-ups of the system."""
    return frozenset(contract.permission for contract in COMMANDS.values() if contract.by != "system")


@handles(RegisterLegalEntity)
def legal_entity(work: Work, command: RegisterLegalEntity, _policies: Policies) -> Ref:
    """Register a company of the group."""
    work.permit(EVERYWHERE)
    stream = stream_id("legal_entity", command.entity)
    work.act(LEGAL_ENTITY, stream, command)
    return Ref(kind="legal_entity", id=stream, number=command.entity, entity=command.entity)


def known_person(work: Work, code: str) -> Person:
    """A person that must exist. Raises Refused."""
    found = work.load_by_key(PERSON, code)
    if not found.code:
        raise work.refuse("unknown-person", person=code)
    return found


def known_entity(work: Work, code: str) -> LegalEntity:
    """A legal entity that must exist. Raises Refused."""
    entity = work.load_by_key(LEGAL_ENTITY, code)
    if not entity.code:
        raise work.refuse("unknown-entity", entity=code)
    return entity
