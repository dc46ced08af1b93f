"""People and the roles they hold."""

from datetime import date

from contracts._base import Command
from contracts.values import Code, Text


class RegisterPerson(Command):
    """Make a person known; `person` is the code by which every event names them."""

    contract = "person.register"
    permission = "person.administer"
    person: Code
    name: Text
    email: Text | None = None
    language: str = "en"
    manager: Code | None = None


class GrantRole(Command):
    """Give a person a role in one legal entity, or in all with "*", for a time."""

    contract = "person.grant_role"
    permission = "person.administer"
    person: Code
    role: Code
    entity: Code | str = "*"
    valid_from: date | None = None
    valid_until: date | None = None


class RevokeRole(Command):
    """Take a role from a person in one legal entity (or "*")."""

    contract = "person.revoke_role"
    permission = "person.administer"
    person: Code
    role: Code
    entity: Code | str = "*"
