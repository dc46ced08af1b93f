"""Commands on suppliers, whether one may be used for something, and what a delivery says of one."""

from activities._registry import handles
from activities.policies import Policies
from aggregates._base import Refusal
from aggregates.claim import CLAIM, GiveBack, Take
from aggregates.purchase_order import PurchaseOrder
from aggregates.requisition import REQUISITION
from aggregates.supplier import (
    SUPPLIER,
    ScoreDelivery,
    Supplier,
    hold_refusal,
    licence_refusal,
    scorecard_refusal,
)
from contracts.goods_receipt import ReceiptLine
from contracts.ids import stream_id
from contracts.supplier import (
    AddSupplierDocument,
    ApproveSupplier,
    BlockSupplier,
    HoldSupplier,
    RegisterSupplier,
    ReleaseSupplierHold,
    ReviseSupplier,
    Scope,
)
from contracts.values import SCALE, Ref
from events.supplier import ScoredLine
from store.work import Refused, Work

EVERYWHERE = "*"


@handles(RegisterSupplier)
@handles(ReviseSupplier)
def known(work: Work, command: RegisterSupplier | ReviseSupplier, _policies: Policies) -> Ref:
    """Propose a supplier or change what is known of it; a tax number belongs to one supplier."""
    work.permit(EVERYWHERE)
    before = work.load_by_key(SUPPLIER, command.supplier)
    ref = _act(work, command)
    after = work.load(SUPPLIER, ref.id)
    for tax_id in before.tax_ids:
        if tax_id not in after.tax_ids:
            work.act(CLAIM, stream_id("claim", supplier_tax_key(tax_id)), GiveBack(supplier_tax_key(tax_id), ref))
    for tax_id in after.tax_ids:
        work.act(CLAIM, stream_id("claim", supplier_tax_key(tax_id)), Take(supplier_tax_key(tax_id), ref))
    return ref


Decided = ApproveSupplier | BlockSupplier | AddSupplierDocument | HoldSupplier | ReleaseSupplierHold


@handles(ApproveSupplier)
@handles(BlockSupplier)
@handles(AddSupplierDocument)
@handles(HoldSupplier)
@handles(ReleaseSupplierHold)
def decided(work: Work, command: Decided, _policies: Policies) -> Ref:
    """Approve, block, hold a supplier or let it go; keep its licences."""
    work.permit(EVERYWHERE)
    return _act(work, command)


def _act(work: Work, command: RegisterSupplier | ReviseSupplier | Decided) -> Ref:
    ref = Ref(kind="supplier", id=stream_id("supplier", command.supplier), number=command.supplier)
    work.act(SUPPLIER, ref.id, command)
    return ref


def supplier_tax_key(tax_id: str) -> str:
    """The claim by which a supplier is found from the tax number on an invoice."""
    return f"supplier-tax:{''.join(character for character in tax_id.upper() if character.isalnum())}"


def usable_supplier(work: Work, code: str, scope: Scope | None = None) -> Supplier:
    """A supplier that must be approved, not blocked, and today not held for the scope. Raises Refused."""
    found = work.load_by_key(SUPPLIER, code)
    if found.status == "unknown":
        raise work.refuse("unknown-supplier", supplier=code)
    if found.status != "approved":
        raise work.refuse("supplier-not-approved", supplier=code, status=found.status)
    if scope:
        unless(hold_refusal(found, scope, work.now.date()))
    return found


def orderable_supplier(work: Work, code: str, policies: Policies) -> Supplier:
    """A supplier for new orders: usable, with valid licences, and with a scorecard that is good enough. Raises Refused."""
    found = usable_supplier(work, code, "orders")
    unless(licence_refusal(found, policies.supplier_documents, work.now.date()))
    unless(scorecard_refusal(found, policies.scorecard_minimum))
    return found


def unless(refusal: Refusal | None) -> None:
    """Go on where nothing is refused. Raises Refused."""
    if refusal:
        raise Refused(refusal)


def score_delivery(work: Work, order: PurchaseOrder, receipt: Ref, lines: tuple[ReceiptLine, ...]) -> None:
    """Keep on the supplier's stream how punctual, complete and good a delivery was; `order` already counts it."""
    assert order.ref is not None
    day = (work.request.occurred_at or work.now).date()
    scored = []
    for line in lines:
        ordered = order.line(line.order_line)
        assert ordered is not None
        wanted = work.load(REQUISITION, ordered.requisition.id).line(ordered.requisition_line)
        due = wanted.needed_by if wanted else day
        in_full = order.accepted[ordered.line] >= ordered.quantity
        quality = round(line.accepted / (line.accepted + line.rejected), SCALE)
        scored.append(ScoredLine(line=ordered.line, due=due, on_time=day <= due, in_full=in_full, quality=quality))
    score = ScoreDelivery(receipt, order.ref, day, tuple(scored))
    work.act(SUPPLIER, stream_id("supplier", order.supplier), score)
