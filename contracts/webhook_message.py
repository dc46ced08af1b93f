"""Messages to other systems: queued with what they tell, delivered at least once, or parked for a person."""

from uuid import UUID

from contracts._base import Command
from contracts.values import Text


class RecordDelivery(Command):
    """Follow-up: the endpoint took the message."""

    contract = "webhook_message.record_delivery"
    permission = "system"
    by = "system"
    message: UUID
    status: int


class ParkMessage(Command):
    """Follow-up: the retries ended; a person has to see it."""

    contract = "webhook_message.park"
    permission = "system"
    by = "system"
    message: UUID
    code: str
    figures: tuple[tuple[str, str], ...] = ()


class SendMessageAgain(Command):
    """The endpoint works again: try a parked message at once."""

    contract = "webhook_message.send_again"
    permission = "webhook_message.send_again"
    by = "person"
    message: UUID
    why: Text
