"""What a judgement posts, and what keeps even an accepted invoice from being posted."""

from collections.abc import Iterator
from decimal import Decimal

from aggregates._base import Decision, Facts, Refusal, refuse
from aggregates.duties import apart
from aggregates.invoice_amounts import payable
from aggregates.invoice_known import Judge, Matched, duty_refusal
from aggregates.invoice_ledger import booked_lines, stated_taxes, taxed_lines
from aggregates.invoice_lines import OrderFacts, posted_lines
from aggregates.invoice_state import Invoice
from bots.due_dates import due_date
from bots.numbers import plain
from bots.spreading import spread_bill
from contracts.comparison import Rate
from contracts.reading import Finding
from contracts.values import Money, Ref
from events.invoice import InvoicePosted
from events.purchase_order import PostedLine


def posted_parts(state: Invoice, matched: Matched) -> tuple[PostedLine, ...]:
    """The lines as they would be posted, as far as they bill an order line."""
    net = state.amount("net_amount")
    return posted_lines(matched.lines.billed, matched.assigned, net) if net else ()


def post(
    state: Invoice, ref: Ref, command: Judge, findings: tuple[Finding, ...], matched: Matched, facts: Facts
) -> Decision:
    """Post with everything that the decision rests on."""
    supplier, order, accepted = command.supplier, command.order, command.accepted
    number, issued = state.value("number"), state.issue_date
    net, gross, due = state.amount("net_amount"), state.amount("gross_amount"), payable(state)
    if not (supplier and order and number and issued and net and gross and due):
        return refuse("invoice-incomplete", number=ref)
    if refusal := _not_postable(state, ref, order, net, due) or _wrong_person(state, command, facts):
        return refusal
    lines = matched.lines.billed
    if wrong := next((line.line for line in lines if not _has_sign(state, line.quantity, line.net_amount)), None):
        return refuse("negative-line", number=ref, line=wrong)
    billed = posted_parts(state, matched)
    if len(billed) < len(lines) or sum((line.amount.amount for line in billed), Decimal(0)) != net.amount:
        return refuse("lines-not-assigned", number=ref)
    if isinstance(command.rate, Refusal):
        return command.rate
    posted = InvoicePosted(
        ref=ref,
        supplier=supplier.code,
        number=number,
        issue_date=issued,
        due_date=due_date(issued, supplier.payment_days, supplier.end_of_month),
        net=net,
        gross=gross,
        payable=due,
        kind="credit" if state.is_credit else "invoice",
        original=command.original.ref if state.is_credit and command.original else None,
        order=order.ref,
        found_by=command.found_by,
        billed=_booked(state, billed, order, command.rate),
        rule_version=matched.match.rule,
        tolerances=matched.match.tolerances,
        arithmetic=matched.match.lines,
        total=matched.match.total,
        inputs=matched.inputs,
        spread=spread_bill(command.receipts, [(line.line, line.quantity, line.receipt) for line in billed]),
        findings=findings,
        not_run=command.not_run,
        accepted_by=facts.actor.name if accepted else None,
        why=accepted.why if accepted else None,
    )
    return (posted,)


def reverse_charge_findings(state: Invoice, matched: Matched, order: OrderFacts | None) -> Iterator[Finding]:
    """Tax that the buyer owes itself is on no invoice: paid to the supplier it would be owed a second time."""
    net, gross, billed = state.amount("net_amount"), state.amount("gross_amount"), posted_parts(state, matched)
    if state.is_credit or order is None or net is None or gross is None:
        return
    stated = stated_taxes(state.effective(), [line.amount.amount for line in billed], gross - net)
    for line, tax in zip(billed, stated, strict=False):
        of = order.taxes.get(line.line)
        if of is not None and of.owed_percent is not None and tax:
            yield Finding.of("tax-despite-reverse-charge", "exception", {"line": str(line.line), "tax": plain(tax)})


def _booked(
    state: Invoice, billed: tuple[PostedLine, ...], order: OrderFacts, rate: Rate | None
) -> tuple[PostedLine, ...]:
    """The lines with what they cost: at the rate, with their tax. A credit note takes back what its invoice booked."""
    net, gross = state.amount("net_amount"), state.amount("gross_amount")
    if state.is_credit or net is None or gross is None:
        return billed
    taxes = stated_taxes(state.effective(), [line.amount.amount for line in billed], gross - net)
    return taxed_lines(booked_lines(billed, net, rate), taxes, order.taxes, rate)


def _not_postable(state: Invoice, ref: Ref, order: OrderFacts, net: Money, due: Money) -> Refusal | None:
    if net.currency != order.currency:
        return refuse("currency-mismatch", expected=order.currency, given=net.currency)
    owed = _stated(state, due.amount) > 0 and _stated(state, net.amount) > 0
    return None if owed else refuse("not-payable", number=ref, payable=due)


def _has_sign(state: Invoice, quantity: Decimal, amount: Decimal) -> bool:
    """A line bills something on an invoice, and takes something back on a credit note."""
    return _stated(state, quantity) > 0 and _stated(state, amount) >= 0


def _stated(state: Invoice, figure: Decimal) -> Decimal:
    """The figure as the document means it: what a credit note takes back is above zero."""
    return -figure if state.is_credit else figure


def _wrong_person(state: Invoice, command: Judge, facts: Facts) -> Refusal | None:
    """Who received the goods, made the supplier or corrected the invoice does not accept it (separation of duties)."""
    if not command.accepted:
        return None
    refusal = duty_refusal(command.order, command.supplier, facts)
    return refusal or apart("corrector-is-invoice-approver", facts, state.correctors)
