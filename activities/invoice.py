"""Commands on invoices: intake, reading, corrections, and what people decide."""

from activities._registry import document, handles
from activities.candidates import Candidates
from activities.intake import again_key, end_intake
from activities.invoice_care import care
from activities.invoice_facts import claim_number, correction_facts, find_supplier, give_back, named_order
from activities.invoice_judgement import judge_invoice
from activities.invoice_posting import undo_posting
from activities.policies import Policies
from aggregates.invoice import INVOICE, Correct, Hold, Invoice, Receive
from aggregates.purchase_order import PURCHASE_ORDER, Leave
from contracts.ids import stream_id
from contracts.invoice import (
    CancelInvoice,
    CorrectInvoice,
    HoldInvoice,
    MatchInvoice,
    ReadInvoiceAgain,
    ReceiveInvoice,
    ReceiveInvoiceAgain,
    RecordReading,
    ReopenInvoice,
    ResolveInvoice,
)
from contracts.values import Ref
from store.work import Work


@handles(ReceiveInvoiceAgain)
def receive_again(work: Work, command: ReceiveInvoiceAgain, _policies: Policies) -> Ref:
    """Take the file of a cancelled invoice in again, once: a new invoice, which claims its number and moves funds anew."""
    state, ref = document(work, INVOICE, command.invoice)
    work.act(INVOICE, ref.id, command)
    key = again_key(ref)
    if known := work.load(INVOICE, stream_id("invoice", key)).ref:
        return known
    anew = work.new_ref("invoice", "INV", ref.entity, key)
    asked = ReceiveInvoice(entity=ref.entity, file_sha256=state.file_sha256, file_name=state.file_name, size=state.size)
    work.act(INVOICE, anew.id, Receive(asked, anew, ref, command.why))
    return anew


@handles(HoldInvoice)
def hold(work: Work, command: HoldInvoice, policies: Policies) -> Ref:
    """Keep why the invoice waits, and for whom."""
    state, ref = document(work, INVOICE, command.invoice)
    order = named_order(work, ref.entity, state.purchase_order)
    work.act(INVOICE, ref.id, Hold(command, care(work, ref, policies, order)))
    unread = state.reading is None
    end_intake(work, state, "exception" if unread else "invoice", command.code if unread else None, ref)
    return ref


@handles(ReadInvoiceAgain)
def read_again(work: Work, command: ReadInvoiceAgain, _policies: Policies) -> Ref:
    """Keep that its file is to be read again."""
    _, ref = document(work, INVOICE, command.invoice)
    work.act(INVOICE, ref.id, command)
    return ref


@handles(RecordReading)
def record_reading(work: Work, command: RecordReading, _policies: Policies) -> Ref:
    """Keep what the bot read; what an earlier reading claimed, the number and its place at the order, is given back."""
    before, ref = document(work, INVOICE, command.invoice)
    if work.act(INVOICE, ref.id, command) is not before and before.reading is not None:
        give_back(work, before, ref)
        _leave(work, before, ref)
    return ref


@handles(ReopenInvoice)
def reopen(work: Work, command: ReopenInvoice, _policies: Policies) -> Ref:
    """A person takes a rejection back; the invoice takes its number again, unless another has it by now."""
    _, ref = document(work, INVOICE, command.invoice)
    state = work.act(INVOICE, ref.id, command)
    claim_number(work, state, ref, find_supplier(work, state, named_order(work, ref.entity, state.purchase_order)))
    return ref


@handles(CorrectInvoice)
def correct(work: Work, command: CorrectInvoice, _policies: Policies) -> Ref:
    """Correct fields or name the order; a number claimed under the old fields is given back."""
    before, ref = document(work, INVOICE, command.invoice)
    order, supplier = correction_facts(work, before, ref.entity, command.purchase_order)
    known = command.purchase_order is not None and named_order(work, ref.entity, command.purchase_order) is not None
    state = work.act(INVOICE, ref.id, Correct(command, order, supplier, known))
    if state is not before:
        give_back(work, before, ref)
        _leave(work, before, ref)
    return ref


@handles(MatchInvoice, nominated=True)
def match(work: Work, command: MatchInvoice, policies: Policies, candidates: Candidates) -> Ref:
    """Judge the invoice by the rules alone."""
    _, ref = document(work, INVOICE, command.invoice)
    judge_invoice(work, ref, policies, candidates, None)
    return ref


@handles(ResolveInvoice, nominated=True)
def resolve(work: Work, command: ResolveInvoice, policies: Policies, candidates: Candidates) -> Ref:
    """A person accepts the exceptions, or rejects the invoice."""
    before, ref = document(work, INVOICE, command.invoice)
    if command.decision == "accept":
        judge_invoice(work, ref, policies, candidates, command)
        return ref
    work.act(INVOICE, ref.id, command)
    give_back(work, before, ref)
    _leave(work, before, ref)
    return ref


def _leave(work: Work, before: Invoice, ref: Ref) -> None:
    """It waits for its order no more: it was rejected, or has to be judged anew."""
    if before.held and before.held.order:
        work.act(PURCHASE_ORDER, before.held.order.id, Leave(ref))


@handles(CancelInvoice)
def cancel(work: Work, command: CancelInvoice, _policies: Policies) -> Ref:
    """Take a posted invoice back: order, budget and payable are as if it had never been, and its number is free."""
    before, ref = document(work, INVOICE, command.invoice)
    after = work.act(INVOICE, ref.id, command)
    if after.status != before.status and before.posted is not None:
        undo_posting(work, ref, before.posted.order, before.standing)
        give_back(work, before, ref)
    return ref
