"""Payment runs: proposed by one person, released by another, sent as one file, settled payment by payment."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts._base import Command
from contracts.values import MOST_LINES, Code, KnownCurrency, Text


class ProposePaymentRun(Command):
    """Propose to pay due payables from one account; each is claimed, so that no second run can take it."""

    contract = "payment_run.propose"
    permission = "payment_run.propose"
    entity: Code
    currency: KnownCurrency
    account: str
    execution_date: date
    payables: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_LINES)]
    fund_account: Code | None = None
    """Which fund account pays; where the entity has any and none is named, its general one at the bank account."""
    fit: bool = False
    """Whether what a funds plan that stops has no room for is left out, the latest due first, and not refused with all."""


class ReleasePaymentRun(Command):
    """A second person releases exactly what was proposed, named by its hash.

    `acknowledged` names the creditor accounts of all flagged payments: the releaser has looked at them; and the fund account,
    where its funds plan was used up since the proposal.
    """

    contract = "payment_run.release"
    permission = "payment_run.release"
    by = "person"
    run: UUID
    content_hash: str
    acknowledged: tuple[str, ...] = ()


class CancelPaymentRun(Command):
    """Drop a run whose bank file is not recorded yet; its payables can be proposed again."""

    contract = "payment_run.cancel"
    permission = "payment_run.propose"
    run: UUID
    why: Text


class RecordPaymentFile(Command):
    """Follow-up: the bank file was written durably under this hash, by the writer named `format`."""

    contract = "payment_run.record_file"
    permission = "system"
    by = "system"
    run: UUID
    file_name: Text
    file_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    format: Text = "pain.001.001.09/1"


class ParkPaymentRun(Command):
    """Follow-up: a step failed for good; the run waits for a person, who sees code and figures."""

    contract = "payment_run.park"
    permission = "system"
    by = "system"
    run: UUID
    step: str
    code: str
    figures: tuple[tuple[str, str], ...] = ()


class SettlePayment(Command):
    """What the bank did with one payment of a released run."""

    contract = "payment_run.settle"
    permission = "payment_run.settle"
    run: UUID
    payable: UUID
    result: Literal["settled", "failed"]
    bank_reference: Text
