"""What of the due payables a payment run takes where a funds plan leaves only so much room, and what it leaves out."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from activities.supplier_credit import credit_ref
from aggregates.payable import Payable
from aggregates.supplier_credit import SUPPLIER_CREDIT
from contracts.values import Ref
from events.payment_run import LeftOut
from store.work import Work

ZERO = Decimal(0)


def fitting(
    work: Work, found: Sequence[Payable], on: date, room: Decimal | None
) -> tuple[Sequence[Payable], tuple[LeftOut, ...]]:
    """By due date, each payable that what is left has room for; one that is too large keeps no later one from being paid.

    Where none fits all are taken, so that the run is refused with its figures.
    """
    if room is None:
        return found, ()
    taken: list[Payable] = []
    left: list[LeftOut] = []
    credit: dict[Ref, Decimal] = {}
    for state in sorted(found, key=lambda each: (each.due_date or on, each.invoice_number)):
        assert state.ref is not None
        owed = credit_ref(state.ref.entity, state.supplier, state.pays_on(on).currency)
        free = credit.setdefault(owed, work.load(SUPPLIER_CREDIT, owed.id).free)
        by_credit = min(free, state.pays_on(on).amount)
        if (wanted := state.pays_on(on).amount - by_credit) <= room:
            taken.append(state)
            room -= wanted
            credit[owed] -= by_credit
        else:
            left.append(_left_out(state, state.ref, on))
    return (taken, tuple(left)) if taken else (found, ())


def _left_out(state: Payable, ref: Ref, on: date) -> LeftOut:
    return LeftOut(
        payable=ref,
        invoice_number=state.invoice_number,
        supplier=state.supplier,
        due_date=state.due_date,
        amount=state.pays_on(on),
        code="beyond-funds-plan",
    )
