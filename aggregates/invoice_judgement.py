"""The judgement of an invoice: on all that is known it is posted, held for a person or a fact, or rejected."""

from collections.abc import Iterator
from decimal import Decimal

from aggregates._base import Decision, Facts, plus, refuse
from aggregates.invoice_amounts import amount_findings, credit_findings
from aggregates.invoice_care import held_by
from aggregates.invoice_duties import NEVER_ACCEPTED
from aggregates.invoice_known import Judge, Matched
from aggregates.invoice_lines import Lines, billed_lines
from aggregates.invoice_posting import post, posted_parts, reverse_charge_findings
from aggregates.invoice_state import DECIDED, Invoice
from bots import three_way_match
from bots.assignment import assign_lines
from bots.milestones import beyond
from bots.representation import kept
from contracts.matching import Assignment, BilledLine, Match, MatchInputs, Tolerances
from contracts.reading import Finding, Severity
from contracts.values import Ref, money
from events.invoice import InvoiceHeld, InvoiceRejected


def judge(state: Invoice, ref: Ref, command: Judge, facts: Facts) -> Decision:
    """Post, hold or reject."""
    if state.status in DECIDED:
        return refuse("closed-document", number=ref, status=state.status) if command.accepted else ()
    duplicates = tuple(_duplicates(state, command))
    read, known = state.effective(), command.duplicate
    certain = any(found.severity == "reject" for found in duplicates)
    if known and certain and not state.reopened and not (read and kept(read)):
        # The only rejection without a person: the very same invoice is already owed or paid.
        # What a person reopened is held instead: the number may be misread, and is corrected now; and so is a file in
        # which more was found, because that says something of the one that is owed as well.
        return (InvoiceRejected(ref=ref, findings=duplicates, original=known.ref),)
    matched = _match(state, command)
    beside = state.undecided(state.beside)
    found = (
        *duplicates,
        *command.findings,
        *beside,
        *_parties(command),
        *amount_findings(state, command.highest_tax_percent),
    )
    credit = credit_findings(state, command.original, posted_parts(state, matched)) if state.is_credit else ()
    of_match = (
        *_beyond_certificate(command, matched),
        *reverse_charge_findings(state, matched, command.order),
        *(() if state.is_credit else _beyond_milestones(command, matched)),
        *matched.lines.findings,
        *matched.assigned.findings,
        *matched.match.findings,
    )
    findings = tuple(dict.fromkeys((*found, *credit, *of_match, *_second_person(state, command))))
    if command.accepted and (never := next((one for one in findings if not _acceptable(one)), None)):
        return refuse("not-acceptable", number=ref, finding=never.code)
    if any(finding.severity != "warn" for finding in findings) and not command.accepted:
        return _hold(state, ref, command, findings, matched)
    return post(state, ref, command, findings, matched, facts)


def _acceptable(finding: Finding) -> bool:
    """Whether one person may set it aside: a deviation, but not whom or how much we owe, nor what is false in itself."""
    return finding.code not in NEVER_ACCEPTED and finding.severity != "reject"


def _match(state: Invoice, command: Judge) -> Matched:
    order, net = command.order, state.amount("net_amount")
    supplier = command.supplier.code if command.supplier else None
    lines = Lines()
    if order is not None:
        lines = billed_lines(state, order, command.original.lines if command.original else ())
    if order is None or not lines.billed:
        nothing = Match(outcome="exception", tolerances=Tolerances(), rule=three_way_match.RULE)
        return Matched(lines, Assignment(), MatchInputs(supplier=supplier), nothing)
    assigned = assign_lines(lines.billed, order.lines)
    named = {order_line for _, order_line in assigned.pairs}
    inputs = MatchInputs(
        supplier=supplier,
        net=net.amount if net else None,
        billed=lines.billed,
        orders=tuple(line for line in order.lines if line.order_line in named),
        pairs=assigned.pairs,
    )
    tolerances = command.tolerances.narrowed(supplier, (line.category for line in inputs.orders))
    return Matched(lines, assigned, inputs, three_way_match.match(inputs, tolerances))


