"""Commands on measurement books: what is certified of an order's service lines becomes the next progress bill."""

from decimal import Decimal
from uuid import UUID

from activities._registry import document, handles
from activities.goods_receipt import tolerances
from activities.policies import Policies
from aggregates.measurement import MEASUREMENT, Certify, OrderLine, Record, Withdraw
from aggregates.purchase_order import PURCHASE_ORDER
from aggregates.purchase_order_state import PurchaseOrder, stopped
from contracts.ids import stream_id
from contracts.measurement import CertifyMeasurement, RecordMeasurement, WithdrawMeasurement
from contracts.values import Ref
from store.work import Refused, Work

ZERO = Decimal(0)


@handles(RecordMeasurement)
def record(work: Work, command: RecordMeasurement, _policies: Policies) -> Ref:
    """Put a sheet into the book; only service lines of an order that goes on are measured."""
    order, ref = _running(work, command.order)
    for measured in command.lines:
        line = order.line(measured.order_line)
        if line is None:
            raise work.refuse("unknown-line", number=ref, line=measured.order_line)
        if line.kind != "service":
            raise work.refuse("other-kind-of-line", line=line.line, kind=line.kind)
    book = book_ref(ref)
    work.act(MEASUREMENT, book.id, Record(command, book, ref))
    return book


@handles(CertifyMeasurement)
def certify(work: Work, command: CertifyMeasurement, policies: Policies) -> Ref:
    """Certify a sheet of an order that goes on."""
    order, ref = _running(work, command.order)
    book = book_ref(ref)
    work.act(MEASUREMENT, book.id, Certify(command, _lines(work, ref, policies), order.raisers, order.accepters))
    return book


@handles(WithdrawMeasurement)
def withdraw(work: Work, command: WithdrawMeasurement, policies: Policies) -> Ref:
    """Drop a sheet, or take its certificate back."""
    _, ref = document(work, PURCHASE_ORDER, command.order)
    book = book_ref(ref)
    work.act(MEASUREMENT, book.id, Withdraw(command, _lines(work, ref, policies)))
    return book


def _running(work: Work, stream: UUID) -> tuple[PurchaseOrder, Ref]:
    order, ref = document(work, PURCHASE_ORDER, stream)
    if refusal := stopped(order, ref):
        raise Refused(refusal)
    return order, ref


def _lines(work: Work, ref: Ref, policies: Policies) -> dict[int, OrderLine]:
    order, more = work.load(PURCHASE_ORDER, ref.id), tolerances(work, ref, policies)
    return {
        line.line: OrderLine(
            allowed=line.quantity * (100 + more.get(line.line, ZERO)) / 100,
            billed=order.billed.get(line.line, ZERO),
            unit=line.unit,
            cost_object=line.cost_object,
        )
        for line in order.lines
    }


def book_ref(order: Ref) -> Ref:
    """The one measurement book of an order."""
    return Ref(kind="measurement", id=stream_id("measurement", str(order.id)), number=order.number, entity=order.entity)
