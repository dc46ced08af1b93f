"""Funds: every payable with its state; per entity and currency what is due, proposed, released, sent and settled."""

from sqlalchemy import Index, and_, bindparam, case, cast, func, select, update
from sqlalchemy.sql.elements import ColumnElement

from contracts.values import Ref
from events._base import Recorded
from events.payable import (
    PayableClaimed,
    PayableFreed,
    PayableOpened,
    PayableReduced,
    PayableReleased,
    PayableReturned,
    PayableSettled,
)
from events.payment_run import PaymentFileWritten, PaymentRunReleased
from projections._base import Changes, Projection, Statement, add, change, upsert
from projections._columns import count, instant, key, micros, minor, minor_or_none, text

FUNDS = Projection("funds")
STATES = ("held", "due", "proposed", "released", "sent", "settled")
payables = FUNDS.table(
    "payables",
    key("id"),
    *(text(name) for name in ("number", "entity", "supplier", "supplier_name", "invoice_id", "invoice", "currency")),
    text("invoice_number"),
    minor("amount"),
    text("due_date"),
    text("status"),
    count("instalment"),
    text("part"),
    minor_or_none("discount"),
    text("discount_until"),
    minor_or_none("discount_taken"),
    text("iban"),
    *(text(name) for name in ("run_id", "run", "why", "bank_reference")),
    count("attempt"),
    instant("opened_at"),
    instant("settled_at"),
    count("position"),
)
"""`invoice` is our number of the invoice, `invoice_number` the supplier's."""
Index("view_payables_by_run", payables.c.run_id)
Index("view_payables_by_position", payables.c.position)
funds = FUNDS.table("funds", key("entity"), key("currency"), *(minor(state) for state in STATES), count("payables"))


def _sum(where: ColumnElement[bool], state: str | None = None) -> ColumnElement[int]:
    same = and_(payables.c.entity == funds.c.entity, payables.c.currency == funds.c.currency, where)
    amount = payables.c.amount if state is None else case((payables.c.status == state, payables.c.amount), else_=0)
    return select(cast(func.coalesce(func.sum(amount), 0), payables.c.amount.type)).where(same).scalar_subquery()


def _shift(where: ColumnElement[bool], target: str) -> tuple[Statement, Statement]:
    """Take the chosen payables' amounts out of the states they are in and into `target`; then their state follows."""
    figures = {state: funds.c[state] - _sum(where, state) for state in STATES}
    figures[target] = figures[target] + _sum(where)
    sums = update(funds).where(funds.c.entity == bindparam("of_entity")).values(figures)
    return sums, update(payables).where(where).values(status=target)


_ONE, _RUN = payables.c.id == bindparam("payable"), payables.c.run_id == bindparam("of_run")
_TO_PROPOSED, _TO_DUE, _TO_SETTLED = (_shift(_ONE, target) for target in ("proposed", "due", "settled"))
_TO_RELEASED = _shift(_RUN, "released")
# What credit paid in full was settled with the release: no file says it again.
_TO_SENT = _shift(and_(_RUN, payables.c.status == "released"), "sent")


def _moved(shift: tuple[Statement, Statement], entity: str, which: dict[str, str]) -> Changes:
    sums, states = shift
    return (sums, {"of_entity": entity, **which}), (states, which)


def _one(ref: Ref, shift: tuple[Statement, Statement]) -> Changes:
    return _moved(shift, ref.entity, {"payable": str(ref.id)})


def _run(ref: Ref, shift: tuple[Statement, Statement]) -> Changes:
    return _moved(shift, ref.entity, {"of_run": str(ref.id)})


@FUNDS.on(PayableOpened)
def _opened(event: PayableOpened, at: Recorded) -> Changes:
    ref, amount = event.ref, event.amount
    yield upsert(
        payables,
        {"id": str(ref.id)},
        number=ref.number,
        entity=ref.entity,
        supplier=event.supplier,
        supplier_name=event.supplier_name,
        invoice_id=str(event.invoice.id),
        invoice=event.invoice.number,
        invoice_number=event.invoice_number,
        amount=amount.minor,
        currency=amount.currency,
        due_date=event.due_date.isoformat(),
        status=_state(event),
        instalment=event.instalment,
        part=event.part,
        discount=event.discount.minor if event.discount else None,
        discount_until=event.discount_until.isoformat() if event.discount_until else None,
        iban=event.account.identifier,
        opened_at=micros(at.occurred_at),
        position=at.position,
    )
    state = "held" if event.held else "due"
    yield add(funds, {"entity": ref.entity, "currency": amount.currency}, **{state: amount.minor}, payables=1)


def _state(event: PayableOpened) -> str:
    if not event.amount.minor:
        return "void"
    return "held" if event.held else "due"


@FUNDS.on(PayableReleased)
def _let_go(event: PayableReleased, _: Recorded) -> Changes:
    yield from _one(event.ref, _TO_DUE)
    yield change(payables, {"id": str(event.ref.id)}, due_date=event.due_date.isoformat())


@FUNDS.on(PayableClaimed)
def _claimed(event: PayableClaimed, _: Recorded) -> Changes:
    yield from _one(event.ref, _TO_PROPOSED)
    run = {"run_id": str(event.run.id), "run": event.run.number}
    yield change(payables, {"id": str(event.ref.id)}, attempt=event.attempt, why=None, **run)


@FUNDS.on(PayableFreed, PayableReturned)
def _freed(event: PayableFreed | PayableReturned, _: Recorded) -> Changes:
    yield from _one(event.ref, _TO_DUE)
    yield change(payables, {"id": str(event.ref.id)}, run_id=None, run=None, why=event.why)


@FUNDS.on(PayableReduced)
def _reduced(event: PayableReduced, _: Recorded) -> Changes:
    by, amount = event.by, event.amount
    status = {} if amount.minor else {"status": "void"}
    yield change(payables, {"id": str(event.ref.id)}, amount=amount.minor, **status)
    yield change(
        funds, {"entity": event.ref.entity, "currency": by.currency}, {"held" if event.held else "due": -by.minor}
    )


@FUNDS.on(PayableSettled)
def _settled(event: PayableSettled, at: Recorded) -> Changes:
    yield from _one(event.ref, _TO_SETTLED)
    paid = {"bank_reference": event.bank_reference, "settled_at": micros(at.occurred_at)}
    taken = event.discount.minor if event.discount else None
    yield change(payables, {"id": str(event.ref.id)}, discount_taken=taken, **paid)


@FUNDS.on(PaymentRunReleased)
def _released(event: PaymentRunReleased, _: Recorded) -> Changes:
    return _run(event.ref, _TO_RELEASED)


@FUNDS.on(PaymentFileWritten)
def _sent(event: PaymentFileWritten, _: Recorded) -> Changes:
    return _run(event.ref, _TO_SENT)
