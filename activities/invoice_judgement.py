"""How an invoice is judged: its order is found, its number claimed, and what follows from the decision is done."""

from collections.abc import Sequence
from uuid import UUID

from activities.candidates import Candidates
from activities.certificate import certified
from activities.intake import end_when_judged
from activities.invoice_care import care
from activities.invoice_facts import (
    claim_number,
    find_original,
    find_supplier,
    give_back,
    named_order,
    receipts,
    standing_already,
    supplier_terms,
)
from activities.invoice_findings import document_findings
from activities.invoice_identity import claim_identity
from activities.invoice_master import master_of
from activities.invoice_posting import post
from activities.milestones import plans
from activities.order_currency import invoice_rate
from activities.order_facts import order_facts, order_lines
from activities.policies import Policies
from activities.representation import contradicts, merge_into
from activities.tax_verification import ask as ask_outside
from aggregates.contract import CONTRACT
from aggregates.invoice import DECIDED, INVOICE, Invoice, Judge, OrderFacts, Original
from aggregates.invoice_lines import billed_lines, draft_lines
from aggregates.purchase_order import PURCHASE_ORDER, Await, Leave, PurchaseOrder
from aggregates.supplier import Supplier
from bots.document_numbers import looks_like
from bots.find_order import Found, OpenOrder, Wanted, by_reference, find_order
from bots.find_order import Way as FoundBy
from bots.spreading import Receipts
from bots.three_way_match import unit_price
from contracts import reading as read
from contracts.invoice import ResolveInvoice
from contracts.values import SCALE, Ref
from store.work import Work

REFERENCES, OUR_PREFIX = ("purchase_order", "contract", "buyer_reference"), "PO"


def judge_invoice(
    work: Work, ref: Ref, policies: Policies, candidates: Candidates, accepted: ResolveInvoice | None
) -> None:
    """Judge on everything that is known now; `accepted` is a person's word on the exceptions."""
    before = work.load(INVOICE, ref.id)
    if before.reading is None:
        raise work.refuse("not-read-yet", number=ref)
    known = named_order(work, ref.entity, before.purchase_order)
    supplier = find_supplier(work, before, known)
    duplicate, similar = (None, None) if before.status in DECIDED else claim_number(work, before, ref, supplier)
    first = claim_identity(work, before, ref) or (duplicate.ref if duplicate else None)
    if first is not None and accepted is None and merge_into(work, before, ref, first):
        return
    original = find_original(work, before, ref, supplier)
    order, found = _find_order(work, before, ref, known, supplier, original, candidates)
    apart = contradicts(work, before, first)
    told = [one for one in (first, duplicate.ref if duplicate else None, similar) if one is not None]
    blue = original.ref if original else None
    master = master_of(work, before, ref, supplier, order, candidates, policies, blue, told)
    checked = document_findings(work, before, supplier, order, master)
    judge = Judge(
        findings=(*_ambiguous(found), *apart, *checked.findings),
        not_run=checked.not_run,
        tolerances=policies.tolerances,
        supplier=supplier_terms(work, supplier, order),
        order=order_facts(work, order, ref) if order else None,
        found_by=found.way,
        receipts=receipts(work, order) if order else Receipts(),
        original=original,
        duplicate=duplicate or standing_already(work, first),
        similar=similar,
        highest_tax_percent=policies.highest_tax_percent,
        accepted=accepted,
        rate=invoice_rate(work, order, before, policies) if order else None,
        certified=certified(work, order),
        plans=plans(work, order),
        care=care(work, ref, policies, order),
    )
    after = work.act(INVOICE, ref.id, judge)
    end_when_judged(work, after, ref, first, apart)
    if after is not before:
        _follow(work, ref, before, after, supplier, order)
    if after is not before and after.status == "posted":
        ask_outside(work, ref, after, policies, "posted")


