"""What happens to people and their roles."""

from datetime import date

from events._base import Event


class PersonRegistered(Event):
    """A person is known under a code."""

    stored_as = "person.registered.v1"
    person: str
    name: str
    email: str | None = None
    language: str = "en"
    manager: str | None = None
    department: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


class PersonRevised(Event):
    """From now on a person is named, placed and employed like this."""

    stored_as = "person.revised.v1"
    person: str
    name: str
    email: str | None = None
    language: str = "en"
    manager: str | None = None
    department: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


class RoleGranted(Event):
    """A person holds a role in an entity ("*": all) for a time, and sees these projects there (none named: all)."""

    stored_as = "person.role_granted.v1"
    person: str
    role: str
    entity: str
    valid_from: date | None = None
    valid_until: date | None = None
    projects: tuple[str, ...] = ()


class RoleRevised(Event):
    """The grant of a role that begins on `valid_from` ends on another day, or shows other projects."""

    stored_as = "person.role_revised.v1"
    person: str
    role: str
    entity: str
    valid_from: date | None = None
    valid_until: date | None = None
    projects: tuple[str, ...] = ()


class RoleRevoked(Event):
    """A person no longer holds a role."""

    stored_as = "person.role_revoked.v1"
    person: str
    role: str
    entity: str


class SubstituteNamed(Event):
    """Another person may decide approvals in his place on these days, both included."""

    stored_as = "person.substitute_named.v1"
    person: str
    substitute: str
    valid_from: date
    valid_until: date

    def valid_on(self, day: date) -> bool:
        """Whether the substitute may act on a day."""
        return self.valid_from <= day <= self.valid_until


class SubstituteEnded(Event):
    """A person no longer decides in his place."""

    stored_as = "person.substitute_ended.v1"
    person: str
    substitute: str


PersonEvent = (
    PersonRegistered | PersonRevised | RoleGranted | RoleRevised | RoleRevoked | SubstituteNamed | SubstituteEnded
)
