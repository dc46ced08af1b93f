"""People and the roles they hold."""

from collections.abc import Mapping
from datetime import date
from typing import Self

from pydantic import model_validator

from contracts._base import Command
from contracts.values import Code, CodeOrAll, Language, Text, Validity, Value
from contracts.wrong import wrong

Sight = Mapping[str, frozenset[str] | None]
"""What a reader may see: legal entity ("*": all) -> projects (None: all, and what belongs to no project)."""
EVERYTHING: Sight = {"*": None}


def shows(sight: Sight, entity: str, projects: frozenset[str]) -> bool:
    """Whether a document of an entity and of projects may be shown to whom so much is shown."""
    places = [sight[place] for place in (entity, "*") if place in sight]
    return any(shown is None or shown & projects for shown in places)


class RegisterPerson(Validity, Command):
    """Make a person known; `person` is the code by which every event names them.

    The validity is the employment: on days outside it the person holds no role.
    """

    contract = "person.register"
    permission = "person.administer"
    person: Code
    name: Text
    email: Text | None = None
    language: Language = "en"
    manager: Code | None = None
    department: Code | None = None


class RevisePerson(Validity, Command):
    """Give a person another name, address, language, manager, department or employment; what is left out is none."""

    contract = "person.revise"
    permission = "person.administer"
    person: Code
    name: Text
    email: Text | None = None
    language: Language = "en"
    manager: Code | None = None
    department: Code | None = None


class GrantRole(Command):
    """Give a person a role in one legal entity, or in all with "*", for a time.

    With `projects` its holder sees only rows of these projects; what he may do there is not limited by them.
    """

    contract = "person.grant_role"
    permission = "person.administer"
    by = "person or system"
    person: Code
    role: Code
    entity: CodeOrAll = "*"
    valid_from: date | None = None
    valid_until: date | None = None
    projects: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            raise wrong("field-ends-before-begin", begins=self.valid_from, ends=self.valid_until)
        return self


class ReviseRole(Validity, Command):
    """Let a role, granted from `valid_from` on, end on another day or show other projects; what is left out is none."""

    contract = "person.revise_role"
    permission = "person.administer"
    person: Code
    role: Code
    entity: CodeOrAll = "*"
    projects: tuple[Code, ...] = ()


class RevokeRole(Command):
    """Take a role from a person in one legal entity (or "*")."""

    contract = "person.revoke_role"
    permission = "person.administer"
    person: Code
    role: Code
    entity: CodeOrAll = "*"


class Substitution(Value):
    """Who acts in whose place, from one day to another; both days belong to it."""

    person: Code
    substitute: Code
    valid_from: date
    valid_until: date

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.valid_from > self.valid_until:
            raise wrong("field-ends-before-begin", begins=self.valid_from, ends=self.valid_until)
        return self


class NameSubstitute(Substitution, Command):
    """Let another person decide approvals in one's own place for a time (代理)."""

    contract = "person.name_substitute"
    permission = "approval.vote"
    by = "person"


class AppointSubstitute(Substitution, Command):
    """Let a person decide approvals in the place of another one, who cannot say so himself."""

    contract = "person.appoint_substitute"
    permission = "person.administer"
    by = "person"


class EndSubstitute(Command):
    """Decide one's own approvals oneself again."""

    contract = "person.end_substitute"
    permission = "approval.vote"
    by = "person"
    person: Code
    substitute: Code


class DismissSubstitute(Command):
    """Let somebody no longer act in the place of another one."""

    contract = "person.dismiss_substitute"
    permission = "person.administer"
    by = "person"
    person: Code
    substitute: Code
