"""Commands on declared documents: whatever starts one, its approval is open when the answer is given."""

import json
from dataclasses import dataclass

from activities._registry import document, handles
from activities.approval import FOLLOWERS, ask_at_once, conclude_at_once, overtaken
from activities.document_kind import known_kind
from activities.master_data import known_entity, known_person, newly_named
from activities.policies import Policies
from activities.webhook_message import tell
from adapters.interchange import interchanged
from aggregates._base import Refusal
from aggregates.approval_state import Approval
from aggregates.declared_document import DECLARED_DOCUMENT, DeclaredDocument, Submit
from aggregates.document_kind import read
from contracts.declared_document import ResubmitDeclaredDocument, StartDeclaredDocument, WithdrawDeclaredDocument
from contracts.json_body import Json, canonical, digest
from contracts.values import Ref
from events.document_kind import DocumentKindDeclared
from store.work import Refused, Work


@handles(StartDeclaredDocument)
def start(work: Work, command: StartDeclaredDocument, policies: Policies) -> Ref:
    """Start the approval of a document, for the person who asks."""
    work.permit(command.entity)
    known_entity(work, command.entity)
    kind = known_kind(work, command.kind)
    starters = set(kind.declaration.starters)
    if work.actor.kind == "person" and starters and not starters & work.duties:
        raise work.refuse("not-a-starter", person=work.actor.name, kind=command.kind)
    by = Asked(_requester(work, command), work.actor.name, command.external_number)
    return submitted(work, policies, kind, command.entity, command.body, by)


def _requester(work: Work, command: StartDeclaredDocument) -> str:
    """Who asks: the person himself, or whom a service names, who must work here. Raises Refused."""
    if work.actor.kind == "person":
        if command.requester not in (None, work.actor.name):
            raise work.refuse("not-the-requester", requester=command.requester)
        return work.actor.name
    if command.requester is None:
        raise work.refuse("requester-not-named", kind=command.kind)
    newly_named(work, known_person(work, command.requester), None)
    return command.requester


@dataclass(frozen=True)
class Asked:
    """Who asks, what started the document ("service:NAME", "rule:NAME"), and its number there."""

    requester: str
    source: str
    external_number: str | None = None


def submitted(work: Work, policies: Policies, kind: DocumentKindDeclared, entity: str, body: Json, by: Asked) -> Ref:
    """Submit a new document and open its approval; one that was started by its external number already stays as it is."""
    known = started(work, entity, kind.kind, by)
    if known.ref:
        # A late repetition of what started it asks for nothing new, whatever was submitted in between.
        said = {(each.body, each.requester) for each in (known.first, known.submitted) if each}
        if (canonical(body), by.requester) not in said:
            raise work.refuse("external-number-taken", number=by.external_number or "-", document=known.ref)
        return known.ref
    ref = work.new_ref("declared_document", "DD", entity, _key(work, entity, kind.kind, by))
    _ask(work, policies, ref, kind, body, by)
    return ref


def _key(work: Work, entity: str, kind: str, by: Asked) -> str:
    return f"{entity}:{kind}:{by.source}:{by.external_number}" if by.external_number else work.creation_key


def started(work: Work, entity: str, kind: str, by: Asked) -> DeclaredDocument:
    """What was started by that number, or by this request, already; without `ref` nothing was."""
    return work.load_by_key(DECLARED_DOCUMENT, _key(work, entity, kind, by))


def _ask(work: Work, policies: Policies, ref: Ref, kind: DocumentKindDeclared, body: Json, by: Asked) -> None:
    """Submit what a body says in the words of its kind; the same that waits already changes nothing. Raises Refused."""
    reading = read(kind, body)
    if isinstance(reading, Refusal):
        raise Refused(reading)
    said = kind.declaration
    submit = Submit(
        ref, kind.kind, kind.version, **vars(by), **vars(reading),
        matrix=said.matrix or kind.kind, body=canonical(body), webhook=said.webhook,
    )  # fmt: skip
    before = work.load(DECLARED_DOCUMENT, ref.id)
    after = work.act(DECLARED_DOCUMENT, ref.id, submit)
    if after.asked != before.asked and after.asked is not None:
        ask_at_once(work, policies, after.asked)


@handles(ResubmitDeclaredDocument)
def resubmit(work: Work, command: ResubmitDeclaredDocument, policies: Policies) -> Ref:
    """Submit it again with another body, by the version of its kind by which it was started."""
    before, ref = document(work, DECLARED_DOCUMENT, command.document)
    newest = before.submitted
    assert newest is not None
    if work.actor.name not in (newest.requester, newest.source):
        raise work.refuse("not-the-requester", requester=newest.requester)
    kind = known_kind(work, newest.kind, newest.kind_version)
    by = Asked(newest.requester, newest.source, newest.external_number)
    _ask(work, policies, ref, kind, command.body, by)
    return ref


@handles(WithdrawDeclaredDocument)
def withdraw(work: Work, command: WithdrawDeclaredDocument, _policies: Policies) -> Ref:
    """Take it back, with its approval."""
    before, ref = document(work, DECLARED_DOCUMENT, command.document)
    after = work.act(DECLARED_DOCUMENT, ref.id, command)
    if before.asks:
        overtaken(work, before.asked, command.why)
    if after.status != before.status:
        _tell(work, after)
    return ref


def conclude(work: Work, approval: Approval) -> None:
    """Its approval ended: approved, rejected or sent back, in the transaction of the last vote."""
    if conclude_at_once(work, DECLARED_DOCUMENT, approval) is not None and approval.subject is not None:
        _tell(work, work.load(DECLARED_DOCUMENT, approval.subject.id), approval.ref)


def _tell(work: Work, state: DeclaredDocument, approval: Ref | None = None) -> None:
    """Let the system that is to know learn what became of it; what is told is in the transaction that decides it."""
    newest = state.submitted
    if newest is None or newest.webhook is None:
        return
    about: dict[str, object] = {
        "document": newest.ref.number,
        "id": str(newest.ref.id),
        "entity": newest.ref.entity,
        "kind": newest.kind,
        "kind_version": newest.kind_version,
        "occurrence": newest.occurrence,
        "result": state.status,
        "source": newest.source,
        "external_number": newest.external_number,
        "requester": newest.requester,
        "content_hash": newest.content_hash,
        "content_hash_rfc8785": _interchanged(newest.body),
        "approval": approval.number if approval else None,
    }
    tell(work, newest.webhook, newest.ref, f"{newest.occurrence}/{state.status}", about)


def _interchanged(body: str) -> str | None:
    """The hash of the body that libraries of other systems compute; None where it holds a number that they do not."""
    try:
        return digest(interchanged(json.loads(body)))
    except ValueError:
        return None


FOLLOWERS["declared_document"] = conclude
