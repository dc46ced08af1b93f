"""What a look at a folder or mailbox brought, what stays there and why, and what is remembered of it."""

import errno
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from contracts._base import Answer
from projections._columns import as_json, micros
from projections.intake_sources import Look, keep, keep_only
from projections.intakes import intakes
from projections.views import Views


@dataclass(frozen=True)
class Stays:
    """What stays where it is, and why: the code and figures of a refusal, or of what the system or mail server said."""

    what: str
    code: str
    figures: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Taken:
    """What one run did: files taken, of those left for the next run, and what stays and why.

    `away` says why the source itself could not be read, or not to its end.
    """

    taken: int = 0
    left: int = 0
    problems: list[Stays] = field(default_factory=list)
    answers: list[tuple[str, Answer]] = field(default_factory=list)
    away: Stays | None = None


def said(what: str, problem: OSError) -> Stays:
    """What the system says, as a code; what is rare keeps the system's own words."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return Stays(what, "source-disk-full", {"name": what})
    if isinstance(problem, PermissionError) or problem.errno == errno.EROFS:
        return Stays(what, "source-not-permitted", {"name": what})
    if isinstance(problem, FileNotFoundError | NotADirectoryError):
        return Stays(what, "source-not-there", {"name": what})
    reason = os.strerror(problem.errno) if problem.errno else type(problem).__name__
    return Stays(what, "system-failed", {"reason": reason})


def open_files(views: Views) -> int:
    """How many files have come in and not ended yet: a bound, so a read model that lags a little does no harm."""
    with views.engine.connect() as connection:
        return connection.execute(select(func.count()).where(intakes.c.outcome == "open")).scalar_one()


def newest_uid(views: Views, source: str, validity: int) -> int:
    """The highest UID of a mailbox that was taken: the messages above it are new. What is asked twice is known anyway."""
    c = intakes.c
    of = (c.channel.in_(("mailbox", "archive")), c.source == source, c.uid_validity == validity)
    with views.engine.connect() as connection:
        return connection.execute(select(func.max(c.uid)).where(*of)).scalar_one() or 0


def keep_look(views: Views, clock: Callable[[], datetime], source: str, entity: str, done: Taken) -> None:
    """Remember what a look brought; of what stays the first is named."""
    stays = [*filter(None, [done.away]), *done.problems]
    first = stays[0] if stays else Stays("", "")
    look = Look(
        source,
        entity,
        taken=done.taken,
        left=done.left,
        staying=len(stays),
        what=first.what,
        code=first.code or None,
        figures=as_json(dict(first.figures)),
    )
    keep(views, look, micros(clock()))


def keep_looks_of(views: Views, now: datetime, named: Mapping[str, str]) -> None:
    """Remember the looks at these sources (with their entities) only, as the settings name them now."""
    keep_only(views, named, micros(now))
