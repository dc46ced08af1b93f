"""Commands on requests for quotation: issued to usable suppliers, opened whole, awarded by a comparison."""

from collections.abc import Iterable
from decimal import Decimal

from activities._registry import document, handles
from activities.approval import call_off, take_over
from activities.item import usable_items
from activities.master_data import known_entity
from activities.policies import Policies
from activities.quotation import reveal
from activities.supplier import orderable_supplier
from aggregates.quotation import QUOTATION, quotation_key
from aggregates.requisition import ENDED, REQUISITION, Requisition
from aggregates.rfq import RFQ, Issue, Open, Remind
from contracts.requisition import RequisitionLine
from contracts.rfq import (
    AmendRfq,
    CancelRfq,
    ConcludeAward,
    IssuedLine,
    IssueRfq,
    OpenQuotations,
    RemindQuotations,
    RfqLine,
    RfqSource,
)
from contracts.values import Ref
from store.work import Work


@handles(IssueRfq)
def issue(work: Work, command: IssueRfq, policies: Policies) -> Ref:
    """Issue to approved suppliers; the key that will seal their quotations is made now."""
    work.permit(command.entity)
    known_entity(work, command.entity)
    usable_items(work, ((line.item, line.quantity.unit) for line in command.lines))
    for supplier in command.suppliers:
        orderable_supplier(work, supplier, policies)
    lines = tuple(_issued(work, command, line) for line in command.lines)
    ref = work.new_ref("rfq", "RFQ", command.entity)
    work.act(RFQ, ref.id, Issue(command, ref, lines, policies.minimum_quotations, policies.quotation_reminder_hours))
    work.keys.make(str(ref.id))
    return ref


def _issued(work: Work, command: IssueRfq, line: RfqLine) -> IssuedLine:
    """A line with the estimate of its requisitions (weighted by quantity), and the day of the earliest of them."""
    sources = [_source(work, command, line, source) for source in line.sources]
    known_on = min((found.submitted_on or work.now.date() for found, _ in sources), default=work.now.date())
    estimate = None
    if sources and all(found.currency == command.currency for found, _ in sources):
        quantity = sum((wanted.quantity.amount for _, wanted in sources), Decimal(0))
        worth = sum((wanted.quantity.amount * wanted.unit_price for _, wanted in sources), Decimal(0))
        estimate = round(worth / quantity, 6)
    return IssuedLine(**dict(line), known_on=known_on, estimate=estimate, **_tax(sources))


def _tax(sources: Iterable[tuple[Requisition, RequisitionLine]]) -> dict[str, Decimal | None]:
    """What of the tax is given back (of several sources the least), and the tax that the buyer owes itself for all."""
    taxes = [found.taxes.get(wanted.line) for found, wanted in sources]
    known = [tax for tax in taxes if tax]
    owed = [tax.rate_percent for tax in known if tax.kind == "reverse-charge"]
    back = min((tax.recoverable_percent for tax in known), default=Decimal(100))
    return {"recoverable_percent": back, "owed_percent": max(owed) if owed and len(owed) == len(taxes) else None}


def _source(work: Work, command: IssueRfq, line: RfqLine, source: RfqSource) -> tuple[Requisition, RequisitionLine]:
    requisition = work.load(REQUISITION, source.requisition)
    if requisition.ref is None or requisition.ref.entity != command.entity:
        raise work.refuse("unknown-document", kind="requisition", id=source.requisition)
    if requisition.status in ENDED:
        raise work.refuse("closed-document", number=requisition.ref, status=requisition.status)
    wanted = requisition.line(source.line)
    if wanted is None:
        raise work.refuse("unknown-line", number=requisition.ref, line=source.line)
    if wanted.quantity.unit != line.quantity.unit:
        raise work.refuse("other-unit", line=line.line, expected=wanted.quantity.unit, given=line.quantity.unit)
    return requisition, wanted


@handles(AmendRfq)
def amend(work: Work, command: AmendRfq, policies: Policies) -> Ref:
    """Extend the deadline or invite further usable suppliers."""
    _, ref = document(work, RFQ, command.rfq)
    for supplier in command.suppliers:
        orderable_supplier(work, supplier, policies)
    work.act(RFQ, ref.id, command)
    return ref


@handles(RemindQuotations)
def remind(work: Work, command: RemindQuotations, _policies: Policies) -> Ref:
    """Remind of the quotations that are missing; nothing of the others is read."""
    rfq, ref = document(work, RFQ, command.rfq)
    found = {supplier: work.load_by_key(QUOTATION, quotation_key(ref, supplier)) for supplier in rfq.suppliers}
    work.act(RFQ, ref.id, Remind(tuple(supplier for supplier, state in found.items() if state.counts is None)))
    return ref


@handles(CancelRfq)
def cancel(work: Work, command: CancelRfq, _policies: Policies) -> Ref:
    """Give up, with the approval that an award waits for."""
    before, ref = document(work, RFQ, command.rfq)
    work.act(RFQ, ref.id, command)
    if before.asks:
        call_off(work, before.asked, command.why)
    return ref


@handles(OpenQuotations)
def open_quotations(work: Work, command: OpenQuotations, _policies: Policies) -> Ref:
    """Unseal every quotation that counts, all in one transaction, never before the deadline."""
    rfq, ref = document(work, RFQ, command.rfq)
    opened: tuple[Ref, ...] = ()
    if rfq.late(work.now):
        states = [reveal(work, ref, supplier) for supplier in rfq.suppliers]
        opened = tuple(state.ref for state in states if state.ref and state.status == "opened")
    work.act(RFQ, ref.id, Open(opened))
    return ref


@handles(ConcludeAward)
def conclude(work: Work, command: ConcludeAward, _policies: Policies) -> Ref:
    """Carry over the verdict of the award's approval, which must exist for exactly this award."""
    state, ref = document(work, RFQ, command.rfq)
    take_over(work, state.asked, command.approval, command.verdict)
    work.act(RFQ, ref.id, command)
    return ref
