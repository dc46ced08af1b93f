"""What the link of a notice shows, as long as it waits: a step of an approval or an exception of an invoice; how to decide."""

import json
from dataclasses import dataclass
from typing import Any

from activities.notice_about import about, moment
from adapters.notice_link import Link
from adapters.notice_words import Words, words
from adapters.sentences import say
from aggregates.approval_state import Approval
from aggregates.invoice import Invoice
from aggregates.person import Person
from contracts.approval import Vote
from contracts.invoice import ResolveInvoice
from processes.notice import Subject
from web.parts import Parts
from web.problems import Problem


@dataclass(frozen=True)
class Page:
    """What is shown; `how` tells how to decide, where anything is to be decided."""

    words: Words
    data: dict[str, Any]
    how: str = ""


def page_of(parts: Parts, link: Link, subject: Subject, person: Person, language: str) -> Page:
    """The page of a link. Raises Problem where nothing is asked any more."""
    if isinstance(subject, Invoice):
        return _exception(parts, link, subject, person, language)
    return _approval(parts, link, subject, person, language)


def _exception(parts: Parts, link: Link, invoice: Invoice, person: Person, language: str) -> Page:
    """An exception of an invoice, as long as it is one."""
    number = invoice.ref.number if invoice.ref else ""
    if invoice.status != "held":
        raise Problem(410, "notice-exception-passed", number=number, spoken=language)
    resolve = ResolveInvoice(invoice=link.approval, decision="accept", why="…")
    command = {"path": f"/api/commands/{ResolveInvoice.contract}", "body": resolve.model_dump(mode="json")}
    line = f"req2pay invoice resolve {number} --accept --why …"
    return _shown(parts, link, invoice, person, language, "held", command, line)


def _approval(parts: Parts, link: Link, approval: Approval, person: Person, language: str) -> Page:
    """A step of an approval, as long as it waits."""
    if approval.subject is None or approval.route is None:
        raise Problem(404, "notice-link-wrong", spoken=language)
    number = approval.subject.number
    if approval.result != "open":
        result = say(f"notice.result-{approval.result}", language)
        raise Problem(410, "notice-ended", number=number, result=result, spoken=language)
    copied = link.step < len(approval.places) and approval.places[link.step].step.kind == "copy"
    if not copied and not _waits(approval, link):
        raise Problem(410, "notice-step-passed", number=number, spoken=language)
    command = None if copied else _command(link, approval)
    line = f"req2pay approve vote {approval.ref.number if approval.ref else ''}"
    return _shown(parts, link, approval, person, language, "copied" if copied else "asked", command, line)


def _waits(approval: Approval, link: Link) -> bool:
    """Whether the step still waits, and whom the link names has not decided there. The vote is judged by its own rules."""
    return link.step in approval.open and link.to not in approval.open[link.step].persons()


def _shown(
    parts: Parts,
    link: Link,
    subject: Subject,
    person: Person,
    language: str,
    matter: str,
    command: dict[str, Any] | None,
    line: str,
) -> Page:
    """What is shown of `subject`, and how to decide it: by an ordinary command, or a `line` of the command line."""
    told = about(parts.handler.states, subject, link.step, matter, language)
    said = words(told, language)
    expires = moment(link.expires_at)
    more = ((say("notice.row-for", language), person.name or link.to), (say("notice.row-link", language), expires))
    data: dict[str, Any] = {
        "subject": told.number,
        "kind": told.kind,
        "entity": told.entity,
        "title": told.title,
        "amount": told.amount,
        "step": told.step,
        "decide_by": told.until,
        "for": link.to,
        "link_expires_at": link.expires_at.isoformat().replace("+00:00", "Z"),
        "command": command,
        "headline": said.headline,
    }
    if isinstance(subject, Invoice):
        data |= {"invoice": str(link.approval), "found": told.found}
    else:
        data |= {"approval": str(link.approval), "requester": subject.requester}
    how = say("notice.hint-for-information", language)
    if command:
        who = "CODE" if link.to.startswith("role:") else link.to
        body = json.dumps(command["body"], ensure_ascii=False)
        how = say("notice.hint-how", language, command=f"{line} --as {who}", path=command["path"], body=body)
    return Page(Words(language, said.headline, (*said.rows, *more), said.explained), data, how)


def _command(link: Link, approval: Approval) -> dict[str, Any]:
    """The ordinary command, for the step and the content that this page shows."""
    vote = Vote(approval=link.approval, verdict="approve", content_hash=approval.content_hash, step=link.step + 1)
    return {"path": f"/api/commands/{Vote.contract}", "body": vote.model_dump(mode="json", exclude_none=True)}
