"""Stated totals must be the sums of what they total: of lines, payments, and what was read from an invoice."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from pydantic import BaseModel

from audit.quality._finding import Finding, Holder, joined, judged
from contracts.reading import Reading
from contracts.values import Money
from events.labour_account import LabourWagesClaimed
from events.labour_settlement import LabourSettlementProposed, SettlementLine
from events.labour_sheet import CostedLine
from events.payment_run import PaymentRunProposed
from events.purchase_order import Amendment, PurchaseOrderIssued
from events.rfq import RfqAwarded

Sums = Iterator[tuple[str, Decimal, Decimal]]
"""The field, what it states, and what it should be."""


def sums(found: list[Holder]) -> Iterator[Finding]:
    """Every total of an event that its parts tell."""
    for path, holder in found:
        for name, stated, computed in OF.get(type(holder), _none)(holder):
            yield judged("sums", joined(path, name), stated == computed, value=stated, computed=computed)


def _total(of: Money, parts: Iterator[Money]) -> tuple[Decimal, Decimal]:
    return of.amount, sum((each.amount for each in parts), Decimal(0))


def _order(holder: BaseModel) -> Sums:
    assert isinstance(holder, PurchaseOrderIssued | Amendment)
    yield "total", *_total(holder.total, (line.amount for line in holder.lines))


def _run(holder: BaseModel) -> Sums:
    assert isinstance(holder, PaymentRunProposed)
    yield "total", *_total(holder.total, (payment.amount for payment in holder.payments))


def _award(holder: BaseModel) -> Sums:
    assert isinstance(holder, RfqAwarded)
    yield "amount", *_total(holder.amount, (line.amount for line in holder.lines))


def _settlement(holder: BaseModel) -> Sums:
    assert isinstance(holder, LabourSettlementProposed)
    yield "total", *_total(holder.total, (line.amount for line in holder.lines))


def _wages(holder: BaseModel) -> Sums:
    assert isinstance(holder, SettlementLine | LabourWagesClaimed)
    yield "amount", holder.amount.amount, holder.earned.amount - holder.advanced.amount


def _wage(holder: BaseModel) -> Sums:
    assert isinstance(holder, CostedLine)
    yield "amount", holder.amount.amount, holder.base.amount + holder.overtime.amount


def _reading(holder: BaseModel) -> Sums:
    """What the paper says: net and tax make gross, and the lines make their total (the net, where nothing else is added)."""
    assert isinstance(holder, Reading)
    net, tax, gross = (_figure(_read(holder, name)) for name in ("net_amount", "tax_amount", "gross_amount"))
    if net is not None and tax is not None and gross is not None:
        yield "gross_amount", gross, net + tax
    totals = holder.totals
    stated = _figure(totals.lines) if totals.lines else net if not (totals.allowances or totals.charges) else None
    lines = [_figure(line.net_amount) for line in holder.lines]
    if stated is not None and lines and None not in lines:
        yield "lines", stated, sum((line for line in lines if line is not None), Decimal(0))


def _read(reading: Reading, name: str) -> str | None:
    return reading.fields[name].value if name in reading.fields else None


def _figure(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None


def _none(holder: BaseModel) -> Sums:
    yield from ()


OF: Mapping[type[BaseModel], Callable[[BaseModel], Sums]] = {
    PurchaseOrderIssued: _order,
    Amendment: _order,
    PaymentRunProposed: _run,
    RfqAwarded: _award,
    LabourSettlementProposed: _settlement,
    SettlementLine: _wages,
    LabourWagesClaimed: _wages,
    CostedLine: _wage,
    Reading: _reading,
}
"""Which values total something, and what."""
