"""Commands on invoices: intake, reading, and the judgement that finds supplier and order, claims the number and posts."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from activities._registry import document, handles
from activities.budget_line import move_funds
from activities.master_data import known_entity
from activities.policies import Policies
from activities.supplier import supplier_tax_key
from aggregates.budget_line import Spend
from aggregates.claim import CLAIM, GiveBack, Take, business_number_key, invoice_number_key
from aggregates.invoice import DECIDED, INVOICE, Invoice, Judge, OrderFacts, Receive, SupplierFacts
from aggregates.payable import PAYABLE, Open, payable_key
from aggregates.purchase_order import PURCHASE_ORDER, Await, Bill, PurchaseOrder
from aggregates.requisition import hold_key
from aggregates.supplier import SUPPLIER, Supplier, hold_refusal
from bots.checks import Context, check
from contracts import reading as read
from contracts.ids import stream_id
from contracts.invoice import (
    CorrectInvoice,
    HoldInvoice,
    MatchInvoice,
    ReadInvoiceAgain,
    ReceiveInvoice,
    RecordReading,
    ReopenInvoice,
    ResolveInvoice,
)
from contracts.matching import OrderLine
from contracts.values import Money, Ref
from events.invoice import InvoicePosted
from events.payable import PayableOpened
from events.purchase_order import PostedLine
from store.work import Work

ZERO = Decimal(0)


@handles(ReceiveInvoice)
def receive(work: Work, command: ReceiveInvoice, _policies: Policies) -> Ref:
    """Take in a file. The same bytes for the same entity are one invoice: the earlier one is the answer."""
    work.permit(command.entity)
    known_entity(work, command.entity)
    key = f"{command.entity}:{command.file_sha256}"
    known = work.load(INVOICE, stream_id("invoice", key))
    if known.ref is not None:
        return known.ref
    ref = work.new_ref("invoice", "INV", command.entity, key)
    work.act(INVOICE, ref.id, Receive(command, ref))
    return ref


@handles(HoldInvoice)
@handles(ReadInvoiceAgain)
def record(work: Work, command: HoldInvoice | ReadInvoiceAgain, _policies: Policies) -> Ref:
    """Keep why the invoice waits for a person, or that its file is to be read again."""
    _, ref = document(work, INVOICE, command.invoice)
    work.act(INVOICE, ref.id, command)
    return ref


@handles(RecordReading)
def record_reading(work: Work, command: RecordReading, _policies: Policies) -> Ref:
    """Keep what the bot read; a number claimed under an earlier reading is given back."""
    before, ref = document(work, INVOICE, command.invoice)
    if work.act(INVOICE, ref.id, command) is not before and before.reading is not None:
        _give_back(work, before, ref)
    return ref


@handles(ReopenInvoice)
def reopen(work: Work, command: ReopenInvoice, _policies: Policies) -> Ref:
    """A person takes a rejection back; the invoice takes its number again, unless another has it by now."""
    _, ref = document(work, INVOICE, command.invoice)
    state = work.act(INVOICE, ref.id, command)
    _claim_number(work, state, ref, _find_supplier(work, state, _find_order(work, state, ref.entity)))
    return ref


@handles(CorrectInvoice)
def correct(work: Work, command: CorrectInvoice, _policies: Policies) -> Ref:
    """Correct fields or name the order; a number claimed under the old fields is given back."""
    before, ref = document(work, INVOICE, command.invoice)
    state = work.act(INVOICE, ref.id, command)
    if state is not before:
        _give_back(work, before, ref)
    return ref


@handles(MatchInvoice)
def match(work: Work, command: MatchInvoice, policies: Policies) -> Ref:
    """Judge the invoice by the rules alone."""
    _, ref = document(work, INVOICE, command.invoice)
    _judge(work, command.invoice, ref, policies, None)
    return ref


@handles(ResolveInvoice)
def resolve(work: Work, command: ResolveInvoice, policies: Policies) -> Ref:
    """A person accepts the exceptions, or rejects the invoice."""
    before, ref = document(work, INVOICE, command.invoice)
    if command.decision == "accept":
        _judge(work, command.invoice, ref, policies, command)
    else:
        work.act(INVOICE, ref.id, command)
        _give_back(work, before, ref)
    return ref


def _judge(work: Work, stream: UUID, ref: Ref, policies: Policies, accepted: ResolveInvoice | None) -> None:
    before = work.load(INVOICE, stream)
    if before.reading is None:
        raise work.refuse("not-read-yet", number=ref)
    order = _find_order(work, before, ref.entity)
    supplier = _find_supplier(work, before, order)
    duplicate_of = None if before.status in DECIDED else _claim_number(work, before, ref, supplier)
    judge = Judge(
        findings=_findings(work, before, ref, supplier, order),
        tolerances=policies.tolerances,
        supplier=SupplierFacts(supplier.code, supplier.payment_days, supplier.makers) if supplier else None,
        order=_order_facts(order) if order else None,
        duplicate_of=duplicate_of,
        duplicate_is_posted=duplicate_of is not None
        and work.load(INVOICE, duplicate_of.id).status in ("posted", "paid"),
        highest_tax_percent=policies.highest_tax_percent,
        accepted=accepted,
    )
    after = work.act(INVOICE, stream, judge)
    if after is before:
        return
    if after.posted and supplier and order:
        _post(work, ref, after.posted, supplier, order)
    elif after.status == "held" and order and order.ref:
        work.act(PURCHASE_ORDER, order.ref.id, Await(ref))
    elif after.status == "rejected":
        _give_back(work, before, ref)


def _find_order(work: Work, state: Invoice, entity: str) -> PurchaseOrder | None:
    """The order by the explicit number on the invoice (features 7: the first way of finding it)."""
    number = state.purchase_order
    owner = work.load(CLAIM, stream_id("claim", business_number_key(entity, number))).owner if number else None
    return work.load(PURCHASE_ORDER, owner.id) if owner and owner.kind == "purchase_order" else None


def _find_supplier(work: Work, state: Invoice, order: PurchaseOrder | None) -> Supplier | None:
    """The supplier by its tax number; without one on the invoice, the supplier of the order it names."""
    tax_id = state.value("seller_tax_id")
    owner = work.load(CLAIM, stream_id("claim", supplier_tax_key(tax_id))).owner if tax_id else None
    code = owner.number if owner else order.supplier if order and not tax_id else None
    found = work.load_by_key(SUPPLIER, code) if code else None
    return found if found and found.code else None


def _number_key(state: Invoice, ref: Ref, supplier: Supplier | None) -> str | None:
    number, issued = state.value("number"), state.issue_date
    return (
        invoice_number_key(ref.entity, supplier.code, number, issued.year) if supplier and number and issued else None
    )


def _claim_number(work: Work, state: Invoice, ref: Ref, supplier: Supplier | None) -> Ref | None:
    """Take the supplier's invoice number, already as a draft; gives the invoice that has it, if that is another."""
    key = _number_key(state, ref, supplier)
    if key is None:
        return None
    stream = stream_id("claim", key)
    owner = work.load(CLAIM, stream).owner
    if owner is not None and owner != ref:
        return owner
    work.act(CLAIM, stream, Take(key, ref))
    return None


