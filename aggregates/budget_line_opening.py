"""Opening commitments: what orders and contracts of an earlier system commit, each by its number, and how it ends."""

from collections.abc import Iterator
from decimal import Decimal

from aggregates._base import Decision, Facts, refuse
from aggregates.budget_line_across import Relieve
from aggregates.budget_line_control import move
from aggregates.budget_line_state import BudgetLine
from contracts.budget_line import RecordOpeningBalances
from contracts.values import Money
from events.budget_line import FundsReleased, FundsSpent, OpeningCommitmentRecorded, OpeningRelieved, Stage

OPENING = "opening"
"""The key of what stood on a line before the system was used."""


def opening_key(reference: str | None) -> str:
    """The key under which an opening commitment stands."""
    return OPENING if reference is None else f"{OPENING}:{reference}"


def opening_claim(entity: str, project: str, cost_code: str, reference: str) -> str:
    """An order or contract of an earlier system is named once on a cost code."""
    return f"opening:{entity}/{project}/{cost_code}/{reference}"


def opening_bill_claim(entity: str, project: str, cost_code: str, reference: str | None, invoice: str) -> str:
    """An invoice relieves a commitment once."""
    return f"opening-bill:{entity}/{project}/{cost_code}/{reference or ''}/{invoice}"


def named(state: BudgetLine, balances: RecordOpeningBalances) -> tuple[OpeningCommitmentRecorded, ...]:
    """Each commitment by its number."""
    assert state.cost_object is not None
    about = {"entity": state.entity, "cost_object": state.cost_object}
    return tuple(
        OpeningCommitmentRecorded(**about, reference=each.reference, amount=state.money(each.amount))
        for each in balances.commitments
    )


def standing(balances: RecordOpeningBalances, amounts: dict[Stage, Money]) -> Iterator[tuple[Stage, str, Money]]:
    """Stage, key and amount of all balances: what is encumbered by its numbers, and what is left of it without one."""
    for stage, amount in amounts.items():
        parts = balances.commitments if stage == "encumbered" else ()
        rest = amount.amount - sum((each.amount for each in parts), Decimal(0))
        yield from (
            (stage, opening_key(each.reference), Money(amount=each.amount, currency=amount.currency)) for each in parts
        )
        yield stage, OPENING, Money(amount=rest, currency=amount.currency)


def relieved(state: BudgetLine, command: Relieve, facts: Facts) -> Decision:
    """No more ends than is left; a bill is spent out of its commitment, so it draws nothing."""
    assert state.cost_object is not None
    left = state.money(state.held("encumbered", command.key))
    amount = command.amount or left
    if amount.currency != state.currency:
        return refuse("currency-mismatch", expected=state.currency, given=amount.currency)
    if not 0 < amount.amount <= left.amount:
        return refuse("opening-commitment-short", reference=command.reference or "-", left=left, wanted=amount)
    ended = OpeningRelieved(
        entity=state.entity,
        cost_object=state.cost_object,
        reference=command.reference,
        amount=amount,
        invoice=command.invoice,
        why=command.why,
        relieved_by=facts.actor.name,
    )
    kind, key = (FundsSpent, command.key) if command.invoice else (FundsReleased, "")
    return (ended, *move(state, kind, "encumbered", command.key, key, amount.amount, command.cause))
