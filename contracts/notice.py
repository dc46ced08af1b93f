"""Notices (通知) of approvals and exceptions of invoices: whom they were brought to, how, and what could not be delivered."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from contracts._base import Command
from contracts.ids import stream_id
from contracts.values import PRINTABLE, Value

Matter = Literal["asked", "reminded", "urged", "escalated", "copied", "ended", "held", "overdue"]
"""What a notice is about."""
Rest = Literal["more", "later", "done"]
"""Whether more messages of a cause come at once, others have to wait for another try, or it is told."""
Channel = Literal["mail", "wecom", "dingtalk", "feishu"]
Addressee = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=PRINTABLE)]
"""A person by his code, or a group as "role:ROLE"; never an address."""


def notice_stream(about: UUID) -> UUID:
    """The stream of the notices of an approval or invoice."""
    return stream_id("notice", str(about))


class Delivery(Value):
    """What became of one message. `key` names it for ever: a repeated one has the same."""

    to: Addressee
    channel: Channel
    key: UUID
    outcome: Literal["sent", "refused", "later"]
    """Taken by the server; not to be delivered, however often; or not now."""
    code: Annotated[str, StringConstraints(pattern=r"^[a-z-]{1,40}$")] | None = None
    detail: Annotated[str, StringConstraints(max_length=40, pattern=PRINTABLE)] | None = None
    """The number that the server gave as its reason."""


class RecordNotice(Command):
    """Follow-up: messages of one cause were tried."""

    contract = "notice.record"
    permission = "system"
    by = "system"
    approval: UUID
    """The approval, or the invoice, that it is about."""
    cause: Annotated[int, Field(ge=1)]
    """The version of the event in its stream that caused the notice."""
    matter: Matter
    deliveries: Annotated[tuple[Delivery, ...], Field(max_length=1_000)] = ()
    rest: Rest
