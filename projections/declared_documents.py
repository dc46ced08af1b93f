"""Declared kinds of documents, the documents of them, and what other systems are told; the tasks that both leave."""

from events._base import Recorded
from events.declared_document import (
    DeclaredDocumentConcluded,
    DeclaredDocumentSubmitted,
    DeclaredDocumentWithdrawn,
)
from events.document_kind import DocumentKindDeclared
from events.webhook_message import (
    WebhookMessageDelivered,
    WebhookMessageParked,
    WebhookMessageQueued,
    WebhookMessageSentAgain,
)
from projections._base import Changes, change, remove, upsert
from projections._columns import (
    as_json,
    count,
    instant,
    key,
    listed,
    micros,
    minor_or_none,
    names,
    number_key,
    structure,
    text,
)
from projections.documents import DOCUMENTS
from projections.inbox import INBOX, about, task_key, tasks
from projections.inbox_refused import not_started
from projections.master_data import MASTER_DATA

RETURNED, NOT_TOLD = "declared-document-returned", "webhook-message-parked"

kinds = MASTER_DATA.table(
    "document_kinds",
    key("kind"),
    number_key("version"),
    *(text(name) for name in ("name_zh", "name_en", "matter", "webhook", "author")),
    names("starters"),
    *(structure(name) for name in ("body_schema", "declaration")),
    instant("declared_at"),
    count("position"),
)
documents = DOCUMENTS.table(
    "declared_documents",
    key("id"),
    *(text(name) for name in ("number", "entity", "kind", "status", "title", "currency", "requester", "started_by")),
    minor_or_none("amount"),
    *(text(name) for name in ("external_number", "content_hash", "why")),
    structure("body"),
    *(count(name) for name in ("kind_version", "occurrence")),
    *(instant(name) for name in ("submitted_at", "ended_at")),
    count("position"),
)
messages = DOCUMENTS.table(
    "webhook_messages",
    key("id"),
    *(text(name) for name in ("number", "entity", "endpoint", "event_type", "subject", "subject_id", "status")),
    *(text(name) for name in ("parked_code", "why")),
    *(structure(name) for name in ("payload", "parked_figures")),
    *(count(name) for name in ("parkings", "http_status")),
    *(instant(name) for name in ("queued_at", "delivered_at")),
    count("position"),
)


@MASTER_DATA.on(DocumentKindDeclared)
def _declared(event: DocumentKindDeclared, at: Recorded) -> Changes:
    said = event.declaration
    yield upsert(
        kinds,
        {"kind": event.kind, "version": event.version},
        name_zh=said.name_zh,
        name_en=said.name_en,
        matter=said.matrix or event.kind,
        webhook=said.webhook,
        author=event.author,
        starters=listed(said.starters),
        body_schema=event.body_schema,
        declaration=as_json(said.model_dump(mode="json", exclude_defaults=True)),
        declared_at=micros(at.occurred_at),
        position=at.position,
    )


@DOCUMENTS.on(DeclaredDocumentSubmitted)
def _submitted(event: DeclaredDocumentSubmitted, at: Recorded) -> Changes:
    amount = event.amount
    yield upsert(
        documents,
        {"id": str(event.ref.id)},
        number=event.ref.number,
        entity=event.ref.entity,
        kind=event.kind,
        status="submitted",
        title=event.title,
        amount=amount.minor if amount else None,
        currency=amount.currency if amount else None,
        requester=event.requester,
        started_by=event.source,
        external_number=event.external_number,
        content_hash=event.content_hash,
        why=None,
        body=event.body,
        kind_version=event.kind_version,
        occurrence=event.occurrence,
        submitted_at=micros(at.occurred_at),
        ended_at=None,
        position=at.position,
    )


@DOCUMENTS.on(DeclaredDocumentConcluded)
def _concluded(event: DeclaredDocumentConcluded, at: Recorded) -> Changes:
    yield change(documents, {"id": str(event.ref.id)}, status=event.verdict, ended_at=micros(at.occurred_at))


@DOCUMENTS.on(DeclaredDocumentWithdrawn)
def _withdrawn(event: DeclaredDocumentWithdrawn, at: Recorded) -> Changes:
    ended = micros(at.occurred_at)
    yield change(documents, {"id": str(event.ref.id)}, status="withdrawn", why=event.why, ended_at=ended)


@DOCUMENTS.on(WebhookMessageQueued)
def _queued(event: WebhookMessageQueued, at: Recorded) -> Changes:
    yield upsert(
        messages,
        {"id": str(event.ref.id)},
        number=event.ref.number,
        entity=event.ref.entity,
        endpoint=event.endpoint,
        event_type=event.event_type,
        subject=event.subject.number,
        subject_id=str(event.subject.id),
        status="queued",
        payload=event.payload,
        queued_at=micros(at.occurred_at),
        position=at.position,
    )


@DOCUMENTS.on(WebhookMessageDelivered)
def _delivered(event: WebhookMessageDelivered, at: Recorded) -> Changes:
    done = {"status": "delivered", "http_status": event.status, "delivered_at": micros(at.occurred_at)}
    yield change(messages, {"id": str(event.ref.id)}, parked_code=None, parked_figures=None, **done)


@DOCUMENTS.on(WebhookMessageParked)
def _parked(event: WebhookMessageParked, _: Recorded) -> Changes:
    why = {"parked_code": event.code, "parked_figures": as_json(dict(event.figures))}
    yield change(messages, {"id": str(event.ref.id)}, {"parkings": 1}, status="parked", **why)


@DOCUMENTS.on(WebhookMessageSentAgain)
def _sent_again(event: WebhookMessageSentAgain, _: Recorded) -> Changes:
    yield change(
        messages, {"id": str(event.ref.id)}, status="queued", parked_code=None, parked_figures=None, why=event.why
    )


@INBOX.on(DeclaredDocumentSubmitted)
def _with_deciders(event: DeclaredDocumentSubmitted, _: Recorded) -> Changes:
    if event.external_number:
        yield remove(tasks, not_started(event.ref.entity, event.kind, event.external_number))
    row = about(RETURNED, event.ref, event.title, event.amount)
    yield upsert(tasks, task_key(RETURNED, event.ref), person=event.requester, open=0, **row)


@INBOX.on(DeclaredDocumentConcluded)
def _sent_back(event: DeclaredDocumentConcluded, at: Recorded) -> Changes:
    task = task_key(RETURNED, event.ref)
    if event.verdict == "returned":
        yield change(tasks, task, open=1, since=micros(at.occurred_at))
    else:
        yield remove(tasks, task)


@INBOX.on(DeclaredDocumentWithdrawn)
def _no_more(event: DeclaredDocumentWithdrawn, _: Recorded) -> Changes:
    yield remove(tasks, task_key(RETURNED, event.ref))


@INBOX.on(WebhookMessageParked)
def _not_told(event: WebhookMessageParked, at: Recorded) -> Changes:
    row = about(NOT_TOLD, event.ref, event.ref.number, None) | {"codes": listed((event.code,))}
    since = micros(at.occurred_at)
    yield upsert(
        tasks, task_key(NOT_TOLD, event.ref), permission="webhook_message.send_again", since=since, open=1, **row
    )


@INBOX.on(WebhookMessageSentAgain)
def _tried_again(event: WebhookMessageSentAgain, _: Recorded) -> Changes:
    yield remove(tasks, task_key(NOT_TOLD, event.ref))
