"""Roles: a named set of permissions."""

from contracts._base import Command
from contracts.values import Code, Text


class DefineRole(Command):
    """Define what a role may do; defining it again replaces its permissions."""

    contract = "role.define"
    permission = "person.administer"
    by = "person or system"
    role: Code
    name: Text
    permissions: tuple[str, ...] = ()
