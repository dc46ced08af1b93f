"""The door that files come in by, whatever brings them: bytes are kept, looked at in a limited process, and recorded."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from activities.intake import intake_key
from aggregates.intake import INTAKE
from bots.opening_mail import Opened
from bots.unpacking import Content, Sorted
from contracts._base import SYSTEM, Actor, Answer, Request
from contracts.ids import stream_id
from contracts.intake import MOST_CONTENTS, ArrivedFile, Channel, MailPlace, ReceiveFiles
from store.blobs import Blobs
from store.handler import CommandHandler


@dataclass(frozen=True)
class Origin:
    """Where files come from: the legal entity that is billed, by what, and the name of the folder or mailbox."""

    entity: str
    channel: Channel
    source: str = ""


@dataclass(frozen=True)
class TakingIn:
    """Takes files in; each may come any number of times."""

    handler: CommandHandler
    blobs: Blobs
    sort: Callable[[bytes, int], Sorted]
    open_mail: Callable[[bytes], Opened | None]
    new_key: Callable[[], str]
    """A key that no request has had: what was taken before is known by the documents, not by receipts."""
    actor: Actor = SYSTEM

    def take(self, origin: Origin, name: str, path: str, data: bytes) -> Answer:
        """Take one file in."""
        return self._send([self.command(origin, name, path, data)])

    def take_unread(self, origin: Origin, file: ArrivedFile) -> Answer:
        """Record a file whose bytes are kept already, and that nobody looks into."""
        return self._send([ReceiveFiles(entity=origin.entity, channel=origin.channel, source=origin.source, file=file)])

    def take_mail(self, origin: Origin, uid: int, uid_validity: int, data: bytes, code: str | None = None) -> Answer:
        """Take a message in: each attachment for itself, all of them or none. With a code it is recorded and not opened."""
        opened = self.open_mail(data)
        found = opened or Opened(message_id=f"sha256:{self.blobs.put(data)}", code="mail-malformed")
        place = MailPlace(uid=uid, uid_validity=uid_validity, message_id=clean(found.message_id), sender=found.sender)
        if code or found.code or not found.parts:
            return self._send([self._closed(origin, place, code or found.code, data)])
        commands = [
            self.command(origin, part.name, part.path, part.data).model_copy(update={"mail": place})
            for part in found.parts
        ]
        return self._send(commands)

    def _closed(self, origin: Origin, place: MailPlace, code: str | None, data: bytes) -> ReceiveFiles:
        """A message as a file: one that brings nothing, or that cannot be opened."""
        file = ArrivedFile(
            name="message.eml",
            file_sha256=self.blobs.put(data),
            size=len(data),
            sort="exception" if code else "not-an-invoice",
            code=code or "mail-without-attachment",
        )
        return ReceiveFiles(entity=origin.entity, channel=origin.channel, source=origin.source, file=file, mail=place)

    def command(self, origin: Origin, name: str, path: str, data: bytes) -> ReceiveFiles:
        """What a file is, and what is in it, as a command; all bytes are kept by then."""
        digest, look = self.blobs.put(data), self.sort(data, 0)
        contents: list[ArrivedFile] = []
        if look.sort == "archive":
            contents, look = self._contents(data, look)
        file = ArrivedFile(
            name=file_name(name),
            file_sha256=digest,
            size=len(data),
            path=clean(path)[:1_000],
            sort=look.sort,
            code=look.code,
            figures=tuple(sorted(look.figures.items())),
        )
        of = {"entity": origin.entity, "channel": origin.channel, "source": origin.source}
        return ReceiveFiles.model_validate({**of, "file": file, "contents": contents})

    def _contents(self, data: bytes, first: Sorted) -> tuple[list[ArrivedFile], Sorted]:
        """Everything in an archive; where a later part of it fails, the archive is an exception and nothing of it is taken."""
        found: list[ArrivedFile] = []
        part = first
        while part.sort == "archive":
            found += self._kept(part.contents)
            if part.next is None or len(found) > MOST_CONTENTS:
                return found, first
            part = self.sort(data, part.next)
        return [], part

    def _kept(self, contents: list[Content]) -> Iterator[ArrivedFile]:
        for each in contents:
            digest, path = self.blobs.put(each.data), clean(each.path)
            name = file_name(path.rpartition("/")[2])
            size = len(each.data)
            yield ArrivedFile(name=name, file_sha256=digest, size=size, path=path, sort=each.sort, code=each.code)

    def _send(self, commands: list[ReceiveFiles]) -> Answer:
        """All or nothing. What a file is stands in its command, so a repeated delivery is known by the documents."""
        channel = "workflow" if self.actor.kind == "system" else "cli"
        requests = [
            Request.model_validate({"command": each, "key": self.new_key(), "actor": self.actor, "channel": channel})
            for each in commands
        ]
        answer = self.handler.handle_batch(requests)
        if answer.outcome != "ignored":
            return answer
        known = self.handler.state(INTAKE, stream_id("intake", intake_key(commands[-1])))
        return answer.model_copy(update={"document": known.ref})


def clean(text: str) -> str:
    """A text that can be stored and shown: no surrogates, nothing invisible."""
    told = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(sign if sign.isprintable() else "_" for sign in told)


def file_name(text: str) -> str:
    """A name that can be stored and shown, its end kept where it is too long."""
    return clean(text).strip()[-255:] or "file"
