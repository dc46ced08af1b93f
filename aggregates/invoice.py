"""Supplier invoices: received, read, judged against supplier, order and receipts, decided by people where in doubt."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, Refusal, refuse
from bots import newer, three_way_match
from bots.assignment import assign_lines
from contracts.invoice import (
    CorrectInvoice,
    HoldInvoice,
    ReadInvoiceAgain,
    ReceiveInvoice,
    RecordReading,
    ReopenInvoice,
    ResolveInvoice,
)
from contracts.matching import Assignment, BilledLine, Match, OrderLine, Tolerances
from contracts.reading import FIELD_NAMES, Field, Finding, Reading, Severity
from contracts.values import Money, Ref, money
from events.invoice import (
    Correction,
    InvoiceCorrected,
    InvoiceEvent,
    InvoiceHeld,
    InvoicePaid,
    InvoicePosted,
    InvoiceRead,
    InvoiceReadAgainAsked,
    InvoiceReceived,
    InvoiceRejected,
    InvoiceReopened,
)
from events.purchase_order import PostedLine

Status = Literal["unknown", "received", "read", "held", "posted", "rejected", "paid"]
DECIDED: frozenset[Status] = frozenset({"posted", "rejected", "paid"})
NEVER_ACCEPTED = frozenset(
    {
        "duplicate-invoice",
        "supplier-differs",
        "supplier-not-approved",
        "supplier-on-hold",
        "iban-differs",
        "buyer-not-us",
        "currency-unexpected",
        "currency-mixed",
        "order-on-hold",
        "order-cancelled",
        "tax-not-plausible",
    }
)
"""Findings that no single person may set aside: they are about whom and how much we owe at all, not about a deviation."""


@dataclass(frozen=True)
class Invoice:
    """An invoice; `corrections` of people stand before what the bot read, `readings` counts what bots read."""

    ref: Ref | None = None
    file_sha256: str = ""
    file_name: str = ""
    status: Status = "unknown"
    reading: Reading | None = None
    corrections: Mapping[str, str | None] = field(default_factory=dict)
    correctors: tuple[str, ...] = ()
    order_number: str | None = None
    held: InvoiceHeld | None = None
    posted: InvoicePosted | None = None
    judgements: int = 0
    readings: int = 0
    read_again: bool = False
    reopened: bool = False

    def value(self, name: str) -> str | None:
        """The value of a field: corrected by a person, else read by the bot, else absent."""
        if name in self.corrections:
            return self.corrections[name]
        return self.reading.value(name) if self.reading else None

    def effective(self) -> Reading | None:
        """The reading with the corrections in it."""
        if self.reading is None or not self.corrections:
            return self.reading
        read = {name: found for name, found in self.reading.fields.items() if name not in self.corrections}
        fixed = {
            name: Field(value=value, source="rule", confidence=1.0)
            for name, value in self.corrections.items()
            if value is not None
        }
        fields = {**read, **fixed}
        left = tuple(f for f in self.reading.findings if dict(f.evidence).get("field") not in self.corrections)
        return self.reading.model_copy(update={"fields": fields, "findings": left})

    @property
    def purchase_order(self) -> str | None:
        """The number of the order it claims to bill."""
        return self.order_number or self.value("purchase_order")

    def amount(self, name: str) -> Money | None:
        """A money field, or None where it is absent or no amount."""
        text, currency = self.value(name), self.value("currency")
        try:
            return money(Decimal(text), currency) if text and currency else None
        except (InvalidOperation, ValueError, KeyError):
            return None

    @property
    def issue_date(self) -> date | None:
        """The date of issue, or None where it is absent or no date."""
        try:
            return date.fromisoformat(self.value("issue_date") or "")
        except ValueError:
            return None


@dataclass(frozen=True)
class Receive:
    """ReceiveInvoice with the number it was given."""

    command: ReceiveInvoice
    ref: Ref


@dataclass(frozen=True)
class SupplierFacts:
    """What the judgement needs of the supplier."""

    code: str
    payment_days: int
    makers: tuple[str, ...]


@dataclass(frozen=True)
class OrderFacts:
    """What the judgement needs of the order: who received, and each line's ordered, accepted and billed to date."""

    ref: Ref
    supplier: str
    currency: str
    receivers: tuple[str, ...]
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True)
class Judge:
    """Judge the invoice on everything known; `findings` are those of document and master data.

    `accepted` carries a person's decision to accept the exceptions.
    """

    findings: tuple[Finding, ...]
    tolerances: Tolerances
    supplier: SupplierFacts | None = None
    order: OrderFacts | None = None
    duplicate_of: Ref | None = None
    duplicate_is_posted: bool = False
    highest_tax_percent: Decimal = Decimal(100)
    accepted: ResolveInvoice | None = None


@dataclass(frozen=True)
class Settle:
    """Its payable was settled."""

    amount: Money


