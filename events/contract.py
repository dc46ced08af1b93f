"""What happens to a contract: its stream owns what is agreed, signed and ordered under it."""

from collections.abc import Mapping
from datetime import date
from typing import Literal
from uuid import UUID

from contracts.contract import ContractLine, ContractTerms, Milestone, Party
from contracts.values import Money, Ref, Scaled, Value
from events._base import Event


class ContractDrafted(Event):
    """The first version exists under a business number."""

    stored_as = "contract.drafted.v1"
    ref: Ref
    drafter: str
    supplier: str
    supplier_name: str
    terms: ContractTerms


class ContractRevised(Event):
    """There is a new version; approval and signatures of the old one no longer count."""

    stored_as = "contract.revised.v1"
    ref: Ref
    version: int
    terms: ContractTerms


class ContractSubmitted(Event):
    """A version was submitted, the contract's `round`-th submission; `content_hash` is what will be approved."""

    stored_as = "contract.submitted.v1"
    ref: Ref
    drafter: str
    title: str
    version: int
    round: int
    amount: Money
    content_hash: str
    parts: Mapping[str, str] = {}
    """The hash of each part that an approval may be bound to."""


class ContractConcluded(Event):
    """The approval ended with a verdict; an approved version waits for its signatures."""

    stored_as = "contract.concluded.v1"
    ref: Ref
    approval: UUID
    verdict: Literal["approved", "rejected", "returned"]


class ContractWithdrawn(Event):
    """Given up before it was signed."""

    stored_as = "contract.withdrawn.v1"
    ref: Ref
    why: str


class SignatureRecorded(Event):
    """A party has signed a version; the signed file is named by its hash."""

    stored_as = "contract.signature_recorded.v1"
    ref: Ref
    version: int
    party: Party
    signer: str
    file_sha256: str
    signed_on: date


class ContractSigned(Event):
    """Both parties have signed: it holds from its first to its last day; its end is announced so many days before."""

    stored_as = "contract.signed.v1"
    ref: Ref
    version: int
    reminder_days: int


class DrawnLine(Value):
    """How much of the contract an order line takes; `contract_line` is the priced line that it is ordered by."""

    order_line: int
    contract_line: int | None = None
    quantity: Scaled
    amount: Money


class ContractDrawn(Event):
    """An order draws on the contract."""

    stored_as = "contract.drawn.v1"
    ref: Ref
    order: Ref
    lines: tuple[DrawnLine, ...]


class ContractGivenBack(Event):
    """What an order will not take after all is free again."""

    stored_as = "contract.given_back.v1"
    ref: Ref
    order: Ref
    lines: tuple[DrawnLine, ...]


class ContractChanged(Event):
    """An approved change order has altered the contract: all that may change, as it is now."""

    stored_as = "contract.changed.v1"
    ref: Ref
    change: Ref
    amount: Money
    lines: tuple[ContractLine, ...]
    milestones: tuple[Milestone, ...]
    valid_to: date


class ContractExpiryReminded(Event):
    """The contract ends soon, on `valid_to`."""

    stored_as = "contract.expiry_reminded.v1"
    ref: Ref
    valid_to: date


class ContractExpired(Event):
    """The last day has passed."""

    stored_as = "contract.expired.v1"
    ref: Ref


class ContractTerminated(Event):
    """Ended before its time."""

    stored_as = "contract.terminated.v1"
    ref: Ref
    why: str


ContractEvent = (
    ContractDrafted
    | ContractRevised
    | ContractSubmitted
    | ContractConcluded
    | ContractWithdrawn
    | SignatureRecorded
    | ContractSigned
    | ContractDrawn
    | ContractGivenBack
    | ContractChanged
    | ContractExpiryReminded
    | ContractExpired
    | ContractTerminated
)
