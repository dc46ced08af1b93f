"""What the releaser of a payment must have seen: asked when it is proposed, and again when it is released."""

from collections.abc import Iterator

from aggregates.invoice import INVOICE
from aggregates.purchase_order import PURCHASE_ORDER
from aggregates.supplier import Supplier
from contracts.values import BankAccount, Ref
from events.payment_run import FIRST_PAYMENT, GOODS_BACK, Payment
from store.work import Refused, Work


def flags_of(work: Work, invoice: Ref, supplier: Supplier, creditor: BankAccount) -> Iterator[str]:
    """What the releaser must have seen."""
    if creditor.identifier in supplier.unproven:
        yield FIRST_PAYMENT
    if _goods_back(work, invoice):
        yield GOODS_BACK


def flagged_since(work: Work, payment: Payment, flag: str) -> Refused:
    """Why a run is not released with what nobody knew when it was proposed."""
    if flag == FIRST_PAYMENT:
        return work.refuse("account-doubted-since", supplier=payment.supplier, account=payment.creditor.identifier)
    return work.refuse("goods-returned-since", number=payment.invoice, invoice=payment.invoice_number)


def _goods_back(work: Work, invoice: Ref) -> bool:
    """Whether goods that it bills went back since, and nobody has credited or replaced them."""
    state = work.load(INVOICE, invoice.id) if invoice.kind == "invoice" else None
    if state is None or state.posted is None:
        return False
    order = work.load(PURCHASE_ORDER, state.posted.order.id)
    return bool(order.unsettled_returns(line.line for line in state.standing))
