"""Messages to other systems: once delivered, nothing more happens to them."""

from dataclasses import dataclass, replace
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.values import Ref
from contracts.webhook_message import ParkMessage, RecordDelivery, SendMessageAgain
from events.webhook_message import (
    WebhookMessageDelivered,
    WebhookMessageEvent,
    WebhookMessageParked,
    WebhookMessageQueued,
    WebhookMessageSentAgain,
)


@dataclass(frozen=True)
class WebhookMessage:
    """What is told to whom, and how it stands; `parkings` counts how often it was parked."""

    ref: Ref | None = None
    queued: WebhookMessageQueued | None = None
    status: Literal["unknown", "queued", "delivered", "parked"] = "unknown"
    parkings: int = 0


@dataclass(frozen=True)
class Queue:
    """A new message with its bytes."""

    ref: Ref
    endpoint: str
    event_type: str
    subject: Ref
    payload: str


MessageCommand = Queue | RecordDelivery | ParkMessage | SendMessageAgain


def decide(state: WebhookMessage, command: MessageCommand, facts: Facts) -> Decision:
    """A message is queued once; only a parked one is sent again by a person."""
    if isinstance(command, Queue):
        return () if state.ref else (WebhookMessageQueued(**vars(command)),)
    if state.ref is None:
        return refuse("unknown-document", kind="webhook message")
    match command:
        case RecordDelivery():
            delivered = WebhookMessageDelivered(ref=state.ref, status=command.status)
            return () if state.status == "delivered" else (delivered,)
        case ParkMessage():
            parked = WebhookMessageParked(ref=state.ref, code=command.code, figures=command.figures)
            return (parked,) if state.status == "queued" else ()
        case SendMessageAgain():
            if state.status != "parked":
                return refuse("message-not-parked", number=state.ref, status=state.status)
            return (WebhookMessageSentAgain(ref=state.ref, who=facts.actor.name, why=command.why),)
        case _:
            assert_never(command)


def evolve(state: WebhookMessage, event: WebhookMessageEvent) -> WebhookMessage:
    """Apply one event."""
    match event:
        case WebhookMessageQueued():
            return WebhookMessage(event.ref, event, "queued")
        case WebhookMessageDelivered():
            return replace(state, status="delivered")
        case WebhookMessageParked():
            return replace(state, status="parked", parkings=state.parkings + 1)
        case WebhookMessageSentAgain():
            return replace(state, status="queued")
        case _:
            assert_never(event)


WEBHOOK_MESSAGE = Aggregate("webhook_message", WebhookMessage(), decide, evolve)
