"""Mutants of I2 for tax that is cost: bills that book another share of it than they state."""

from decimal import Decimal
from typing import Any

from contracts.tax_code import BilledTax
from events.invoice import InvoiceCancelled, InvoicePosted
from tests.audit.house import House
from tests.audit.mutants import euros, mutant, other

HALF = Decimal(50)


def bill(house: House, stated: str, share: str, cost: str | None = None) -> InvoicePosted:
    """One more bill of the first line, with so much tax of which half is given back."""
    posted: InvoicePosted = house.newest(InvoicePosted)
    about: dict[str, Any] = {"stated": euros(stated), "share": euros(share), "cost": euros(cost or share)}
    tax = BilledTax(**about, recoverable_percent=HALF)
    line = posted.billed[0].model_copy(update={"tax": tax})
    ref = other(posted.ref)
    forged = posted.model_copy(update={"ref": ref, "billed": (line,)})
    house.append(ref.id, forged)
    return forged


@mutant("I2", "tax-share-wrong")
def book_a_cent_less_tax(house: House) -> None:
    bill(house, "10", "4.99")


@mutant("I2", "tax-share-wrong")
def cost_a_cent_more_than_the_share(house: House) -> None:
    bill(house, "10", "5.00", "5.01")


@mutant("I2", "tax-share-wrong")
def round_each_bill_up(house: House) -> None:
    bill(house, "0.01", "0.01")
    bill(house, "0.01", "0.01")


@mutant("I2", "tax-share-wrong")
def book_as_if_a_bill_that_was_cancelled_still_stood(house: House) -> None:
    cancelled = bill(house, "0.01", "0.01")
    house.append(
        cancelled.ref.id,
        InvoiceCancelled(
            ref=cancelled.ref, cancelled_by="ines", why="w", gross=cancelled.gross, lines=cancelled.billed
        ),
    )
    bill(house, "0.01", "0.00")
