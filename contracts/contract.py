"""Contracts (合同): agreed with a supplier in numbered versions, approved, signed by both, ordered under while valid."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from contracts._base import Command
from contracts.requisition import LineNumber, UnitPrice
from contracts.values import Code, CostObject, Money, Scaled, Sha256, Text, Unit, Value
from contracts.wrong import wrong

Percent = Annotated[Scaled, Field(ge=0, le=100)]
Positive = Annotated[Scaled, Field(gt=0)]
Days = Annotated[int, Field(ge=0, le=36_500)]
Party = Literal["ours", "theirs"]


class ContractLine(Value):
    """An agreed price per unit (in the contract's currency, without tax); no `quantity` means as much as the amount allows."""

    line: LineNumber
    item: Code | None = None
    description: Text
    unit: Unit = "C62"
    unit_price: UnitPrice
    quantity: Positive | None = None
    cost_object: CostObject | None = None
    tax_code: Code | None = None


class Share(Value):
    """A part of the agreed amount: in percent of it, or as an amount in its currency."""

    percent: Percent | None = None
    amount: Money | None = None

    @model_validator(mode="after")
    def _percent_or_amount(self) -> Self:
        if (self.percent is None) == (self.amount is None):
            raise wrong("field-percent-or-amount")
        return self


class Milestone(Share):
    """What is paid on a condition or a day, beside advance and retention."""

    name: Text
    condition: Text | None = None
    due: date | None = None


class FromStartPoint(Value):
    """Recovery above a start point T = P - M/N: P the contract, M the advance, N the share of main materials in percent."""

    rule: Literal["start-point"]
    materials_percent: Annotated[Scaled, Field(gt=0, le=100)]


class Linear(Value):
    """Recovery in proportion between two percentages of the contract certified (the highway rule: 30 and 80)."""

    rule: Literal["linear"]
    from_percent: Percent = Decimal(30)
    to_percent: Percent = Decimal(80)

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if self.from_percent >= self.to_percent:
            raise wrong("field-recovery-rises", begins=self.from_percent, ends=self.to_percent)
        return self


class Instalments(Value):
    """Recovery in equal parts over so many bills."""

    rule: Literal["instalments"]
    bills: Annotated[int, Field(ge=1, le=1000)]


class Advance(Share):
    """The advance (预付款) and how bills give it back."""

    recovery: Annotated[FromStartPoint | Linear | Instalments, Field(discriminator="rule")]


class Retention(Value):
    """What is kept of every bill (质保金) until a day, or for some days after acceptance."""

    percent: Percent
    release_after_days: Days | None = None
    release_on: date | None = None

    @model_validator(mode="after")
    def _days_or_date(self) -> Self:
        if (self.release_after_days is None) == (self.release_on is None):
            raise wrong("field-release-days-or-date")
        return self


class LateFine(Value):
    """The fine for each day late, in percent of the contract or of the late delivery, up to a cap in percent of the same."""

    percent_per_day: Annotated[Scaled, Field(gt=0, le=100)]
    of: Literal["contract", "delivery"] = "delivery"
    cap_percent: Percent


class ContractTerms(Value):
    """What one version of a contract says; `amount` is net: the price of a fixed contract, the ceiling of a framework."""

    title: Text
    kind: Literal["framework", "fixed"]
    amount: Money
    lines: tuple[ContractLine, ...] = ()
    tax_percent: Percent
    valid_from: date
    valid_to: date
    milestones: tuple[Milestone, ...] = ()
    advance: Advance | None = None
    retention: Retention | None = None
    late_fine: LateFine | None = None
    payment_days: Annotated[int, Field(ge=0, le=365)] = 30

    @property
    def currency(self) -> str:
        """The currency of everything in it."""
        return self.amount.currency

    def line(self, number: int) -> ContractLine | None:
        """A line by its number."""
        return next((line for line in self.lines if line.line == number), None)


class DraftContract(Command):
    """Draft the first version of a contract with a usable supplier."""

    contract = "contract.draft"
    permission = "contract.draft"
    entity: Code
    supplier: Code
    terms: ContractTerms


class ReviseContract(Command):
    """Make a new version before the contract is signed; approval and signatures of the old one no longer count."""

    contract = "contract.revise"
    permission = "contract.draft"
    agreement: UUID
    terms: ContractTerms


class SubmitContract(Command):
    """Ask for the approval of exactly this version."""

    contract = "contract.submit"
    permission = "contract.draft"
    agreement: UUID
    version: int


class WithdrawContract(Command):
    """Give a contract up before it is signed."""

    contract = "contract.withdraw"
    permission = "contract.draft"
    agreement: UUID
    why: Text


class RecordSignature(Command):
    """Record that a party has signed a version: the hash of the signed file, who signed, and when."""

    contract = "contract.record_signature"
    permission = "contract.sign"
    agreement: UUID
    version: int
    party: Party
    signer: Text
    file_sha256: Sha256
    signed_on: date


class TerminateContract(Command):
    """End a signed contract before its time: nothing more is ordered under it."""

    contract = "contract.terminate"
    permission = "contract.terminate"
    by = "person"
    agreement: UUID
    why: Text


class ConcludeContract(Command):
    """Follow-up: carry the verdict of the finished approval to the contract."""

    contract = "contract.conclude"
    permission = "system"
    by = "system"
    agreement: UUID
    approval: UUID
    verdict: Literal["approved", "rejected", "returned"]


class RemindContractExpiry(Command):
    """Follow-up: the contract ends soon."""

    contract = "contract.remind_expiry"
    permission = "system"
    by = "system"
    agreement: UUID


class ExpireContract(Command):
    """Follow-up: the last day of the contract has passed."""

    contract = "contract.expire"
    permission = "system"
    by = "system"
    agreement: UUID
