"""What happens to a message to another system."""

from contracts.values import Ref
from events._base import Event


class WebhookMessageQueued(Event):
    """It is to be told to an endpoint of the settings. `payload` are its bytes as text, the same at every attempt."""

    stored_as = "webhook_message.queued.v1"
    ref: Ref
    endpoint: str
    event_type: str
    subject: Ref
    payload: str


class WebhookMessageDelivered(Event):
    """The endpoint took it, with this HTTP status."""

    stored_as = "webhook_message.delivered.v1"
    ref: Ref
    status: int


class WebhookMessageParked(Event):
    """The endpoint did not take it."""

    stored_as = "webhook_message.parked.v1"
    ref: Ref
    code: str
    figures: tuple[tuple[str, str], ...] = ()


class WebhookMessageSentAgain(Event):
    """A person let it be tried again."""

    stored_as = "webhook_message.sent_again.v1"
    ref: Ref
    who: str
    why: str


WebhookMessageEvent = WebhookMessageQueued | WebhookMessageDelivered | WebhookMessageParked | WebhookMessageSentAgain