def _give_back(work: Work, state: Invoice, ref: Ref) -> None:
    supplier = _find_supplier(work, state, _find_order(work, state, ref.entity))
    key = _number_key(state, ref, supplier)
    if key is not None:
        work.act(CLAIM, stream_id("claim", key), GiveBack(key, ref))


def _findings(
    work: Work, state: Invoice, ref: Ref, supplier: Supplier | None, order: PurchaseOrder | None
) -> tuple[read.Finding, ...]:
    """What all checks of document and master data find, on the fields as people corrected them."""
    reading = state.effective()
    assert reading is not None
    entity = known_entity(work, ref.entity)
    master = read.Master(
        entities=(read.Entity(name=entity.name, tax_ids=entity.tax_ids),),
        suppliers=(_supplier_master(supplier),) if supplier else (),
        currency=order.currency if order else None,
    )
    own = check(reading, Context(work.now.date(), master)).findings
    return (*own, *_hold_of(supplier, work.now.date()), *_stopped(order))


def _hold_of(supplier: Supplier | None, today: date) -> tuple[read.Finding, ...]:
    """Invoices of a held supplier wait; on the release date they are judged again without this finding."""
    refusal = hold_refusal(supplier, "invoices", today) if supplier else None
    figures = tuple(refusal.figures.items()) if refusal else ()
    return (read.Finding(code=refusal.code, severity="exception", evidence=figures),) if refusal else ()


