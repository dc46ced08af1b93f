"""What the last look at each watched folder and mailbox brought: kept beside the read models, since no document tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Table, delete, select

from projections._base import upsert
from projections._columns import count, instant, key, structure, text
from projections._rows import shown
from projections.views import OWN, Views

SOURCES = Table(
    "intake_sources",
    OWN,
    key("source"),
    text("entity"),
    *(instant(name) for name in ("looked_at", "since")),
    *(count(name) for name in ("taken", "left", "staying")),
    *(text(name) for name in ("what", "code")),
    structure("figures"),
)
"""`left` files wait for the next look; `staying` cannot be taken in as they are, the first is `what`, because of `code`,
which has been so `since` then. A source that was never looked at has no `looked_at`."""


@dataclass(frozen=True)
class Look:
    """What one look at a source brought."""

    source: str
    entity: str
    taken: int
    left: int
    staying: int
    what: str
    code: str | None
    figures: str
    """As JSON."""


def keep(views: Views, look: Look, now: int) -> None:
    """Remember a look, at microseconds since 1970; since when it is so stays while the reason stays."""
    with views.write() as connection:
        before = connection.execute(select(SOURCES).where(SOURCES.c.source == look.source)).first()
        same = before is not None and before.code == look.code and before.looked_at is not None
        since = before.since if before is not None and same else now
        row = {name: value for name, value in vars(look).items() if name != "source"}
        kept = upsert(SOURCES, {"source": look.source}, looked_at=now, since=since, **row)
        views.writer().write(connection, [kept])


def keep_only(views: Views, named: Mapping[str, str], now: int) -> None:
    """These sources with their entities and no other, as the settings name them; what is new waits to be looked at."""
    with views.write() as connection:
        known = set(connection.execute(select(SOURCES.c.source)).scalars())
        connection.execute(delete(SOURCES).where(SOURCES.c.source.not_in(sorted(named))))
        new = [upsert(SOURCES, {"source": each}, entity=named[each], since=now) for each in named if each not in known]
        views.writer().write(connection, new)


def sources(engine: Engine) -> list[dict[str, Any]]:
    """Every source with its last look."""
    with engine.connect() as connection:
        rows = connection.execute(select(SOURCES).order_by(SOURCES.c.source)).mappings().all()
    return [shown(SOURCES.columns, dict(row)) for row in rows]
