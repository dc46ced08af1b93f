"""What happens to departments."""

from datetime import date

from events._base import Event


class DepartmentDefined(Event):
    """A department is known under a code."""

    stored_as = "department.defined.v1"
    department: str
    name: str
    parent: str | None = None
    head: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


class DepartmentRevised(Event):
    """From now on a department is this."""

    stored_as = "department.revised.v1"
    department: str
    name: str
    parent: str | None = None
    head: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


DepartmentEvent = DepartmentDefined | DepartmentRevised
