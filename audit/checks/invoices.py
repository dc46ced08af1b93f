"""I3: no invoice is posted twice, and no file is two invoices."""

from uuid import UUID

from aggregates.claim import same_number_keys
from audit.checks._base import Found, Sees
from audit.report import violation
from bots.same_number import Numbered
from events._base import Recorded
from events.invoice import InvoiceCancelled, InvoicePosted, InvoiceReceived


class Invoices:
    """At most one posted invoice per entity, supplier and number of a year or with a total, and one per file and entity
    not cancelled."""

    name = "I3"

    def __init__(self) -> None:
        self._numbers: dict[str, UUID] = {}
        self._files: dict[tuple[str, str], UUID] = {}
        self._over: set[UUID] = set()

    @property
    def sees(self) -> Sees:
        """Receptions, postings and cancellations (which free the number)."""
        return {
            InvoiceReceived: self._received,
            InvoicePosted: self._posted,
            InvoiceCancelled: self._cancelled,
        }

    def _received(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, InvoiceReceived)
        key = event.ref.entity, event.file_sha256
        before = event.instead_of.id if event.instead_of else None
        if before in self._over and self._files.get(key) == before:
            self._files[key] = recorded.originator_id
        owner = self._files.setdefault(key, recorded.originator_id)
        if owner != recorded.originator_id:
            figures = {"file": event.file_sha256, "first": owner, "position": recorded.position}
            yield violation(self.name, "file-taken-twice", event.ref, **figures)

    def _posted(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, InvoicePosted)
        one = Numbered(event.number, event.issue_date.year, abs(event.gross.amount))
        keys = same_number_keys(event.ref.entity, event.supplier, one)
        if first := next((self._numbers[key] for key in keys if key in self._numbers), None):
            figures = {"number": event.number, "first": first, "position": recorded.position}
            yield violation(self.name, "invoice-posted-twice", event.ref, **figures)
        for key in keys:
            self._numbers.setdefault(key, event.ref.id)

    def _cancelled(self, recorded: Recorded) -> Found:
        self._over.add(recorded.originator_id)
        self._numbers = {key: owner for key, owner in self._numbers.items() if owner != recorded.originator_id}
        yield from ()

    def end(self) -> Found:
        """Nothing is left to say."""
        yield from ()
