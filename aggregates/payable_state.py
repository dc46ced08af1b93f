"""The state of a payable: an amount due, and the attempt that has it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bots.due_dates import kept
from contracts.values import BankAccount, Money, Ref
from events.payable import Part

Status = Literal["unknown", "held", "open", "claimed", "settled", "void"]


@dataclass(frozen=True)
class Payable:
    """An amount due and the attempt that has it. `attempt` counts claims, so each attempt has its own bank reference.

    One that is `held` is paid by nobody until it is released.
    """

    ref: Ref | None = None
    invoice: Ref | None = None
    supplier: str = ""
    invoice_number: str = ""
    amount: Money | None = None
    due_date: date | None = None
    account: BankAccount | None = None
    status: Status = "unknown"
    run: Ref | None = None
    attempt: int = 0
    part: Part = "whole"
    discount: Money | None = None
    discount_until: date | None = None
    opened: Money | None = None
    """The amount that `discount` was agreed on; what is credited since takes its part of the discount with it."""

    def discount_on(self, day: date) -> Money | None:
        """What may be kept of it when it is paid on a day."""
        if self.discount is None or self.discount_until is None or day > self.discount_until:
            return None
        assert self.amount is not None
        assert self.opened is not None
        return kept(self.discount, self.amount, self.opened)

    def pays_on(self, day: date) -> Money:
        """What is paid of it on a day: all that is due, less the discount for that day."""
        assert self.amount is not None
        discount = self.discount_on(day)
        return self.amount - discount if discount else self.amount

    @property
    def over(self) -> bool:
        """Whether nothing more will be paid on it."""
        return self.status in ("settled", "void")
