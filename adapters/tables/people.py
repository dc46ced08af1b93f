"""The tables of people and companies: what comes from an HR system."""

from adapters.tables._base import NAME, VALID, Column, Table, coded

_GRANTED = (Column("person", required=True), Column("role", required=True), Column("entity"))
PEOPLE = (
    Table(
        "people",
        "people",
        (coded("person"), NAME, *(Column(name) for name in ("email", "language", "manager", "department")), *VALID),
        contract="person.register",
        revise="person.revise",
        keys=("person",),
        above="manager",
    ),
    Table(
        "departments",
        "departments",
        (coded("department"), NAME, Column("parent"), Column("head"), *VALID),
        contract="department.define",
        revise="department.revise",
        keys=("department",),
        above="parent",
    ),
    Table(
        "roles",
        "roles",
        (coded("role"), NAME, Column("permissions", shape="list")),
        contract="role.define",
        revise="role.define",
        keys=("role",),
    ),
    Table(
        "role_grants",
        "people_roles",
        (*_GRANTED, *VALID, Column("projects", shape="list")),
        contract="person.grant_role",
        revise="person.revise_role",
        keys=("person", "role", "entity", "valid_from"),
    ),
    Table(
        "legal_entities",
        "legal_entities",
        (
            coded("entity"),
            NAME,
            Column("tax_ids", shape="list"),
            *(Column(name) for name in ("country", "currency", "address", "calendar")),
            Column("accounts", shape="accounts"),
        ),
        contract="legal_entity.register",
        revise="legal_entity.revise",
        keys=("entity",),
    ),
    Table(
        "working_calendars",
        "working_calendars",
        (
            coded("calendar"),
            Column("year", required=True),
            NAME,
            Column("country", required=True),
            Column("time_zone", required=True),
            Column("weekend", shape="list"),
            Column("hours", shape="hours", required=True),
            Column("holidays", shape="days"),
            Column("working_days", shape="days"),
        ),
        contract="working_calendar.define",
        revise="working_calendar.define",
        keys=("calendar", "year"),
    ),
)
