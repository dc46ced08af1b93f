"""Commands on messages to other systems, and queueing one in the transaction of what it tells."""

from activities._registry import document, handles
from activities.policies import Policies
from aggregates.webhook_message import WEBHOOK_MESSAGE, Queue
from contracts.ids import stream_id
from contracts.json_body import canonical
from contracts.values import Ref
from contracts.webhook_message import ParkMessage, RecordDelivery, SendMessageAgain
from store.work import Work


def tell(work: Work, endpoint: str, subject: Ref, what: str, about: dict[str, object]) -> None:
    """Queue what an endpoint is to be told of a document, once for each `what` ("1/approved").

    The bytes are made here and never again: an attempt after a year signs and sends the same.
    """
    number = f"{subject.number}/{what}"
    stream = stream_id("webhook_message", f"{subject.id}:{what}")
    ref = Ref(kind="webhook_message", id=stream, number=number, entity=subject.entity)
    event_type = f"{subject.kind}.decided"
    payload = canonical({"type": event_type, "timestamp": work.now.isoformat(), "data": about})
    work.act(WEBHOOK_MESSAGE, stream, Queue(ref, endpoint, event_type, subject, payload))


@handles(RecordDelivery)
@handles(ParkMessage)
@handles(SendMessageAgain)
def on_message(work: Work, command: RecordDelivery | ParkMessage | SendMessageAgain, _policies: Policies) -> Ref:
    """Delivered, parked, or tried again by a person."""
    _, ref = document(work, WEBHOOK_MESSAGE, command.message)
    work.act(WEBHOOK_MESSAGE, ref.id, command)
    return ref
