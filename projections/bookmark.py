"""Where the relay has got to, and which Temporal namespace it filled: kept beside the read models."""

from sqlalchemy import BigInteger, Column, MetaData, String, Table, select

from projections._base import upsert
from projections.views import Views

METADATA = MetaData()
BOOKMARKS = Table(
    "relay_bookmarks",
    METADATA,
    Column("name", String(100), primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("namespace_id", String(100), nullable=False),
)


class Bookmark:
    """The relay's bookmark; it may lag behind, never run ahead."""

    def __init__(self, views: Views, name: str = "relay") -> None:
        self._views, self._name = views, name
        with views.migrate() as connection:
            METADATA.create_all(connection, checkfirst=True)
            query = select(BOOKMARKS.c.position, BOOKMARKS.c.namespace_id).where(BOOKMARKS.c.name == name)
            row = connection.execute(query).first()
        self._saved: tuple[int, str] = (row[0], row[1]) if row else (0, "")

    @property
    def position(self) -> int:
        """Everything up to here has been relayed."""
        return self._saved[0]

    @property
    def namespace_id(self) -> str:
        """The namespace that was woken up to here; another one needs a sweep."""
        return self._saved[1]

    def go_back(self, head: int) -> None:
        """To the head of a log that is shorter: an older backup was restored, and what comes next would be skipped."""
        if self.position > head:
            self.save(head, "")  # no namespace is filled from this log: a sweep wakes what it says is open

    def save(self, position: int, namespace_id: str | None = None) -> None:
        """Remember; writes only what has changed."""
        new = (position, self.namespace_id if namespace_id is None else namespace_id)
        if new == self._saved:
            return
        with self._views.write() as connection:
            kept = upsert(BOOKMARKS, {"name": self._name}, position=new[0], namespace_id=new[1])
            self._views.writer().write(connection, [kept])
        self._saved = new
