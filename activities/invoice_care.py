"""Who looks after the exceptions of an invoice, and until when, by the working calendar of its legal entity."""

from contextlib import suppress
from datetime import timedelta

from activities._registry import document, handles
from activities.policies import Policies
from activities.working_calendar import years_of
from aggregates.invoice import INVOICE, Care, Escalate
from aggregates.purchase_order import PurchaseOrder
from bots.working_time import UndefinedYearError, after_working_time
from contracts.invoice import EscalateInvoice
from contracts.values import Ref
from store.work import Work


def care(work: Work, ref: Ref, policies: Policies, order: PurchaseOrder | None) -> Care:
    """The owner is chosen by what is found; the day is told from now on."""
    policy, years = policies.invoice_exceptions, years_of(work, ref.entity)
    time = timedelta(hours=policy.due_hours)
    due = work.now + time
    if years:
        with suppress(UndefinedYearError):  # then by the clock: too early is told again, too late might never be
            due = after_working_time(years, work.now, time)
    buyer = order.raised_by if order and order.raised_by and ":" not in order.raised_by else None
    return Care(policy, due, buyer)


@handles(EscalateInvoice)
def escalate(work: Work, command: EscalateInvoice, policies: Policies) -> Ref:
    """Show an overdue exception to those above as well."""
    _, ref = document(work, INVOICE, command.invoice)
    if to := policies.invoice_exceptions.escalate_to:
        work.act(INVOICE, ref.id, Escalate(to))
    return ref
