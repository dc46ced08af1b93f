"""What there is to say of an approval at one of its steps, or of an exception of an invoice, for a notice and for the page
that it leads to."""

from datetime import datetime

from adapters.notice_words import About, spoken
from adapters.sentences import say
from aggregates.approval_state import Approval
from aggregates.invoice import Invoice
from aggregates.person import PERSON
from contracts.ids import stream_id
from contracts.reading import Finding
from processes.notice import TASKS, Subject
from store.states import States


def about(states: States, subject: Subject, step: int, matter: str, language: str) -> About:
    """What there is to say of what a notice is about."""
    if isinstance(subject, Invoice):
        return about_exception(subject, matter, language)
    requester = states.load(PERSON, stream_id("person", subject.requester)).state
    return about_approval(subject, step, requester.name, matter, language)


def about_exception(invoice: Invoice, matter: str, language: str) -> About:
    """What there is to say of an exception: whose invoice it is, what was found, and by when somebody looks at it."""
    ref, held = invoice.ref, invoice.held
    named = (invoice.value("seller_name"), invoice.value("number"))
    found = (_sentence(one, spoken(language)) for one in (held.findings if held else ()) if one.severity != "warn")
    return About(
        matter=matter,
        number=ref.number if ref else "",
        kind="invoice",
        entity=ref.entity if ref else "",
        title=" ".join(filter(None, named)) or invoice.file_name,
        amount=str(invoice.amount("gross_amount") or ""),
        requester="",
        until=moment(held.due_at) if held and held.due_at else "",
        found=" ".join(found),
    )


def _sentence(found: Finding, language: str) -> str:
    """What was found; of a step that was refused, why."""
    code, figures = f"invoice_findings.{found.code}", dict(found.evidence)
    said = say(code, language, **figures)
    return say(found.code, language, **figures) if said == code else said


def about_approval(approval: Approval, step: int, requester: str, matter: str, language: str) -> About:
    """What there is to say of an approval at one of its steps."""
    subject = approval.subject
    return About(
        matter=matter,
        number=subject.number if subject else "",
        kind=subject.kind if subject else "",
        entity=subject.entity if subject else "",
        title=approval.title,
        amount=str(approval.amount or ""),
        requester=requester or approval.requester,
        step="" if matter == "ended" else step_name(approval, step, language),
        until=_until(approval, step) if matter in TASKS else "",
        result=approval.result if matter == "ended" else "",
    )


def step_name(approval: Approval, step: int, language: str) -> str:
    """The name of a step in a language; none of a step that there is not any more."""
    if step >= len(approval.places):
        return ""
    found = approval.places[step].step
    return (found.name_zh if spoken(language) == "zh" else None) or found.name


def _until(approval: Approval, step: int) -> str:
    """When the step is late: it ends by itself, or is escalated."""
    times = [each.ends_at or each.escalates_at for each in approval.asked if each.step == step]
    return moment(min(known)) if (known := [at for at in times if at]) else ""


def moment(at: datetime) -> str:
    """A moment for people, in universal time."""
    return f"{at:%Y-%m-%d %H:%M} UTC"
