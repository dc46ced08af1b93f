"""What there is to say of an approval at one of its steps, for a notice and for the page that it leads to."""

from datetime import datetime, timedelta

from adapters.notice_words import About
from aggregates.approval_state import Approval
from processes.notice import TASKS


def about_approval(approval: Approval, step: int, requester: str, matter: str) -> About:
    """What there is to say of an approval at one of its steps."""
    asked = approval.route.steps[step] if approval.route and step < len(approval.route.steps) else None
    subject = approval.subject
    return About(
        matter=matter,
        number=subject.number if subject else "",
        kind=subject.kind if subject else "",
        entity=subject.entity if subject else "",
        title=approval.title,
        amount=str(approval.amount or ""),
        requester=requester or approval.requester,
        step=asked.name if asked and matter != "ended" else "",
        until=_until(approval, step) if matter in TASKS else "",
        result=approval.result if matter == "ended" else "",
    )


def _until(approval: Approval, step: int) -> str:
    """When the waiting step is late: it ends by itself, or is escalated."""
    found = approval.step
    if found is None or approval.opened_at is None or approval.index != step:
        return ""
    hours = found.time_out_after_hours or found.escalate_after_hours
    return moment(approval.opened_at + timedelta(hours=hours))


def moment(at: datetime) -> str:
    """A moment for people, in universal time."""
    return f"{at:%Y-%m-%d %H:%M} UTC"
