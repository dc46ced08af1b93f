"""Invoices asked about outside: at the tax bureau (查验), on lists of abnormal vouchers, in VIES; and what was answered."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts._base import Command
from contracts.values import CodeOrAll, Text, Value

Register = Literal["tax-bureau", "abnormal-vouchers", "vies"]
Result = Literal["normal", "void", "red", "abnormal", "not-found", "unavailable", "other-parties"]
BAD: frozenset[Result] = frozenset({"void", "red", "abnormal", "not-found", "other-parties"})
"""Answers on which nothing is paid: it was voided (作废), reversed (红冲), is abnormal (异常), was never issued, or is the
invoice of another seller or to another buyer."""


class RegisterQuery(Value):
    """What a register is asked with: the invoice as it states itself; `check` the last six digits of the check code. The
    parties are not sent: the answer is held against them."""

    number: str
    code: str | None = None
    issued: date | None = None
    net: Decimal | None = None
    gross: Decimal | None = None
    check: str | None = None
    seller_tax_id: str | None = None
    seller_name: str | None = None
    buyer_tax_id: str | None = None
    buyer_name: str | None = None


class RegisterRule(Value):
    """Which register must know the invoices of entities of a country ("*": all), before they are paid.

    The answer may be `days` old at the release; an invoice is asked about `daily_cap` times a day at most, and at the
    end of each month for `months` months, because it may be reversed later.
    """

    country: CodeOrAll
    registry: Register
    days: Annotated[int, Field(ge=0, le=366)] = 7
    daily_cap: Annotated[int, Field(ge=1, le=100)] = 5
    months: Annotated[int, Field(ge=1, le=120)] = 12


class VerifyInvoice(Command):
    """Ask the registers that the policies want about a posted invoice, now."""

    contract = "tax_verification.ask"
    permission = "invoice.resolve"
    invoice: UUID


class VerifyInvoiceAgain(Command):
    """Follow-up: the time has come to ask again: no register answered, or a month has ended."""

    contract = "tax_verification.ask_again"
    permission = "system"
    by = "system"
    verification: UUID
    why: Literal["unanswered", "period-end"]


class RecordRegisterAnswer(Command):
    """Follow-up: what a register answered, with the hash of its answer as it came (None: it could not be asked)."""

    contract = "tax_verification.record"
    permission = "system"
    by = "system"
    verification: UUID
    registry: Register
    result: Result
    evidence_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


class RecordUnanswered(Command):
    """Follow-up: the retries ended; the registers that were asked count as unavailable."""

    contract = "tax_verification.record_unanswered"
    permission = "system"
    by = "system"
    verification: UUID
    code: str


class EndTaxVerification(Command):
    """Follow-up: the invoice is no more, or was watched for as long as the policies want."""

    contract = "tax_verification.end"
    permission = "system"
    by = "system"
    verification: UUID


class SetAsideTaxFinding(Command):
    """A person has dealt with a bad answer: the task is done. It still is not paid."""

    contract = "tax_verification.set_aside"
    permission = "invoice.resolve"
    by = "person"
    verification: UUID
    why: Text
