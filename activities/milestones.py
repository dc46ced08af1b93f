"""Contracts with milestones, as bills are held against them."""

from uuid import UUID

from activities.instalments import under
from aggregates.purchase_order import PurchaseOrder
from aggregates.settlement import SETTLEMENT
from bots.milestones import Plan, beyond
from contracts.values import Money
from store.work import Work


def plans(work: Work, order: PurchaseOrder | None) -> tuple[Plan, ...]:
    """The contracts with milestones that lines of an order are under, where they stand now."""
    found: dict[UUID, set[int]] = {}
    for line in order.lines if order else ():
        if line.contract is not None:
            found.setdefault(line.contract, set()).add(line.line)
    every = (plan(work, contract, frozenset(lines)) for contract, lines in found.items())
    return tuple(each for each in every if each.terms.milestones)


def plan(work: Work, contract: UUID, lines: frozenset[int] = frozenset()) -> Plan:
    """One contract, where it stands now."""
    terms = under(work, contract)
    state = work.load(SETTLEMENT, terms.ref.id)
    return Plan(terms.agreement, terms.terms, state.account(terms.terms, work.now.date()), state.milestones, lines)


def refuse_beyond(work: Work, contract: UUID, bill: Money) -> None:
    """A progress bill asks for no more to date than the reached milestones pay. Raises Refused."""
    held = plan(work, contract)
    if found := beyond(held, bill):
        raise work.refuse(
            "milestone-not-reached",
            contract=held.agreement,
            milestone=found.milestone,
            allowed=found.allowed,
            billed=found.billed,
        )
