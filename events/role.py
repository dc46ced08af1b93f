"""What happens to roles."""

from events._base import Event


class RoleDefined(Event):
    """A role grants these permissions from now on."""

    stored_as = "role.defined.v1"
    role: str
    name: str
    permissions: tuple[str, ...]


RoleEvent = RoleDefined
