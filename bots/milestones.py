"""What the payment plan of a contract lets be billed to date: the shares of the milestones that are reached. All pure."""

from dataclasses import dataclass, replace
from decimal import Decimal

from bots.contract_terms import share_amount
from bots.settlement import Account, take_off, total
from contracts.contract import ContractTerms
from contracts.values import Money, Ref, money


@dataclass(frozen=True)
class Plan:
    """A contract, where it stands, which of its milestones are reached, and which lines of an order are under it."""

    agreement: Ref
    terms: ContractTerms
    account: Account
    reached: frozenset[int]
    lines: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Beyond:
    """The first milestone that is not reached, what those before it pay to date, and what bills would come to."""

    milestone: str
    allowed: Money
    billed: Money


def beyond(plan: Plan, bill: Money) -> Beyond | None:
    """Whether bills to date pay more than the reached milestones do, beside advance and retention as the plan has it.

    So what is recovered of the advance and what is retained does not count; fines and deductions do: they are no reason to
    bill more. With all milestones reached nothing limits but the contract.
    """
    numbered = list(enumerate(plan.terms.milestones, 1))
    waiting = [each for number, each in numbered if number not in plan.reached]
    if not waiting:
        return None
    whole = plan.terms.amount
    allowed = total((share_amount(each, whole) for number, each in numbered if number in plan.reached), whole.currency)
    off = take_off(plan.terms, replace(plan.account, open=()), bill, bill.amount)
    before = plan.account.certified - plan.account.recovered - plan.account.retained
    billed = money(before, whole.currency) + off.net
    return Beyond(waiting[0].name, allowed, billed) if billed.amount > max(allowed.amount, Decimal(0)) else None
