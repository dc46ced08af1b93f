"""An invoice as its events tell it: what was read, corrected, held, posted, credited."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal, assert_never
from uuid import UUID

from aggregates._base import plus
from aggregates.invoice_duties import NEVER_ACCEPTED, SAYS_NOTHING_OWED
from aggregates.posted_lines import by_line, replace_sign
from bots.numbers import exact
from contracts.reading import Field, Finding, Reading
from contracts.values import Money, Ref
from events.invoice import (
    InvoiceCancelled,
    InvoiceCorrected,
    InvoiceCredited,
    InvoiceEscalated,
    InvoiceEvent,
    InvoiceHeld,
    InvoiceMerged,
    InvoicePaid,
    InvoicePartPaid,
    InvoicePaymentReturned,
    InvoicePosted,
    InvoiceRead,
    InvoiceReadAgainAsked,
    InvoiceReceived,
    InvoiceRejected,
    InvoiceReopened,
    InvoiceRepresented,
    PaidLine,
)
from events.purchase_order import PostedLine

Status = Literal["unknown", "received", "read", "held", "posted", "rejected", "paid", "cancelled", "merged"]
DECIDED: frozenset[Status] = frozenset({"posted", "rejected", "paid", "cancelled", "merged"})
CORRECTED = "384"
"""UNTDID 1001: a corrected invoice, which stands in place of another one."""


@dataclass(frozen=True)
class Invoice:
    """An invoice; `corrections` of people stand before what bots read, `credited` is what credit notes took back."""

    ref: Ref | None = None
    file_sha256: str = ""
    file_name: str = ""
    status: Status = "unknown"
    reading: Reading | None = None
    corrections: Mapping[str, str | None] = field(default_factory=dict)
    correctors: tuple[str, ...] = ()
    order_number: str | None = None
    held: InvoiceHeld | None = None
    never: frozenset[str] = frozenset()
    """What was ever found of the things that no single person may set aside."""
    posted: InvoicePosted | None = None
    credited: tuple[InvoiceCredited, ...] = ()
    size: int = 0
    intake: Ref | None = None
    representations: tuple[Ref, ...] = ()
    """Other files of the same invoice, as they came in; `beside` is what was found in those that are not believed."""
    beside: tuple[Finding, ...] = ()
    judgements: int = 0
    readings: int = 0
    read_again: bool = False
    reopened: bool = False
    escalated: bool = False
    settled: Decimal = Decimal(0)
    """How much of what it asks for is paid or set off; `paid_lines` is that of each line, without tax."""
    paid_lines: Mapping[int, Decimal] = field(default_factory=dict)
    instalments: Mapping[UUID | None, InvoicePartPaid | InvoicePaid] = field(default_factory=dict)
    """Payable -> what its payment paid (None: a payment of earlier days, which paid all)."""

    def value(self, name: str) -> str | None:
        """The value of a field: corrected by a person, else read by the bot, else absent."""
        if name in self.corrections:
            return self.corrections[name]
        return self.reading.value(name) if self.reading else None

    @property
    def number_from_hint(self) -> bool:
        """Whether only a hint says which invoice it is: then it is neither merged nor rejected without a person."""
        read = self.reading.fields.get("number") if self.reading and "number" not in self.corrections else None
        return read is not None and read.source == "hint"

    def effective(self) -> Reading | None:
        """The reading with the corrections in it. Who corrects the total leaves no payable amount of the old one."""
        if self.reading is None or not self.corrections:
            return self.reading
        read = {name: found for name, found in self.reading.fields.items() if name not in self.corrections}
        fixed = {
            name: Field(value=value, source="rule", confidence=1.0)
            for name, value in self.corrections.items()
            if value is not None
        }
        left = self.undecided(self.reading.findings)
        changes: dict[str, object] = {"fields": {**read, **fixed}, "findings": left}
        if "gross_amount" in self.corrections:
            changes["totals"] = self.reading.totals.model_copy(update={"payable": None})
        return self.reading.model_copy(update=changes)

    def undecided(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Those that are not about a field that a person has corrected."""
        return tuple(one for one in findings if dict(one.evidence).get("field") not in self.corrections)

    @property
    def read_sha256(self) -> str:
        """The file that its reading is of: the best of its representations."""
        return self.reading.file_sha256 if self.reading and self.representations else self.file_sha256

    @property
    def purchase_order(self) -> str | None:
        """The number of the order it claims to bill."""
        return self.order_number or self.value("purchase_order")

    @property
    def is_credit(self) -> bool:
        """Whether it gives money back: a credit note (EN 16931 states its amounts positive), or a negative total."""
        reading, gross = self.effective(), exact(self.value("gross_amount"))
        told = reading is not None and reading.has_credit_kind and self.value("kind") != CORRECTED
        return told or (gross is not None and gross < 0)

    @property
    def is_turned(self) -> bool:
        """Whether its figures stand for their opposites: a credit note that does not state its total below zero."""
        gross = exact(self.value("gross_amount"))
        return self.is_credit and gross is not None and gross >= 0

    def signed(self, figure: Decimal) -> Decimal:
        """A figure of the document with its sign, so that those of every credit note are negative."""
        return -figure if self.is_turned else figure

    def amount(self, name: str) -> Money | None:
        """A money field with its sign, or None where it is absent, no plain figure or finer than a minor unit."""
        return self.as_money(exact(self.value(name)))

    def as_money(self, figure: Decimal | None) -> Money | None:
        """A figure of the document in its currency with its sign; None where it is no amount of that currency."""
        currency = self.value("currency")
        try:
            return Money(amount=self.signed(figure), currency=currency) if figure is not None and currency else None
        except (ValueError, KeyError, ArithmeticError):
            return None

    @property
    def issue_date(self) -> date | None:
        """The date of issue, or None where it is absent or no date."""
        try:
            return date.fromisoformat(self.value("issue_date") or "")
        except ValueError:
            return None

    @property
    def needs_second_person(self) -> bool:
        """Whether people changed who is owed or how much, or anything at all of what nobody may accept alone."""
        return bool(self.correctors) and (bool(self.never) or bool(set(self.corrections) - SAYS_NOTHING_OWED))

    @property
    def standing(self) -> tuple[PostedLine, ...]:
        """Its posted lines, less what was credited of each order line; what is nothing is left out."""
        taken = [replace_sign(line) for event in self.credited for line in event.lines]
        left = by_line((*(self.posted.billed if self.posted else ()), *taken))
        return tuple(line for line in left if line.quantity or line.amount.amount)

    @property
    def standing_gross(self) -> Money | None:
        """Its total, less what was credited."""
        if self.posted is None:
            return None
        taken = sum((event.gross.amount for event in self.credited), Decimal(0))
        return self.posted.gross - Money(amount=taken, currency=self.posted.gross.currency)


