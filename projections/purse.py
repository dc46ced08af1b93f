"""Which fund account of an entity pays what, and what stands on each."""

from sqlalchemy import Connection, select

from projections.fund_accounts import accounts

UNASSIGNED = "-"
"""The account of what no fund account is there for."""


class Purse:
    """Which fund account pays what: the project's own, for wages its wage account, else the entity's operating one."""

    def __init__(self, connection: Connection, entity: str, currency: str) -> None:
        table = accounts.c
        where = (table.entity == entity, table.currency == currency)
        rows = connection.execute(
            select(table.fund_account, table.purpose, table.project, table.balance)
            .where(*where)
            .order_by(table.position)
        ).all()
        self.opening: dict[str, int] = {row.fund_account: row.balance for row in rows}
        self._of: dict[tuple[str, str | None], str] = {}
        for row in rows:
            self._of.setdefault((row.purpose, row.project), row.fund_account)

    def of(self, purpose: str, project: str | None) -> str:
        """The account that pays for a purpose of a project, or of none."""
        general = self._of.get(("operating", None), UNASSIGNED)
        own = self._of.get((purpose, project)) if project else None
        return own or general