def _stopped(order: PurchaseOrder | None) -> tuple[read.Finding, ...]:
    """Nothing is billed on an order that is on hold or called off."""
    if order is None or not (order.on_hold or order.cancelled):
        return ()
    evidence = (("order", str(order.ref)),)
    if order.cancelled:
        return (read.Finding(code="order-cancelled", severity="exception", evidence=evidence),)
    return (read.Finding(code="order-on-hold", severity="exception", evidence=evidence),)


def _supplier_master(supplier: Supplier) -> read.Supplier:
    status = "approved" if supplier.status == "approved" else "blocked" if supplier.status == "blocked" else "draft"
    ibans = tuple(account.identifier for account in supplier.accounts)
    return read.Supplier(name=supplier.name, tax_ids=supplier.tax_ids, ibans=ibans, status=status)


def _order_facts(order: PurchaseOrder) -> OrderFacts:
    assert order.ref is not None
    lines = tuple(
        OrderLine(
            order_line=str(line.line),
            ordered=line.quantity,
            unit_price=line.unit_price,
            accepted=order.billable(line.line),
            billed=order.billed.get(line.line, ZERO),
            description=line.description,
        )
        for line in order.lines
    )
    return OrderFacts(order.ref, order.supplier, order.currency, order.receivers, lines)


def _post(work: Work, ref: Ref, posted: InvoicePosted, supplier: Supplier, order: PurchaseOrder) -> None:
    """What posting moves: billed quantities of the order, funds of its cost objects, and a payable for the gross."""
    if not supplier.accounts:
        raise work.refuse("supplier-account-missing", supplier=supplier.code)
    billed = dict(order.billed)
    for line in posted.billed:
        before = billed.get(line.line, ZERO)
        _spend(work, ref, line, order, before)
        billed[line.line] = before + line.quantity
    work.act(PURCHASE_ORDER, posted.order.id, Bill(ref, posted.billed, posted.accepted_by))
    payable = Ref(
        kind="payable", id=stream_id("payable", payable_key(ref)), number=f"{ref.number}/1", entity=ref.entity
    )
    opened = PayableOpened(
        ref=payable,
        invoice=ref,
        supplier=supplier.code,
        supplier_name=supplier.name,
        invoice_number=posted.number,
        amount=posted.gross,
        due_date=posted.due_date,
        account=supplier.accounts[0],
    )
    work.act(PAYABLE, payable.id, Open(opened))


def _spend(work: Work, ref: Ref, line: PostedLine, order: PurchaseOrder, before: Decimal) -> None:
    """Relief = min(billed, ordered - billed before) x order price, in worths of the line so that no cent stays behind."""
    ordered = order.line(line.line)
    assert ordered is not None
    assert order.ref is not None
    relief = order.worth(line.line, before + line.quantity) - order.worth(line.line, before)
    key, relieved = hold_key(order.ref.id, line.line), Money(amount=relief, currency=order.currency)
    move_funds(work, ref.entity, ordered.cost_object, Spend(key, line.amount, relieved, ref))
