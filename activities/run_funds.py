"""Which fund account a payment run pays from, and what the run does to it from its release to the bank's word."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from activities.candidates import Candidates
from activities.fund_account import known_fund_account
from activities.wages_owed import wage_account, wages_covered
from aggregates._base import Aggregate
from aggregates.advance_payment import ADVANCE_PAYMENT
from aggregates.claim import CLAIM
from aggregates.duties import apart
from aggregates.fund_account import FUND_ACCOUNT, FundAccount
from aggregates.fund_account_commands import GiveBack, Pay, Release, Reserve, first_key, funded_key, general_key
from aggregates.invoice import INVOICE
from aggregates.payment_run import PaymentRun
from aggregates.purchase_order import PURCHASE_ORDER
from contracts.payment_run import ProposePaymentRun
from contracts.values import Ref
from events.payment_run import Payment
from store.work import Refused, Work


def paying_account(work: Work, command: ProposePaymentRun, invoices: Sequence[Ref]) -> Ref | None:
    """The fund account that a run names, or the general one at its bank account; none only where its entity has none.

    Raises Refused.
    """
    if command.fund_account is None and not funded(work, command.entity, command.currency):
        return None
    general = work.load_by_key(CLAIM, general_key(command.entity, command.currency, command.account)).owner
    named = command.fund_account or (general.number if general else None)
    if named is None:
        raise work.refuse("fund-account-not-named", entity=command.entity)
    state, ref = known_fund_account(work, command.entity, named)
    _refuse_misuse(work, state, ref, command)
    project = state.opened.project if state.opened else None
    for invoice in invoices if project else ():
        if (projects := projects_of(work.load, invoice)) != {project}:
            other = next(iter(sorted(projects - {project})), "-")
            raise work.refuse("fund-account-of-project", account=ref, project=project, other=other)
    return ref


def funded(work: Work, entity: str, currency: str) -> bool:
    """Whether an entity's payments in a currency come from fund accounts. Its first account alone claimed a key once."""
    if work.load_by_key(CLAIM, funded_key(entity, currency)).owner is not None:
        return True
    first = work.load_by_key(CLAIM, first_key(entity)).owner
    opened = work.load(FUND_ACCOUNT, first.id).opened if first else None
    return opened is not None and opened.currency == currency


def _refuse_misuse(work: Work, state: FundAccount, ref: Ref, command: ProposePaymentRun) -> None:
    assert state.opened is not None
    if state.opened.purpose == "wage":
        raise work.refuse("wage-account-pays-wages", account=ref)
    if state.opened.currency != command.currency:
        raise work.refuse("currency-mismatch", expected=state.opened.currency, given=command.currency)
    if state.opened.bank_account != command.account:
        raise work.refuse("fund-account-elsewhere", account=ref, bank=state.opened.bank_account, given=command.account)


def projects_of(load: Callable[[Aggregate[Any], UUID], Any], invoice: Ref) -> set[str]:
    """The projects that the lines of an invoice, or an advance, belong to."""
    if invoice.kind == "advance_payment":
        asked = load(ADVANCE_PAYMENT, invoice.id).requested
        return set(asked.projects) if asked else set()
    state = load(INVOICE, invoice.id)
    if state.posted is None:
        return set()
    order = load(PURCHASE_ORDER, state.posted.order.id)
    lines = [order.line(billed.line) for billed in state.standing]
    return {line.cost_object.project for line in lines if line}


def reserve_run(work: Work, run: PaymentRun, month: str, candidates: Candidates) -> None:
    """At release: no project's wages are short, and the money is there for the whole run, which uses a month's plan.

    Raises Refused.
    """
    if run.proposed is None or run.ref is None:
        return
    for project in sorted(set().union(*(projects_of(work.load, payment.invoice) for payment in run.proposed.payments))):
        _refuse_short_of_wages(work, run, run.ref, project, candidates)
    if run.proposed.fund_account and run.proposed.total.amount:
        work.act(FUND_ACCOUNT, run.proposed.fund_account.id, Reserve(run.proposed.total, run.ref, month))


def _refuse_short_of_wages(work: Work, run: PaymentRun, ref: Ref, project: str, candidates: Candidates) -> None:
    assert run.proposed is not None
    account = wage_account(work, ref.entity, project, run.proposed.currency)
    if account is None:
        return
    state = work.load(FUND_ACCOUNT, account.id)
    granted_by = state.exceptions.get(ref.id)
    if refusal := apart("exception-granter-releases", work.facts, (granted_by or "",)):
        raise Refused(refusal)
    owed, covered = wages_covered(work, state, candidates)
    if owed.amount > covered.amount and granted_by is None:
        raise work.refuse("wage-account-short", account=account, project=project, owed=owed, covered=covered)


def free_run(work: Work, run: PaymentRun) -> None:
    """The run was cancelled: what it had reserved is available again."""
    if run.proposed and run.ref and run.proposed.fund_account:
        work.act(FUND_ACCOUNT, run.proposed.fund_account.id, Release(run.ref))


def return_payment(work: Work, run: PaymentRun, payment: Payment | None) -> None:
    """A settled payment came back to the account."""
    if payment and run.proposed and run.ref and run.proposed.fund_account:
        back = GiveBack(run.ref, payment.amount, payment.payable)
        work.act(FUND_ACCOUNT, run.proposed.fund_account.id, back)


def conclude_payment(work: Work, run: PaymentRun, payment: Payment | None, paid: bool) -> None:
    """The bank's word on one payment: paid from the account, or available again."""
    if payment and not payment.by_credit and run.proposed and run.ref and run.proposed.fund_account:
        step = (Pay if paid else Release)(run.ref, payment.amount, payment.payable)
        work.act(FUND_ACCOUNT, run.proposed.fund_account.id, step)
