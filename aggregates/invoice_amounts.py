"""The totals of an invoice: a plausible tax, what is really to be paid, and what a credit note may take back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aggregates.invoice_ledger import booked_back
from aggregates.invoice_lines import unfit
from aggregates.invoice_state import CORRECTED, Invoice
from aggregates.invoice_tax import tax_findings
from aggregates.posted_lines import added, replace_sign
from bots.cash_rounding import highest_rounding
from bots.checks.owed import country_of
from bots.invoice_kinds import is_demand, is_posted
from bots.numbers import exact, plain, total
from contracts.currency import MINOR_UNITS, quantum
from contracts.reading import Finding, Totals
from contracts.values import Money, Ref
from events.purchase_order import PostedLine

ZERO = Decimal(0)


@dataclass(frozen=True)
class Original:
    """The invoice that a credit note takes back: what still stands of it, and what of it was asked for and not credited."""

    ref: Ref
    order: Ref
    gross: Money
    lines: tuple[PostedLine, ...]
    due: Money
    payment: str
    """Where its payable stands: an open one is reduced, a settled one paid back; while a run has it, nobody can tell."""


def payable(state: Invoice) -> Money | None:
    """What the document asks to be paid (EN 16931 BT-115), else its total less what was prepaid; signed."""
    reading, gross = state.effective(), state.amount("gross_amount")
    totals = reading.totals if reading else Totals()
    if gross is None or state.is_credit:
        # A credit note pays nothing back by itself: it takes its total off what is owed.
        return gross
    stated = exact(totals.payable)
    if stated is None:
        prepaid, rounding = exact(totals.prepaid) or ZERO, exact(totals.rounding) or ZERO
        stated = total([gross.amount, -prepaid, rounding])
    return state.as_money(stated)


def amount_findings(state: Invoice, highest_tax_percent: Decimal) -> Iterator[Finding]:
    """The match looks at net figures, but the payable amount is what is paid: what lies between must be plausible."""
    kind = state.value("kind")
    if kind == CORRECTED:
        yield Finding.of("corrected-invoice", "exception", {"original": state.value("original_number") or ""})
    elif is_demand(kind) and not is_posted(kind):
        yield Finding.of("kind-by-hand", "exception", {"kind": kind or ""})
    gross, net = state.amount("gross_amount"), state.amount("net_amount")
    for name, amount in (("net_amount", net), ("gross_amount", gross)):
        written = state.value(name)
        if amount is None and exact(written) is not None and state.value("currency") in MINOR_UNITS:
            yield unfit(name, written or "")
    if gross is None or net is None:
        return
    yield from _payable(state, gross)
    if reading := state.effective():
        yield from tax_findings(reading, abs(gross.amount), abs(net.amount), highest_tax_percent)


def _payable(state: Invoice, gross: Money) -> Iterator[Finding]:
    """Never more than the total, but for rounding to a coin."""
    due, reading = payable(state), state.effective()
    country = country_of(reading) if reading else ""
    if due is None:
        yield unfit("payable", str(gross))
    elif due.amount - gross.amount > highest_rounding(gross.currency, country, state.issue_date or date.min):
        yield Finding.of("payable-above-gross", "exception", {"gross": str(gross), "payable": str(due)})
    elif due.amount <= 0 and not state.is_credit:
        yield Finding.of("nothing-to-pay", "exception", {"gross": str(gross), "payable": str(due)})


def credit_findings(state: Invoice, original: Original | None, credit: Sequence[PostedLine]) -> Iterator[Finding]:
    """A credit note names its original, which nobody is paying just now, and takes back no more than stands of it."""
    if original is None:
        yield Finding.of("original-not-found", "exception", {"number": state.value("original_number") or ""})
        return
    gross = state.amount("gross_amount")
    if original.payment not in ("open", "void", "settled"):
        figures = {"number": str(original.ref), "status": original.payment}
        yield Finding.of("original-already-paid", "exception", figures)
    elif gross is not None and _exceeds(gross, credit, original):
        left = min(original.gross.amount, original.due.amount)
        figures = {"credit": str(gross), "left": f"{plain(left)} {gross.currency}", "original": str(original.ref)}
        yield Finding.of("credit-exceeds-original", "exception", figures)
    else:
        yield from _credited_tax(state, original, credit)


def _credited_tax(state: Invoice, original: Original, credit: Sequence[PostedLine]) -> Iterator[Finding]:
    """Tax that is cost goes back as it was billed: a credit note with another tax would owe what no budget holds.

    Lines without a tax code may state any tax; a cent a line is let pass.
    """
    net, gross = state.amount("net_amount"), state.amount("gross_amount")
    back = booked_back(original.lines, (replace_sign(line) for line in credit))
    taxed = [line.tax for line in back if line.tax is not None]
    if net is None or gross is None or not taxed:
        return
    expected = total([tax.stated.amount for tax in taxed if not tax.self_assessed])
    stated = net.amount - gross.amount
    differs = expected - stated if len(taxed) < len(back) else abs(expected - stated)
    if differs > len(back) * quantum(gross.currency):
        figures = {"tax": f"{plain(stated)} {gross.currency}", "expected": f"{plain(expected)} {gross.currency}"}
        yield Finding.of("credit-tax-differs", "exception", figures | {"original": str(original.ref)})


def _exceeds(gross: Money, credit: Sequence[PostedLine], original: Original) -> bool:
    if -gross.amount > min(original.gross.amount, original.due.amount) or gross.currency != original.gross.currency:
        return True
    left = {line.line: line for line in original.lines}
    for line in credit:
        if line.line not in left:
            return True
        left[line.line] = added(left[line.line], line)
    return any(line.quantity < 0 or line.amount.amount < 0 for line in left.values())
