"""Files as they came in: from where, and what became of each."""

from sqlalchemy import Index

from events._base import Recorded
from events.intake import IntakeEnded, IntakeReceived
from projections._base import Changes, Projection, change, remove, upsert
from projections._columns import count, instant, key, listed, micros, text
from projections.inbox import INBOX, about, task_key, tasks

INTAKES = Projection("intakes")
intakes = INTAKES.table(
    "intakes",
    key("id"),
    *(text(name) for name in ("number", "entity", "channel", "source", "outcome", "code")),
    *(text(name) for name in ("file_name", "file_sha256", "path", "sender", "message_id", "part_of")),
    *(count(name) for name in ("size", "uid", "uid_validity")),
    *(text(name) for name in ("invoice_id", "invoice", "decided_by", "why")),
    *(instant(name) for name in ("received_at", "decided_at")),
    count("position"),
)
Index("view_intakes_by_position", intakes.c.position)
Index("view_intakes_open", intakes.c.outcome, intakes.c.entity)
Index("view_intakes_mailbox", intakes.c.source, intakes.c.uid_validity, intakes.c.uid)
UNREAD = "intake-exception"


@INTAKES.on(IntakeReceived)
def _received(event: IntakeReceived, at: Recorded) -> Changes:
    mail = event.mail
    yield upsert(
        intakes,
        {"id": str(event.ref.id)},
        number=event.ref.number,
        entity=event.ref.entity,
        channel=event.channel,
        source=event.source,
        outcome="open",
        file_name=event.file_name,
        file_sha256=event.file_sha256,
        path=event.path,
        size=event.size,
        sender=mail.sender if mail else None,
        message_id=mail.message_id if mail else None,
        uid=mail.uid if mail else 0,
        uid_validity=mail.uid_validity if mail else 0,
        part_of=event.part_of.number if event.part_of else None,
        received_at=micros(at.occurred_at),
        position=at.position,
    )


@INTAKES.on(IntakeEnded)
def _ended(event: IntakeEnded, at: Recorded) -> Changes:
    invoice = {"invoice_id": str(event.invoice.id), "invoice": event.invoice.number} if event.invoice else {}
    yield change(
        intakes,
        {"id": str(event.ref.id)},
        outcome=event.outcome,
        code=event.code,
        decided_by=event.person,
        why=event.why,
        decided_at=micros(at.occurred_at),
        **invoice,
    )


@INBOX.on(IntakeEnded)
def _waits(event: IntakeEnded, at: Recorded) -> Changes:
    """What no reader takes waits for a person; what became an invoice waits as that."""
    if event.outcome != "exception" or event.invoice is not None:
        yield remove(tasks, task_key(UNREAD, event.ref))
        return
    row = about(UNREAD, event.ref, None, None) | {"codes": listed([event.code or ""])}
    since = micros(at.occurred_at)
    yield upsert(tasks, task_key(UNREAD, event.ref), permission="invoice.resolve", since=since, open=1, **row)
