"""Supplier invoices: received as a file, read by a bot, matched, decided by a person where there is an exception."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts._base import Command
from contracts.reading import Reading
from contracts.values import Code, Text, Value


class ReceiveInvoice(Command):
    """Take in an invoice file by its SHA-256; the same bytes for the same entity are one invoice."""

    contract = "invoice.receive"
    permission = "invoice.receive"
    entity: Code
    file_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    file_name: Text
    size: Annotated[int, Field(ge=0)]


class ReceiveInvoiceAgain(Command):
    """A person takes the file of an invoice in again that was cancelled by mistake: as a new invoice, judged anew."""

    contract = "invoice.receive_again"
    permission = "invoice.resolve"
    by = "person"
    invoice: UUID
    why: Text


class RecordReading(Command):
    """Follow-up: what the bot read from the file and found in it."""

    contract = "invoice.record_reading"
    permission = "system"
    by = "system"
    invoice: UUID
    reading: Reading


class MatchInvoice(Command):
    """Follow-up: identify supplier and order, claim the invoice number, match three ways, post or raise an exception."""

    contract = "invoice.match"
    permission = "system"
    by = "system"
    invoice: UUID


class HoldInvoice(Command):
    """Follow-up: a step was refused or a bot gave up; the invoice waits for a person, who sees code and figures."""

    contract = "invoice.hold"
    permission = "system"
    by = "system"
    invoice: UUID
    code: str
    figures: tuple[tuple[str, str], ...] = ()


class EscalateInvoice(Command):
    """Follow-up: nobody has decided an exception in time; those above see it as well."""

    contract = "invoice.escalate"
    permission = "system"
    by = "system"
    invoice: UUID


class ReadInvoiceAgain(Command):
    """Have a bot read the file of an undecided invoice once more: a new bot may read what an old one could not."""

    contract = "invoice.read_again"
    permission = "invoice.resolve"
    invoice: UUID


class ReopenInvoice(Command):
    """A person takes a rejection back, with a reason; the invoice takes its number again and is judged anew."""

    contract = "invoice.reopen"
    permission = "invoice.resolve"
    by = "person"
    invoice: UUID
    why: Text


class FieldCorrection(Value):
    """The right value of a field, and where on the page a person saw it; None means that the field is absent."""

    field: str
    value: Annotated[str, Field(max_length=500)] | None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None


class CorrectInvoice(Command):
    """A person corrects what was read, or names the order; the invoice is then matched again."""

    contract = "invoice.correct"
    permission = "invoice.resolve"
    by = "person"
    invoice: UUID
    fields: tuple[FieldCorrection, ...] = ()
    purchase_order: str | None = None


class ResolveInvoice(Command):
    """A person decides an exception: accept it with a reason, or reject the invoice."""

    contract = "invoice.resolve"
    permission = "invoice.resolve"
    by = "person"
    invoice: UUID
    decision: Literal["accept", "reject"]
    why: Text


class CancelInvoice(Command):
    """A person takes a posted invoice back before it is paid: order, budget and payable are as before it."""

    contract = "invoice.cancel"
    permission = "invoice.cancel"
    by = "person"
    invoice: UUID
    why: Text