InvoiceCommand = (
    Receive
    | RecordReading
    | ReadInvoiceAgain
    | Judge
    | HoldInvoice
    | CorrectInvoice
    | ResolveInvoice
    | ReopenInvoice
    | Settle
)


def decide(state: Invoice, command: InvoiceCommand, facts: Facts) -> Decision:
    """Decide on an invoice."""
    if isinstance(command, Receive):
        return _receive(state, command)
    if state.ref is None:
        return refuse("unknown-document", kind="invoice")
    match command:
        case RecordReading():
            return _read(state, state.ref, command.reading)
        case ReadInvoiceAgain():
            return _read_again(state, state.ref)
        case ReopenInvoice():
            return _reopen(state, state.ref, command, facts)
        case CorrectInvoice():
            return _correct(state, state.ref, command, facts)
        case ResolveInvoice():
            return _reject_by_person(state, state.ref, command, facts)
        case Judge():
            return _judge(state, state.ref, command, facts)
        case HoldInvoice():
            finding = Finding(code=command.code, severity="exception", evidence=command.figures)
            held = InvoiceHeld(ref=state.ref, findings=(finding,), number=state.value("number"))
            return () if state.status in DECIDED or state.held == held else (held,)
        case Settle():
            return (InvoicePaid(ref=state.ref, amount=command.amount),) if state.status == "posted" else ()
        case _:
            assert_never(command)


def _receive(state: Invoice, command: Receive) -> Decision:
    if state.ref is not None:
        return ()
    asked = command.command
    received = InvoiceReceived(
        ref=command.ref, file_sha256=asked.file_sha256, file_name=asked.file_name, size=asked.size
    )
    return (received,)


def _read(state: Invoice, ref: Ref, reading: Reading) -> Decision:
    """A reading is replaced where the old one gave nothing, an older bot made it, or somebody asked for another."""
    old = state.reading
    if state.status in DECIDED:
        return ()
    better = old is None or newer(reading.bot_version, old.bot_version) or bool(reading.fields and not old.fields)
    return (InvoiceRead(ref=ref, reading=reading),) if better or state.read_again else ()


def _read_again(state: Invoice, ref: Ref) -> Decision:
    if state.status in DECIDED:
        return refuse("closed-document", number=ref, status=state.status)
    return () if state.read_again else (InvoiceReadAgainAsked(ref=ref),)


def _reopen(state: Invoice, ref: Ref, command: ReopenInvoice, facts: Facts) -> Decision:
    if state.status != "rejected":
        return refuse("not-rejected", number=ref, status=state.status)
    return (InvoiceReopened(ref=ref, person=facts.actor.name, why=command.why, was_read=state.reading is not None),)


def _undecided(state: Invoice) -> Refusal | None:
    if state.status in DECIDED:
        return refuse("closed-document", number=state.ref, status=state.status)
    return refuse("not-read-yet", number=state.ref) if state.reading is None else None


def _correct(state: Invoice, ref: Ref, command: CorrectInvoice, facts: Facts) -> Decision:
    if refusal := _undecided(state):
        return refusal
    for wanted in command.fields:
        if wanted.field not in FIELD_NAMES:
            return refuse("unknown-field", field=wanted.field)
    changed = tuple(
        Correction(field=one.field, old=state.value(one.field), new=one.value, page=one.page, box=one.box)
        for one in command.fields
        if state.value(one.field) != one.value
    )
    order = command.purchase_order if command.purchase_order != state.purchase_order else None
    if not changed and order is None:
        return ()
    return (InvoiceCorrected(ref=ref, person=facts.actor.name, fields=changed, purchase_order=order),)


def _reject_by_person(state: Invoice, ref: Ref, command: ResolveInvoice, facts: Facts) -> Decision:
    """Reject. It need not be read for that: otherwise a file that no bot can read would wait for ever."""
    if state.status in DECIDED:
        return refuse("closed-document", number=ref, status=state.status)
    findings = state.held.findings if state.held else ()
    return (InvoiceRejected(ref=ref, findings=findings, rejected_by=facts.actor.name, why=command.why),)


def _judge(state: Invoice, ref: Ref, command: Judge, facts: Facts) -> Decision:
    if state.status in DECIDED:
        return refuse("closed-document", number=ref, status=state.status) if command.accepted else ()
    duplicate = _duplicate(state, command)
    if command.duplicate_is_posted and not state.reopened:
        # The only rejection without a person: the same number of the same supplier is already owed or paid.
        # What a person reopened is held instead: the number may be misread, and is corrected now.
        return (InvoiceRejected(ref=ref, findings=duplicate, original=command.duplicate_of),)
    assigned, matched = _match(state, command)
    found = (*duplicate, *command.findings, *_parties(command), *_amounts(state, command))
    findings = tuple(dict.fromkeys((*found, *assigned.findings, *matched.findings)))
    if command.accepted and (never := next((one for one in findings if one.code in NEVER_ACCEPTED), None)):
        return refuse("not-acceptable", number=ref, finding=never.code)
    if any(finding.severity != "warn" for finding in findings) and not command.accepted:
        return _hold(state, ref, command, findings)
    return _post(state, ref, command, findings, assigned, matched, facts)