def evolve(state: Invoice, event: InvoiceEvent) -> Invoice:
    """Apply one event."""
    match event:
        case InvoiceReceived():
            return Invoice(
                event.ref, event.file_sha256, event.file_name, "received", size=event.size, intake=event.intake
            )
        case InvoiceRead():
            return _with_reading(state, event.reading)
        case InvoiceReadAgainAsked():
            return replace(state, read_again=True)
        case InvoiceCorrected():
            return replace(
                state,
                status="read",
                corrections={**state.corrections, **{one.field: one.new for one in event.fields}},
                correctors=(*state.correctors, event.person),
                order_number=event.purchase_order or state.order_number,
                held=None,
                judgements=state.judgements + 1,
            )
        case InvoiceHeld():
            never = state.never | (NEVER_ACCEPTED & {finding.code for finding in event.findings})
            again = state.judgements + 1
            over = state.escalated and state.held is not None
            held = replace(state, status="held", held=event, never=never, judgements=again)
            return replace(held, read_again=False, escalated=over)
        case InvoiceEscalated():
            return replace(state, escalated=True)
        case InvoicePosted():
            return replace(state, status="posted", posted=event)
        case InvoiceRejected():
            return replace(state, status="rejected")
        case InvoiceMerged():
            return replace(state, status="merged")
        case InvoiceRepresented():
            after = _with_reading(state, event.reading) if event.reading else state
            beside = tuple(dict.fromkeys((*state.beside, *event.findings)))
            return replace(after, representations=(*state.representations, event.by), beside=beside)
        case InvoiceReopened():
            status: Status = "read" if event.was_read else "received"
            return replace(state, status=status, held=None, judgements=state.judgements + 1, reopened=True)
        case InvoiceCredited():
            return _credited(state, event)
        case InvoiceCancelled():
            return replace(state, status="cancelled")
        case InvoicePartPaid() | InvoicePaid():
            lines = plus(state.paid_lines, ((line.line, line.amount.amount) for line in event.lines))
            settled = state.settled + (event.counts.amount if event.counts else 0)
            over = isinstance(event, InvoicePaid)
            paid = {**state.instalments, event.payable.id if event.payable else None: event}
            status = "paid" if over else state.status
            return replace(state, status=status, settled=settled, paid_lines=lines, instalments=paid)
        case InvoicePaymentReturned():
            return _unpaid(state, event)
        case _:
            assert_never(event)


def _unpaid(state: Invoice, event: InvoicePaymentReturned) -> Invoice:
    """Only what a payment said to count was counted."""
    known = state.instalments.get(event.payable.id)
    rest: dict[UUID | None, InvoicePartPaid | InvoicePaid] = {
        stream: paid for stream, paid in state.instalments.items() if paid is not known and stream is not None
    }
    less = known.lines if known else ()
    counts = known.counts.amount if known and known.counts else Decimal(0)
    lines = plus(state.paid_lines, ((line.line, -line.amount.amount) for line in less))
    return replace(state, status="posted", settled=state.settled - counts, paid_lines=lines, instalments=rest)


def _credited(state: Invoice, event: InvoiceCredited) -> Invoice:
    """What of it was paid is no longer: were that payment to come back, so much less of it would be owed again."""
    instalments, settled = dict(state.instalments), state.settled
    for one in event.repaid:
        key = one.payable.id if one.payable.id in instalments else None
        if paid := instalments.get(key):
            less = {line.line: line.amount for line in one.lines}
            lines = tuple(_paid_less(line, less) for line in paid.lines)
            # Payments of earlier days counted with what they paid.
            figure = "counts" if paid.counts else "amount"
            instalments[key] = paid.model_copy(update={figure: getattr(paid, figure) - one.counts, "lines": lines})
            settled -= one.counts.amount if paid.counts else Decimal(0)
    taken = ((line.line, -line.amount.amount) for one in event.repaid for line in one.lines if state.paid_lines)
    after = plus(state.paid_lines, taken)
    credited = (*state.credited, event)
    return replace(state, credited=credited, settled=settled, paid_lines=after, instalments=instalments)


def _paid_less(line: PaidLine, less: Mapping[int, Money]) -> PaidLine:
    return line.model_copy(update={"amount": line.amount - less[line.line]}) if line.line in less else line


def _with_reading(state: Invoice, reading: Reading) -> Invoice:
    """The first reading is judged for the first time, any other as something new."""
    again = state.judgements + (state.reading is not None)
    readings = state.readings + 1
    return replace(
        state, status="read", reading=reading, held=None, judgements=again, readings=readings, read_again=False
    )