def _follow(
    work: Work, ref: Ref, before: Invoice, after: Invoice, supplier: Supplier | None, order: PurchaseOrder | None
) -> None:
    """What a decision changes elsewhere."""
    waited = before.held.order if before.held else None
    if waited is not None and (order is None or waited != order.ref or after.status == "rejected"):
        work.act(PURCHASE_ORDER, waited.id, Leave(ref))
    if after.status == "posted" and after.posted and supplier and order:
        post(work, ref, after, after.posted, supplier, order)
    elif after.status == "held" and after.held and order and order.ref:
        work.act(PURCHASE_ORDER, order.ref.id, Await(ref, draft_lines(after.held, order.currency)))
    elif after.status == "rejected":
        give_back(work, before, ref)


def _find_order(
    work: Work,
    state: Invoice,
    ref: Ref,
    known: PurchaseOrder | None,
    supplier: Supplier | None,
    original: Original | None,
    candidates: Candidates,
) -> tuple[PurchaseOrder | None, Found]:
    """Features 7: the explicit number, then what bots.find_order knows. A credit note is about its original's order.

    A number that is written like ours but not known yet may be of an order that is still to come: it waits for that.
    """
    if original is not None:
        return work.load(PURCHASE_ORDER, original.order.id), Found(way="number")
    if known is not None or supplier is None or state.is_credit:
        return known, Found(way="number" if known else None)
    search = _Search(work, state, ref, supplier, candidates)
    ours, wanted, nominate = looks_like(state.purchase_order or "", OUR_PREFIX), search.wanted, search.nominate
    found = by_reference(wanted, nominate("reference")) if ours else find_order(wanted, nominate)
    return search.loaded.get(found.number or ""), found


class _Search:
    """The orders that read models nominate, loaded anew."""

    def __init__(self, work: Work, state: Invoice, ref: Ref, supplier: Supplier, candidates: Candidates) -> None:
        self._work, self._ref, self._supplier, self._candidates = work, ref, supplier.code, candidates
        self._net = state.amount("net_amount")
        nothing = OrderFacts(ref, supplier.code, "", (), ())
        named = [state.purchase_order, *(state.value(name) for name in REFERENCES)]
        self.wanted = Wanted(
            references=tuple(dict.fromkeys(name for name in named if name)),
            net=self._net.amount if self._net else None,
            currency=state.value("currency"),
            lines=billed_lines(state, nothing).billed,
        )
        self.loaded: dict[str, PurchaseOrder] = {}

    def nominate(self, way: FoundBy) -> Sequence[OpenOrder]:
        """The nominated orders that really are open orders of the supplier."""
        loaded = (self._work.load(PURCHASE_ORDER, stream) for stream in self._streams(way))
        usable = [order for order in loaded if order.ref and order.supplier == self._supplier and not order.closed]
        self.loaded |= {order.ref.number: order for order in usable if order.ref}
        under = {order.ref: self._contracts(order) for order in usable if way == "contract"}
        found = ((order.ref, order.currency, order_lines(order, self._ref)) for order in usable if order.ref)
        return [OpenOrder(ref.number, currency, lines, under.get(ref, ())) for ref, currency, lines in found]

    def _contracts(self, order: PurchaseOrder) -> tuple[str, ...]:
        """The numbers of the contracts that it is ordered under."""
        under = dict.fromkeys(line.contract for line in order.lines if line.contract)
        refs = (self._work.load(CONTRACT, stream).ref for stream in under)
        return tuple(ref.number for ref in refs if ref)

    def _streams(self, way: FoundBy) -> Sequence[UUID]:
        entity, supplier, net, wanted = self._ref.entity, self._supplier, self._net, self.wanted
        if way == "reference":
            return self._candidates.by_reference(entity, supplier, wanted.references) if wanted.references else ()
        if way == "contract":
            return self._candidates.by_contract(entity, supplier, wanted.references) if wanted.references else ()
        if net is None:
            return ()
        if way == "total":
            return self._candidates.by_total(entity, supplier, net)
        if way == "subset":
            return self._candidates.by_open_lines(entity, supplier, net)
        prices = {price for line in wanted.lines if (price := unit_price(line)) == round(price, SCALE)}
        return self._candidates.by_price(entity, supplier, net.currency, prices) if prices else ()


def _ambiguous(found: Found) -> tuple[read.Finding, ...]:
    named = {"candidates": ", ".join(found.candidates)[:200]}
    return (read.Finding.of("order-ambiguous", "exception", named),) if found.candidates else ()