def billed_lines(state: Invoice, order: OrderFacts) -> tuple[BilledLine, ...]:
    """The lines of the invoice; without readable lines, all that is left of the order if its total is the invoice's net."""
    reading = state.effective()
    lines = reading.lines if reading else ()
    try:
        return tuple(
            BilledLine(
                line=str(number),
                quantity=Decimal(line.quantity or ""),
                unit_price=_unit_price(line.unit_price, line.price_base),
                net_amount=Decimal(line.net_amount or ""),
                order_line=line.order_line,
                description=line.description or "",
            )
            for number, line in enumerate(lines, 1)
        ) or _all_that_is_left(state, order)
    except InvalidOperation:
        return ()


def _unit_price(price: str | None, base: str | None) -> Decimal:
    return Decimal(price or "") / (Decimal(base) if base else 1)


def _all_that_is_left(state: Invoice, order: OrderFacts) -> tuple[BilledLine, ...]:
    left = [(line, line.ordered - line.billed) for line in order.lines if line.ordered > line.billed]
    total = money(sum((quantity * line.unit_price for line, quantity in left), Decimal(0)), order.currency)
    if total != state.amount("net_amount"):
        return ()
    return tuple(
        BilledLine(
            line=str(number),
            quantity=quantity,
            unit_price=line.unit_price,
            net_amount=money(quantity * line.unit_price, order.currency).amount,
            order_line=line.order_line,
            description=line.description,
        )
        for number, (line, quantity) in enumerate(left, 1)
    )


def _match(state: Invoice, command: Judge) -> tuple[Assignment, Match]:
    nothing = Match(outcome="exception", tolerances=command.tolerances, rule=three_way_match.RULE)
    if command.order is None:
        return Assignment(), nothing
    lines = billed_lines(state, command.order)
    if not lines:
        return Assignment(findings=(Finding(code="lines-not-readable", severity="exception"),)), nothing
    assigned = assign_lines(lines, command.order.lines)
    return assigned, three_way_match.match(lines, command.order.lines, assigned.pairs, command.tolerances)


def _parties(command: Judge) -> tuple[Finding, ...]:
    """What is wrong with who bills which order."""
    if command.order is None:
        return (Finding(code="order-not-found", severity="exception"),)
    if command.supplier is None:
        return (Finding(code="supplier-not-found", severity="exception"),)
    if command.supplier.code != command.order.supplier:
        evidence = (("invoice", command.supplier.code), ("order", command.order.supplier))
        return (Finding(code="supplier-differs", severity="exception", evidence=evidence),)
    return ()


def _duplicate(state: Invoice, command: Judge) -> tuple[Finding, ...]:
    """Another invoice has this number of this supplier."""
    if command.duplicate_of is None:
        return ()
    evidence = {"number": state.value("number") or "", "known": str(command.duplicate_of)}
    severity: Severity = "reject" if command.duplicate_is_posted else "exception"
    return (Finding(code="duplicate-invoice", severity=severity, evidence=tuple(evidence.items())),)


def _amounts(state: Invoice, command: Judge) -> Iterator[Finding]:
    """The match looks at net figures, but gross is what is paid: what lies between must be a plausible tax.

    It is held against the rates of the lines where all state one (a cent of rounding a line), and always against the
    highest rate that the policies know. A credit note asks for no payment: it waits for a person.
    """
    gross, net = state.amount("gross_amount"), state.amount("net_amount")
    if gross is None or net is None:
        return
    if gross.amount <= 0:
        yield Finding(code="credit-note", severity="exception", evidence=(("gross", str(gross)),))
        return
    tax, highest = gross.amount - net.amount, net.amount * command.highest_tax_percent / 100
    if not 0 <= tax <= highest:
        evidence = (("highest", str(command.highest_tax_percent)), ("net", str(net)), ("tax", str(tax)))
        yield Finding(code="tax-not-plausible", severity="exception", evidence=evidence)
    reading = state.effective()
    lines = reading.lines if reading else ()
    rated = [(line.net_amount, line.tax_rate) for line in lines if line.net_amount and line.tax_rate]
    if len(rated) != len(lines) or not lines:
        return
    expected = sum((Decimal(amount) * Decimal(rate) / 100 for amount, rate in rated), Decimal(0))
    if abs(expected - tax) > Decimal("0.01") * len(lines):
        figures = (("expected", str(round(expected, 2))), ("tax", str(tax)))
        yield Finding(code="tax-not-of-lines", severity="exception", evidence=figures)


