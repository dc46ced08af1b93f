"""Runs projections: rows and position change in one transaction, page by page when catching up, at once when live."""

import random
import threading
import time
from collections.abc import Callable, Sequence

from sqlalchemy import Connection, bindparam, update

from events._base import Recorded
from projections._base import Change, Projection
from projections._columns import micros
from projections._feed import Feed, Patience, Todo, passes, rest, stop_feed
from projections.views import STATUS, Views, advance
from store.log import EventLog

Progress = Callable[[int, int], None]
"""Called with (position reached, position aimed at)."""
IN_STEP = (
    update(STATUS)
    .where(
        STATUS.c.name.in_(bindparam("names", expanding=True)),
        STATUS.c.position == bindparam("old"),
        STATUS.c.state == "running",
    )
    .values(position=bindparam("new"), seen_until=bindparam("seen"))
)
IDLE = 0.5
"""Seconds without news after which a live runner looks whether a stopped projection was mended."""


class Runner:
    """Keeps projections up to date over one reading of the log; each has its own position and fails alone.

    Any number of runners may run the same projection: the one that loses a page backs off and reads where it stands.
    """

    def __init__(self, projections: Sequence[Projection], log: EventLog, views: Views, suffix: str = "") -> None:
        self.log, self.views = log, views
        views.prepare(projections, suffix)
        self._writer = views.writer(suffix)
        self._feeds = [Feed(projection, projection.name + suffix) for projection in projections]
        self._begin(suffix)

    @property
    def names(self) -> list[str]:
        """The names under which its positions are kept."""
        return [feed.name for feed in self._feeds]

    def catch_up(self, until: int | None = None, progress: Progress | None = None) -> int:
        """Apply everything up to a position (the head of the log unless given); gives the position reached."""
        target = self.log.head() if until is None else until
        self._reload()
        while page := self.log.page(after := self._behind(), until=target):
            self._apply(page, after)
            if progress:
                progress(page[-1].position, target)
        return self._behind()

    def run(self, stop: threading.Event) -> None:
        """Apply events as they are committed, until `stop`. Passing troubles of the database are waited out."""
        patience = Patience()
        while not stop.is_set():
            try:
                self._live(stop)
                patience.well()
            except Exception as error:
                if not passes(error):
                    raise
                patience.wait(stop)

    def lag(self) -> dict[str, int]:
        """Name -> how many positions each projection is behind the log."""
        head, status = self.log.head(), self.views.status()
        return {name: max(head - status[name]["position"], 0) for name in self.names}

    def wait_for(self, position: int, timeout: float = 2.0) -> bool:
        """Wait until all its projections show everything up to a position; False when they do not in time."""
        return self.views.wait_for(position, self.names, timeout)

    def _live(self, stop: threading.Event) -> None:
        self._reload()
        after = self._behind()
        for page in self.log.follow(after, stop, IDLE):
            if page:
                self._apply(page, after)
                after = page[-1].position
            elif any(not feed.running for feed in self._feeds):
                self._reload()
            if any(feed.running and feed.position < after for feed in self._feeds):
                return  # one that was mended, or begun anew, is behind the others: follow the log from there

    def _behind(self) -> int:
        return min((feed.position for feed in self._feeds if feed.running), default=self.log.head())

    def _begin(self, suffix: str) -> None:
        """A new start tries what was stopped again, and begins anew what is ahead of the log: it has seen a longer one."""
        self.views.resume(self.names)
        self._reload()
        head = self.log.head()  # read after the positions, which never overtake it
        if ahead := [feed.projection for feed in self._feeds if feed.position > head]:
            self.views.begin_anew(ahead, suffix)
            self._reload()

    def _reload(self) -> None:
        """Read where the projections stand, and which of them are stopped."""
        positions = self.views.positions(self.names)
        for feed in self._feeds:
            feed.running = feed.name in positions
            feed.position = positions.get(feed.name, feed.position)

    def _apply(self, page: Sequence[Recorded], after: int) -> None:
        """Apply a page, read after a position, to each running projection that has everything up to there.

        One that another process has put back meanwhile (a newer version begins it anew) would skip what lies between.
        """
        while todo := [(feed, left) for feed in self._at(after) if (left := rest(page, feed))]:
            if not self._together(todo):
                time.sleep(random.uniform(0, 0.02))  # noqa: S311 - jitter, not a secret
                self._reload()

    def _at(self, after: int) -> list[Feed]:
        return [feed for feed in self._feeds if feed.running and feed.position >= after]

    def _together(self, todo: Sequence[Todo]) -> bool:
        """One transaction for all; False when another runner was faster with one of them."""
        if self._in_step(todo):
            return True
        won: list[tuple[Feed, int]] = []
        failed: list[Todo] = []
        with self.views.write() as connection:
            for feed, events in todo:
                try:
                    if self._step(connection, feed, events):
                        won.append((feed, events[-1].position))
                except Exception as error:
                    if passes(error):
                        raise
                    failed.append((feed, events))
        for feed, position in won:
            feed.position = position
        alone = [self._one_by_one(feed, events) for feed, events in failed]
        return all(alone) and len(won) + len(failed) == len(todo)

    def _in_step(self, todo: Sequence[Todo]) -> bool:
        """The same as one by one, in a fraction of the time: all from one position to the next, without savepoints.

        False, with nothing changed, when they are not in step or anything fails: then each is tried alone.
        """
        first, events = todo[0]
        if any(feed.position != first.position or len(theirs) != len(events) for feed, theirs in todo):
            return False
        try:
            changes = [
                change for feed, _ in todo for recorded in events for change in feed.projection.changes(recorded)
            ]
            with self.views.write() as connection:
                last = events[-1]
                values = {"old": first.position, "new": last.position, "seen": micros(last.recorded_at)}
                moved = connection.execute(IN_STEP, {"names": [feed.name for feed, _ in todo], **values})
                if moved.rowcount != len(todo):
                    raise LookupError("another runner was faster")
                if changes:
                    self._writer.write(connection, changes)
        except Exception as error:
            if passes(error):
                raise
            return False
        for feed, _ in todo:
            feed.position = events[-1].position
        return True

    def _step(self, connection: Connection, feed: Feed, events: Sequence[Recorded]) -> bool:
        with connection.begin_nested():
            last = events[-1]
            if not advance(connection, feed.name, feed.position, last.position, micros(last.recorded_at)):
                return False
            changes: list[Change] = []
            for recorded in events:
                changes.extend(feed.projection.changes(recorded))
            if changes:
                self._writer.write(connection, changes)
            return True

    def _one_by_one(self, feed: Feed, events: Sequence[Recorded]) -> bool:
        """Apply what goes before the failing event, and stop the projection there, for everybody to see."""
        for recorded in events:
            try:
                with self.views.write() as connection:
                    if not self._step(connection, feed, [recorded]):
                        return False
                feed.position = recorded.position
            except Exception as error:
                if passes(error):
                    raise
                stop_feed(self.views, feed, recorded, error)
                break
        return True
