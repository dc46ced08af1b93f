"""Watched folders and mailboxes: what is new in them is taken in, a bounded number at a time, and each only once."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from activities.source_looks import Stays, Taken, said
from activities.taking_in import Origin, TakingIn, clean, file_name
from adapters.folder import Folder, Found
from adapters.mailbox import LARGEST, Mailbox, MailboxAway, OpenMailbox
from aggregates.intake import INTAKE
from bots.reading.outcome import MAX_BYTES
from contracts._base import Answer
from contracts.intake import ArrivedFile

MOST_OPEN = 64
"""Files that may wait to be read at once: what is beyond them stays where it is, which loses nothing."""
LONGEST_LOOK = timedelta(minutes=15)
"""That one run may take (workflows/intake.py)."""
PATIENCE = 50.0
"""Seconds that one run waits for readers; the next one goes on from there."""


@dataclass(frozen=True)
class WatchedFolder:
    """A folder by its name, and for which legal entity files in it are."""

    name: str
    entity: str
    path: Path


Progress = Callable[[int, int], None]
"""Told after each file: how many are done, of how many."""


@dataclass(frozen=True)
class Sources:
    """The folders and mailboxes of an installation; one that is out of reach is an answer, as a file that is refused.

    `open_files` counts what waits, `newest` knows the last UID taken.
    """

    taking: TakingIn
    folders: Sequence[WatchedFolder] = ()
    mailboxes: Sequence[Mailbox] = ()
    open_files: Callable[[], int] = lambda: 0
    newest: Callable[[str, int], int] = lambda _source, _validity: 0
    keep: Callable[[str, str, Taken], None] = lambda _source, _entity, _taken: None
    """Remembers what a look at a source of an entity brought, so that people can be told of it."""
    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    quiet: float = 2.0
    every: timedelta = timedelta(minutes=1)

    @property
    def overdue(self) -> timedelta:
        """After so long without a look something is wrong."""
        return 3 * self.every + LONGEST_LOOK

    def named(self) -> dict[str, str]:
        """Every source, as a Schedule names it, with its entity."""
        folders = {f"folder/{each.name}": each.entity for each in self.folders}
        return folders | {f"mailbox/{each.name}": each.entity for each in self.mailboxes}

    def run(self, source: str, progress: Progress = lambda _done, _of: None) -> Taken:
        """Take in what is new at a source, and keep what became of it; one that the settings no longer name brings nothing."""
        kind, _, name = source.partition("/")
        folder = next((each for each in self.folders if kind == "folder" and each.name == name), None)
        mailbox = next((each for each in self.mailboxes if kind == "mailbox" and each.name == name), None)
        if folder is not None:
            entity, done = folder.entity, self.from_folder(folder, progress)
        elif mailbox is not None:
            entity, done = mailbox.entity, self.from_mailbox(mailbox, progress)
        else:
            return Taken()
        self.keep(source, entity, done)
        return done

    def from_folder(self, watched: WatchedFolder, progress: Progress) -> Taken:
        """Take the complete files of a folder, and put each aside once it is recorded."""
        folder, done = Folder(watched.path, self.pause, self.quiet), Taken()
        try:
            found = folder.complete()
        except OSError as problem:
            done.away = said(watched.name, problem)
            return done
        room = self._room()
        for number, file in enumerate(found, 1):
            if not next(room):
                done.left += len(found) - number + 1
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
            done.problems.append(said(file.name, problem))
            done.left += 1
            return
        self._settled(file.name, answer, done)
        if answer.document is None:
            done.left += 1
            return
        try:
            folder.put_aside(file, digest, failed=self._is_exception(answer.document.id))
        except OSError as problem:  # recorded it is: only its place tells otherwise
            done.problems.append(said(file.name, problem))

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
        try:
            with mailbox.opened() as server:
                self._take_new(mailbox, server, done, progress)
        except MailboxAway as away:
            done.away = Stays(mailbox.name, away.code, {"name": mailbox.name, "detail": away.detail})
        return done

    def _take_new(self, mailbox: Mailbox, server: OpenMailbox, done: Taken, progress: Progress) -> None:
        found = server.after(self.newest(mailbox.name, server.uid_validity))
        room = self._room()
        for number, uid in enumerate(found, 1):
            done.left = len(found) - number + 1
            # Never past what was refused: the next run begins there.
            if not next(room) or not self._take_message(mailbox, server, uid, done):
                return
            progress(number, len(found))
        done.left = 0

    def _take_message(self, mailbox: Mailbox, server: OpenMailbox, uid: int, done: Taken) -> bool:
        origin, size = Origin(mailbox.entity, "mailbox", mailbox.name), server.size(uid)
        whole = size is None or size <= LARGEST
        data = server.fetch(uid) if whole else server.fetch(uid, "HEADER")
        if data is None:  # somebody moved it away
            return True
        code, named = None if whole else "mail-too-large", f"{mailbox.name}/{uid}"
        try:
            answer = self.taking.take_mail(origin, uid, server.uid_validity, data, code)
        except OSError as problem:  # of this machine's disk, not of the mail server
            done.problems.append(said(named, problem))
            return False
        self._settled(named, answer, done)
        return answer.outcome != "refused"

    def _settled(self, what: str, answer: Answer, done: Taken) -> None:
        done.answers.append((what, answer))
        if answer.outcome == "refused":
            done.problems.append(Stays(what, answer.code or "", {k: str(v) for k, v in answer.figures.items()}))
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
