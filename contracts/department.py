"""Departments: where people belong, a tree with a head each."""

from contracts._base import Command
from contracts.values import Code, Text, Validity


class DefineDepartment(Validity, Command):
    """Make a department known: the one above it, the person who leads it, and the days on which it exists."""

    contract = "department.define"
    permission = "person.administer"
    department: Code
    name: Text
    parent: Code | None = None
    head: Code | None = None


class ReviseDepartment(Validity, Command):
    """Give a department another name, place, head or validity; what is left out is none."""

    contract = "department.revise"
    permission = "person.administer"
    department: Code
    name: Text
    parent: Code | None = None
    head: Code | None = None
