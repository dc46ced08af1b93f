"""Several files of one invoice: one stands for it, the others are put beside it."""

from dataclasses import dataclass

from aggregates._base import Decision
from aggregates.invoice_state import DECIDED, Invoice
from contracts.reading import Finding, Format, Reading
from contracts.values import Ref
from events.invoice import InvoiceMerged, InvoiceRepresented


@dataclass(frozen=True)
class Represent:
    """Another file shows this invoice; `reading` is given where it is to be believed before what was read so far,
    `findings` are those for a person of the file that is not believed."""

    by: Ref
    file_sha256: str
    file_name: str
    format: Format
    reading: Reading | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Merge:
    """It is the same invoice as another one, which stands for both."""

    into: Ref


def represent(state: Invoice, ref: Ref, command: Represent) -> Decision:
    """A decided invoice stays as it was decided; an open one is judged anew on the better file."""
    if command.by in state.representations:
        return ()
    reading = None if state.status in DECIDED else command.reading
    beside = {"by": command.by, "file_sha256": command.file_sha256, "file_name": command.file_name}
    return (InvoiceRepresented(ref=ref, **beside, format=command.format, reading=reading, findings=command.findings),)


def merge(state: Invoice, ref: Ref, command: Merge) -> Decision:
    """Nothing will be paid on it: the other one is owed."""
    return () if state.status in DECIDED else (InvoiceMerged(ref=ref, into=command.into),)
