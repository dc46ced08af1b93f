"""One projection inside a runner: where it stands, what it still needs of a page, and which errors pass."""

import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from events._base import Recorded
from projections._base import Projection
from projections._prepare import is_transient
from projections.views import STATUS, Views

SHORTEST, LONGEST = 0.05, 5.0
"""Seconds before the next try."""


@dataclass
class Feed:
    """One projection inside a runner: how far it is, and whether a handler's failure stopped it."""

    projection: Projection
    name: str
    position: int = 0
    running: bool = True


Todo = tuple[Feed, Sequence[Recorded]]


def rest(page: Sequence[Recorded], feed: Feed) -> Sequence[Recorded]:
    """The events of a page that a projection has not applied yet."""
    if page[0].position > feed.position:
        return page
    return [recorded for recorded in page if recorded.position > feed.position]


def passes(error: BaseException) -> bool:
    """Whether trying again may help; the driver's own error is inside the one of SQLAlchemy."""
    return is_transient(error.orig if isinstance(error, DBAPIError) and error.orig else error)


class Patience:
    """Waits before the next try: a little longer each time, until it has gone well again."""

    def __init__(self) -> None:
        self.well()

    def well(self) -> None:
        """It has gone well: the next wait is short."""
        self._pause = SHORTEST

    def wait(self, stop: threading.Event) -> None:
        """Wait, at most until stopped."""
        stop.wait(self._pause + random.uniform(0, self._pause))  # noqa: S311 - jitter, not a secret
        self._pause = min(self._pause * 2, LONGEST)


def stop_feed(views: Views, feed: Feed, recorded: Recorded, error: Exception) -> None:
    """Stop a projection before the event it cannot show, for everybody to see."""
    feed.running = False
    why = f"{type(error).__name__} on {recorded.event.stored_as}: {error}"[:2_000]
    stopped = update(STATUS).where(STATUS.c.name == feed.name, STATUS.c.position == feed.position)
    with views.write() as connection:
        connection.execute(stopped.values(state="stopped", error=why, failed_position=recorded.position))
