"""Watched folders and mailboxes: what is new in them is taken in, a bounded number at a time, and each only once."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select

from activities.taking_in import Origin, TakingIn, clean, file_name
from adapters.folder import Folder, Found
from adapters.mailbox import LARGEST, Mailbox, OpenMailbox
from aggregates.intake import INTAKE
from bots.reading.outcome import MAX_BYTES
from contracts._base import Answer
from contracts.intake import ArrivedFile
from projections.intakes import intakes
from projections.views import Views

MOST_OPEN = 64
"""Files that may wait to be read at once: what is beyond them stays where it is, which loses nothing."""
PATIENCE = 50.0
"""Seconds that one run waits for readers; the next one goes on from there."""


@dataclass(frozen=True)
class WatchedFolder:
    """A folder by its name, and for which legal entity files in it are."""

    name: str
    entity: str
    path: Path


@dataclass
class Taken:
    """What one run did: files taken, of those left for the next run, and what could not be taken and why."""

    taken: int = 0
    left: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)
    answers: list[tuple[str, Answer]] = field(default_factory=list)


Progress = Callable[[int, int], None]
"""Told after each file: how many are done, of how many."""


@dataclass(frozen=True)
class Sources:
    """The folders and mailboxes of an installation; `open_files` counts what waits, `newest` knows the last UID taken."""

    taking: TakingIn
    folders: Sequence[WatchedFolder] = ()
    mailboxes: Sequence[Mailbox] = ()
    open_files: Callable[[], int] = lambda: 0
    newest: Callable[[str, int], int] = lambda _source, _validity: 0
    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    quiet: float = 2.0

    def names(self) -> list[str]:
        """Every source, as a Schedule names it."""
        return [*(f"folder/{each.name}" for each in self.folders), *(f"mailbox/{each.name}" for each in self.mailboxes)]

    def run(self, source: str, progress: Progress = lambda _done, _of: None) -> Taken:
        """Take in what is new at a source; one that the settings no longer name brings nothing.

        Raises OSError where the folder cannot be reached, MailboxAway.
        """
        kind, _, name = source.partition("/")
        if kind == "folder":
            for folder in (each for each in self.folders if each.name == name):
                return self.from_folder(folder, progress)
        for mailbox in (each for each in self.mailboxes if kind == "mailbox" and each.name == name):
            return self.from_mailbox(mailbox, progress)
        return Taken()

    def from_folder(self, watched: WatchedFolder, progress: Progress) -> Taken:
        """Take the complete files of a folder, and put each aside once it is recorded."""
        folder, done = Folder(watched.path, self.pause, self.quiet), Taken()
        found = folder.complete()
        room = self._room()
        for number, file in enumerate(found, 1):
            if not next(room):
                done.left = len(found) - number + 1
                break
            self._take_file(watched, folder, file, done)
            progress(number, len(found))
        return done

    def _take_file(self, watched: WatchedFolder, folder: Folder, file: Found, done: Taken) -> None:
        origin = Origin(watched.entity, "folder", watched.name)
        try:
            large = file.size > MAX_BYTES
            data = b"" if large else folder.read(file)
            if data is None:  # it has just changed: the next look sees it complete
                return
            digest = self.taking.blobs.put_file(file.path) if large else self.taking.blobs.put(data)
            answer = self._take_large(origin, file, digest) if large else self._take(origin, file, data)
        except OSError as problem:
            done.problems.append((file.name, type(problem).__name__))
            return
        self._settled(file.name, answer, done)
        if answer.document is not None:
            folder.put_aside(file, digest, failed=self._is_exception(answer.document.id))

    def _take(self, origin: Origin, file: Found, data: bytes) -> Answer:
        return self.taking.take(origin, file.path.name, file.name, data)

    def _take_large(self, origin: Origin, file: Found, digest: str) -> Answer:
        """Nobody looks into what is larger than any reader takes."""
        figures = (("bytes", str(file.size)), ("limit", str(MAX_BYTES)))
        of = {"name": file_name(file.path.name), "path": clean(file.name)[:1_000], "file_sha256": digest}
        arrived = ArrivedFile(**of, size=file.size, sort="exception", code="file-too-large", figures=figures)
        return self.taking.take_unread(origin, arrived)

    def from_mailbox(self, mailbox: Mailbox, progress: Progress) -> Taken:
        """Take the messages above the last UID that was taken, in their order. A mailbox that began anew is read anew."""
        done = Taken()
        with mailbox.opened() as server:
            found = server.after(self.newest(mailbox.name, server.uid_validity))
            room = self._room()
            for number, uid in enumerate(found, 1):
                if not next(room):
                    done.left = len(found) - number + 1
                    break
                if not self._take_message(mailbox, server, uid, done):
                    done.left = len(found) - number + 1  # never past what was refused: the next run begins there
                    break
                progress(number, len(found))
        return done

    def _take_message(self, mailbox: Mailbox, server: OpenMailbox, uid: int, done: Taken) -> bool:
        origin, size = Origin(mailbox.entity, "mailbox", mailbox.name), server.size(uid)
        whole = size is None or size <= LARGEST
        data = server.fetch(uid) if whole else server.fetch(uid, "HEADER")
        if data is None:  # somebody moved it away
            return True
        code = None if whole else "mail-too-large"
        answer = self.taking.take_mail(origin, uid, server.uid_validity, data, code)
        self._settled(f"{mailbox.name}/{uid}", answer, done)
        return answer.outcome != "refused"

    def _settled(self, what: str, answer: Answer, done: Taken) -> None:
        done.answers.append((what, answer))
        if answer.outcome == "refused":
            done.problems.append((what, answer.code or ""))
        else:
            done.taken += 1

    def _is_exception(self, intake: UUID) -> bool:
        return self.taking.handler.state(INTAKE, intake).outcome == "exception"

    def _room(self) -> "Room":
        return Room(self)


class Room:
    """Whether there is room for one more: waits a while for the readers, then says no for the rest of this run."""

    def __init__(self, sources: Sources) -> None:
        self._sources, self._until, self._free = sources, sources.clock() + PATIENCE, 0

    def __next__(self) -> bool:
        while self._free <= 0:
            self._free = MOST_OPEN - self._sources.open_files()
            if self._free <= 0:
                if self._sources.clock() >= self._until:
                    return False
                self._sources.pause(0.5)
        self._free -= 1
        return True


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
