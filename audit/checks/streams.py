"""I6 and I7: every event has its receipt in its transaction, and its place in its stream."""

from uuid import UUID

from audit.checks._base import Found, Sees
from audit.report import violation
from events._base import Event, Recorded
from events.number_series import NumbersReserved
from events.receipt import CommandReceipt


class Receipts:
    """I6: the events of a command stand together and end with its receipt, all recorded at one moment.

    A transaction is stored in one piece, so its events have neighbouring positions. Blocks of numbers are taken by the
    store itself, without a command.
    """

    name = "I6"

    def __init__(self) -> None:
        self._block: list[Recorded] = []

    @property
    def sees(self) -> Sees:
        """Every event."""
        return {Event: self._see}

    def _see(self, recorded: Recorded) -> Found:
        if isinstance(recorded.event, NumbersReserved):
            return
        if self._block and self._block[0].meta.command_id != recorded.meta.command_id:
            yield from self._without_receipt()
        if not isinstance(recorded.event, CommandReceipt):
            self._block.append(recorded)
            return
        block, self._block = self._block, []
        yield from self._judge(recorded, recorded.event, block)

    def _judge(self, recorded: Recorded, receipt: CommandReceipt, block: list[Recorded]) -> Found:
        named, at = receipt.document or recorded.originator_id, recorded.position
        if recorded.originator_id != recorded.meta.command_id or receipt.command != recorded.meta.command:
            yield violation(self.name, "receipt-of-another-command", named, command=receipt.command, position=at)
        if (receipt.outcome == "accepted") != bool(block):
            figures: dict[str, object] = {"outcome": receipt.outcome, "events": len(block), "position": at}
            yield violation(self.name, "receipt-does-not-fit", named, **figures)
        for event in block:
            if event.originator_id not in receipt.documents or event.recorded_at != recorded.recorded_at:
                figures = {"event": event.event.stored_as, "receipt": at, "position": event.position}
                yield violation(self.name, "event-not-in-receipt", event.originator_id, **figures)

    def _without_receipt(self) -> Found:
        for event in self._block:
            figures = {"event": event.event.stored_as, "command": event.meta.command_id, "position": event.position}
            yield violation(self.name, "receipt-missing", event.originator_id, **figures)
        self._block = []

    def end(self) -> Found:
        """The last events have their receipt, too."""
        yield from self._without_receipt()


class Streams:
    """I7: versions count up from 1 without gaps, and events speak of their own document."""

    name = "I7"

    def __init__(self) -> None:
        self._versions: dict[UUID, int] = {}

    @property
    def sees(self) -> Sees:
        """Every event."""
        return {Event: self._see}

    def _see(self, recorded: Recorded) -> Found:
        stream, version, at = recorded.originator_id, recorded.originator_version, recorded.position
        expected = self._versions.get(stream, 0) + 1
        if version != expected:
            figures = {"version": version, "expected": expected, "position": at}
            yield violation(self.name, "version-not-contiguous", stream, **figures)
        self._versions[stream] = max(version, expected)
        ref = getattr(recorded.event, "ref", None)
        if ref is not None and ref.id != stream:
            yield violation(self.name, "event-of-another-document", ref, stream=stream, position=at)

    def end(self) -> Found:
        """Nothing is left to say."""
        yield from ()
