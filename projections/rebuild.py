"""Rebuild read models from the log into shadow tables, compare them row for row with the live ones, and swap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, MetaData, Table, delete, func, select, update

from projections._base import Projection
from projections.runner import Progress, Runner
from projections.views import STATUS, Views, copied, drop
from store.log import EventLog

SHADOW = "__shadow"
ROUNDS = 20
SHOWN = 100
"""Differing rows that are told in full, per table; all are counted."""


class NotCaughtUpError(Exception):
    """The live tables never stood still at a position that the shadow had reached; try again."""


@dataclass(frozen=True)
class Difference:
    """A row that is only on one side: "live" (should not be there) or "rebuilt" (is missing)."""

    table: str
    side: str
    row: Mapping[str, Any]


@dataclass(frozen=True)
class Comparison:
    """A projection compared at a position: rows per table; of the differing rows the first, all counted."""

    projection: str
    position: int
    rows: Mapping[str, int]
    differing: int
    differences: tuple[Difference, ...]


def compare(projection: Projection, log: EventLog, views: Views, progress: Progress | None = None) -> Comparison:
    """Rebuild beside the live tables, compare at the live position, and drop the shadow. Changes nothing live."""
    return _with_shadow(projection, log, views, progress, swap=False)


def rebuild(projection: Projection, log: EventLog, views: Views, progress: Progress | None = None) -> Comparison:
    """As `compare`, and then replace the live rows by the rebuilt ones in the same transaction.

    A projection that a failure had stopped is brought to the head of the log and runs again.
    """
    return _with_shadow(projection, log, views, progress, swap=True)


def _with_shadow(
    projection: Projection, log: EventLog, views: Views, progress: Progress | None, *, swap: bool
) -> Comparison:
    views.prepare([projection])
    with views.write() as connection:
        drop(connection, projection, SHADOW)
    shadow = Runner([projection], log, views, SHADOW)
    try:
        for _ in range(ROUNDS):
            shadow.catch_up(_live_position(views, projection, log, swap=swap), progress)
            if result := _at_one_position(projection, views, swap=swap):
                return result
        raise NotCaughtUpError(projection.name)
    finally:
        with views.write() as connection:
            drop(connection, projection, SHADOW)


def _live_position(views: Views, projection: Projection, log: EventLog, *, swap: bool) -> int:
    live = views.status()[projection.name]
    behind: bool = swap and live["state"] != "running"
    return log.head() if behind else int(live["position"])


def _at_one_position(projection: Projection, views: Views, *, swap: bool) -> Comparison | None:
    """Compare (and swap) while the live position is locked; None when it has moved past the shadow meanwhile."""
    with views.write() as connection:
        live = _locked(connection, projection.name)
        built = _locked(connection, projection.name + SHADOW)
        mend = swap and live["state"] != "running"
        if built["state"] != "running":
            raise RuntimeError(f"rebuild of {projection.name} stopped: {built['error']}")
        if live["position"] != built["position"] and not mend:
            return None
        result = _compared(connection, projection, built["position"])
        if swap:
            _swap(connection, projection, built)
        return result


def _locked(connection: Connection, name: str) -> Mapping[str, Any]:
    return dict(connection.execute(select(STATUS).where(STATUS.c.name == name).with_for_update()).mappings().one())


def _pairs(projection: Projection) -> Sequence[tuple[Table, Table]]:
    shadow: MetaData = copied(projection, SHADOW)
    return [(table, shadow.tables[table.name + SHADOW]) for table in projection.metadata.sorted_tables]


def _compared(connection: Connection, projection: Projection, position: int) -> Comparison:
    rows, differing, shown = {}, 0, list[Difference]()
    for live, built in _pairs(projection):
        rows[live.name] = connection.execute(select(func.count()).select_from(live)).scalar_one()
        for side, first, second in (("live", live, built), ("rebuilt", built, live)):
            only = _only_in(connection, first, second)
            differing += len(only)
            shown += [Difference(live.name, side, row) for row in only[:SHOWN]]
    return Comparison(projection.name, position, rows, differing, tuple(shown))


def _only_in(connection: Connection, first: Table, second: Table) -> list[Mapping[str, Any]]:
    """The rows of one table that the other does not have just so, in the order of their key."""
    only = select(first).except_(select(second)).subquery()
    keys = [only.c[column.name] for column in first.primary_key.columns]
    return [dict(row) for row in connection.execute(select(only).order_by(*keys)).mappings()]


def _swap(connection: Connection, projection: Projection, built: Mapping[str, Any]) -> None:
    """Rows are copied rather than tables renamed: indexes keep their names, and readers see one state or the other."""
    for live, shadow in _pairs(projection):
        connection.execute(delete(live))
        names = [column.name for column in live.columns]
        connection.execute(live.insert().from_select(names, select(*(shadow.c[name] for name in names))))
    mended = update(STATUS).where(STATUS.c.name == projection.name)
    fresh = {"position": built["position"], "seen_until": built["seen_until"], "state": "running"}
    connection.execute(mended.values(**fresh, error=None, failed_position=None))
