"""A message to another system: sent until the endpoint takes it, or parked until a person sends it again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aggregates._base import Refusal
from aggregates.webhook_message import WebhookMessage
from contracts.process import Effect
from contracts.webhook_message import ParkMessage
from processes._base import DAY, DONE, FollowUp, Next

SEND = "webhook_message.send"


@dataclass(frozen=True)
class Message:
    """A message."""

    message: WebhookMessage


def delivery(case: Message, now: datetime) -> Next:
    """Send it; sending it again is harmless, since its id stays the same."""
    if case.message.status == "parked":
        return Next(deadline=now + 7 * DAY)
    if case.message.status != "queued":
        return DONE
    assert case.message.ref is not None
    return Next(effects=(Effect(activity=SEND, queue="net", document=case.message.ref.id),), deadline=now + DAY)


def on_refusal(case: Message, stage: str, refusal: Refusal) -> FollowUp:
    """The retries ended: shown to a person."""
    assert case.message.ref is not None
    figures = tuple(sorted(refusal.figures.items()))
    park = ParkMessage(message=case.message.ref.id, code=refusal.code, figures=figures)
    return FollowUp("park", f"{stage}:{case.message.parkings}", park)


STAGES: Mapping[str, Callable[[Message, datetime], Next]] = {"delivery": delivery}
