"""Files as they come in: by folder, mailbox, API or upload, or inside an archive; each one ends visibly."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts._base import Command
from contracts.values import Code, Text, Value

Channel = Literal["folder", "mailbox", "api", "upload", "archive"]
Sort = Literal["readable", "archive", "exception", "not-an-invoice"]
"""What the bytes of a file are at first sight: something that readers take, an archive that was unpacked, something that a
person must look at, or nothing that could be an invoice."""
IntakeOutcome = Literal["open", "invoice", "duplicate", "representation", "exception", "not-an-invoice"]
SourceName = Annotated[str, Field(max_length=80)]
MOST_CONTENTS = 500


class ArrivedFile(Value):
    """One file by the SHA-256 of its bytes; `path` is where it lay (in the folder, the message or the archive).

    `sort` is what it is at first sight; `code` and `figures` say why, where readers are not asked.
    """

    name: Annotated[str, Field(min_length=1, max_length=255)]
    file_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size: Annotated[int, Field(ge=0)]
    path: Annotated[str, Field(max_length=1_000)] = ""
    sort: Sort = "readable"
    code: Annotated[str, Field(max_length=80)] | None = None
    figures: tuple[tuple[str, str], ...] = ()


class MailPlace(Value):
    """Where a message lies in its mailbox (RFC 9051: a UID means something together with its UIDVALIDITY)."""

    uid: Annotated[int, Field(ge=0)]
    uid_validity: Annotated[int, Field(ge=0)]
    message_id: Annotated[str, Field(max_length=998)]
    """The Message-ID, or "sha256:…" of the message where it has none."""
    sender: Annotated[str, Field(max_length=320)] = ""


class ReceiveFiles(Command):
    """Take in one file, and what was unpacked from it where it is an archive: each is recorded, and ends visibly.

    `source` names the folder or mailbox. The same file at the same place of a source, and the same attachment of the
    same message, are one arrival.
    """

    contract = "intake.receive"
    permission = "invoice.receive"
    entity: Code
    channel: Channel = "api"
    source: SourceName = ""
    file: ArrivedFile
    contents: Annotated[tuple[ArrivedFile, ...], Field(max_length=MOST_CONTENTS)] = ()
    mail: MailPlace | None = None


class ResolveIntake(Command):
    """A person decides what a file is that no reader takes: an invoice, which is typed in by hand, or none."""

    contract = "intake.resolve"
    permission = "invoice.resolve"
    by = "person"
    intake: UUID
    decision: Literal["invoice", "not-an-invoice"]
    why: Text