def _hold(state: Invoice, ref: Ref, command: Judge, findings: tuple[Finding, ...]) -> Decision:
    held = InvoiceHeld(
        ref=ref,
        findings=findings,
        supplier=command.supplier.code if command.supplier else None,
        order=command.order.ref if command.order else None,
        number=state.value("number"),
        gross=state.amount("gross_amount"),
    )
    return () if state.held == held else (held,)


def _post(
    state: Invoice,
    ref: Ref,
    command: Judge,
    findings: tuple[Finding, ...],
    assigned: Assignment,
    matched: Match,
    facts: Facts,
) -> Decision:
    supplier, order, accepted = command.supplier, command.order, command.accepted
    number, issued = state.value("number"), state.issue_date
    net, gross = state.amount("net_amount"), state.amount("gross_amount")
    if supplier is None or order is None or number is None or issued is None or net is None or gross is None:
        return refuse("invoice-incomplete", number=ref)
    if gross.amount <= 0 or net.amount < 0:
        return refuse("not-payable", number=ref, gross=gross)
    if net.currency != order.currency:
        return refuse("currency-mismatch", expected=order.currency, given=net.currency)
    if accepted and (refusal := _accepter_refusal(state, supplier, order, facts)):
        return refusal
    lines = billed_lines(state, order)
    if negative := next((line.line for line in lines if line.quantity <= 0 or line.net_amount < 0), None):
        return refuse("negative-line", number=ref, line=negative)
    posted_lines = _posted_lines(lines, assigned, order.currency)
    if sum((line.amount.amount for line in posted_lines), Decimal(0)) != net.amount:
        return refuse("lines-not-assigned", number=ref)
    posted = InvoicePosted(
        ref=ref,
        supplier=supplier.code,
        number=number,
        issue_date=issued,
        due_date=issued + timedelta(days=supplier.payment_days),
        net=net,
        gross=gross,
        order=order.ref,
        billed=posted_lines,
        rule_version=matched.rule,
        tolerances=command.tolerances,
        arithmetic=matched.lines,
        findings=findings,
        accepted_by=facts.actor.name if accepted else None,
        why=accepted.why if accepted else None,
    )
    return (posted,)


def _accepter_refusal(state: Invoice, supplier: SupplierFacts, order: OrderFacts, facts: Facts) -> Refusal | None:
    """Who received the goods, made the supplier or corrected the invoice does not accept it (separation of duties)."""
    person = facts.actor.name
    if person in order.receivers:
        return refuse("receiver-is-invoice-approver", person=person)
    if person in supplier.makers:
        return refuse("supplier-maker-is-invoice-approver", person=person)
    return refuse("corrector-is-invoice-approver", person=person) if person in state.correctors else None


def _posted_lines(lines: tuple[BilledLine, ...], assigned: Assignment, currency: str) -> tuple[PostedLine, ...]:
    order_line = dict(assigned.pairs)
    return tuple(
        PostedLine(
            line=int(order_line[line.line]),
            quantity=line.quantity,
            amount=Money(amount=line.net_amount, currency=currency),
        )
        for line in lines
        if line.line in order_line
    )


def evolve(state: Invoice, event: InvoiceEvent) -> Invoice:
    """Apply one event."""
    match event:
        case InvoiceReceived():
            return Invoice(event.ref, event.file_sha256, event.file_name, "received")
        case InvoiceRead():
            return _with_reading(state, event.reading)
        case InvoiceReadAgainAsked():
            return replace(state, read_again=True)
        case InvoiceCorrected():
            fixed = {**state.corrections, **{one.field: one.new for one in event.fields}}
            order = event.purchase_order or state.order_number
            again = state.judgements + 1
            return replace(
                state,
                status="read",
                corrections=fixed,
                correctors=(*state.correctors, event.person),
                order_number=order,
                held=None,
                judgements=again,
            )
        case InvoiceHeld():
            return replace(state, status="held", held=event, judgements=state.judgements + 1, read_again=False)
        case InvoicePosted():
            return replace(state, status="posted", posted=event)
        case InvoiceRejected():
            return replace(state, status="rejected")
        case InvoiceReopened():
            status: Status = "read" if event.was_read else "received"
            return replace(state, status=status, held=None, judgements=state.judgements + 1, reopened=True)
        case InvoicePaid():
            return replace(state, status="paid")
        case _:
            assert_never(event)


def _with_reading(state: Invoice, reading: Reading) -> Invoice:
    """The first reading is judged for the first time, any other as something new."""
    again = state.judgements + (state.reading is not None)
    readings = state.readings + 1
    return replace(
        state, status="read", reading=reading, held=None, judgements=again, readings=readings, read_again=False
    )


INVOICE = Aggregate("invoice", Invoice(), decide, evolve)
