"""The contract that a settlement belongs to, as a decision about it needs it."""

from dataclasses import dataclass
from typing import TypedDict

from contracts.contract import ContractTerms
from contracts.values import Ref


class About(TypedDict):
    """Which settlement of which contract an event is about."""

    ref: Ref
    agreement: Ref


@dataclass(frozen=True)
class Under:
    """A contract with the terms in force."""

    ref: Ref
    agreement: Ref
    terms: ContractTerms
    drafter: str

    @property
    def about(self) -> About:
        """The first two fields of each event."""
        return {"ref": self.ref, "agreement": self.agreement}