def _beyond_certificate(command: Judge, matched: Matched) -> Iterator[Finding]:
    """The fourth way of measured work: no more is billed to date than is certified. Credit notes give back."""
    billed = plus({}, ((pair[1], line.quantity) for pair, line in _paired(matched)))
    for line in matched.inputs.orders:
        allowed, now = command.certified.get(int(line.order_line)), line.billed + billed.get(line.order_line, 0)
        if allowed is not None and now > allowed and billed[line.order_line] > 0:
            figures = {
                "line": line.order_line,
                "billed": f"{now.normalize():f}",
                "certified": f"{allowed.normalize():f}",
            }
            yield Finding.of("match-quantity-certified", "exception", figures)


def _beyond_milestones(command: Judge, matched: Matched) -> Iterator[Finding]:
    """Under each contract no more is billed to date than the milestones pay that are reached."""
    for plan in command.plans:
        lines = [line.net_amount for (_, order_line), line in _paired(matched) if int(order_line) in plan.lines]
        bill = money(sum(lines, Decimal(0)), plan.terms.currency)
        if lines and (found := beyond(plan, bill)):
            figures = {"contract": str(plan.agreement), "milestone": found.milestone}
            amounts = {"allowed": str(found.allowed), "billed": str(found.billed)}
            yield Finding.of("milestone-not-reached", "exception", figures | amounts)


def _paired(matched: Matched) -> Iterator[tuple[tuple[str, str], BilledLine]]:
    """Each pair with its invoice line."""
    lines = {line.line: line for line in matched.inputs.billed}
    return ((pair, lines[pair[0]]) for pair in matched.inputs.pairs)


def _parties(command: Judge) -> Iterator[Finding]:
    """What is wrong with who bills which order."""
    if command.order is None:
        if not any(finding.code == "order-ambiguous" for finding in command.findings):
            yield Finding(code="order-not-found", severity="exception")
    elif command.supplier is None:
        yield Finding(code="supplier-not-found", severity="exception")
    elif command.supplier.code != command.order.supplier:
        evidence = {"invoice": command.supplier.code, "order": command.order.supplier}
        yield Finding.of("supplier-differs", "exception", evidence)


def _duplicates(state: Invoice, command: Judge) -> Iterator[Finding]:
    """Another invoice has this number of this supplier, or one that looks like it."""
    number, known = state.value("number") or "", command.duplicate
    if known is not None:
        certain = known.posted and known.same and not state.number_from_hint
        severity: Severity = "reject" if certain else "exception"
        yield Finding.of("duplicate-invoice", severity, {"number": number, "known": str(known.ref)})
    elif command.similar is not None:
        yield Finding.of("near-duplicate", "exception", {"number": number, "known": str(command.similar)})


def _second_person(state: Invoice, command: Judge) -> Iterator[Finding]:
    """What one person changed of whom or how much we owe is never posted on that person's word alone."""
    if state.needs_second_person and not command.accepted:
        people = ", ".join(dict.fromkeys(state.correctors))
        yield Finding.of("corrected-needs-second-person", "exception", {"people": people[:200]})


def _hold(state: Invoice, ref: Ref, command: Judge, findings: tuple[Finding, ...], matched: Matched) -> Decision:
    held = InvoiceHeld(
        ref=ref,
        findings=findings,
        supplier=command.supplier.code if command.supplier else None,
        order=command.order.ref if command.order else None,
        number=state.value("number"),
        gross=state.amount("gross_amount"),
        rule_version=matched.match.rule,
        tolerances=matched.match.tolerances if matched.inputs.billed else None,
        inputs=matched.inputs if matched.inputs.billed else None,
        not_run=command.not_run,
    )
    return held_by(held, state, command.care, {finding.code for finding in findings})
