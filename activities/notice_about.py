"""What there is to say of an approval at one of its steps, for a notice and for the page that it leads to."""

from datetime import datetime

from adapters.notice_words import About, spoken
from aggregates.approval_state import Approval
from processes.notice import TASKS


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
