"""What people propose and decide about a settlement: fines, deductions, defects."""

from aggregates._base import Decision, Facts, refuse
from aggregates.duties import apart
from aggregates.settlement_state import ZERO, Settlement
from aggregates.settlement_under import Under
from bots.contract_terms import late_fine, part
from contracts.settlement import ApproveDeduction, ClaimDefect, ClearDefect, DropDeduction, ProposeDeduction
from contracts.values import Money, money
from events.settlement import DeductionApproved, DeductionDropped, DeductionProposed, DefectClaimed, DefectCleared


def propose(state: Settlement, under: Under, command: ProposeDeduction, facts: Facts) -> Decision:
    """A deduction is an amount; a fine is what the contract says of days late, of a contract never beyond its cap."""
    base = _base(under, command)
    amount = command.amount or _fine(state, under, command, base)
    if amount is None:
        return refuse("no-fine-agreed", number=under.agreement)
    if amount.currency != under.terms.currency:
        return refuse("currency-mismatch", expected=under.terms.currency, given=amount.currency)
    if amount.amount <= ZERO:
        return refuse("nothing-to-deduct", number=under.agreement, amount=amount)
    proposed = DeductionProposed(
        **under.about,
        number=len(state.entries) + 1,
        kind=command.kind,
        amount=amount,
        author=facts.actor.name,
        reason=command.reason,
        days_late=command.days_late,
        base=base if command.kind == "fine" else None,
    )
    return (proposed,)


def _base(under: Under, command: ProposeDeduction) -> Money | None:
    of = under.terms.late_fine.of if under.terms.late_fine else None
    return under.terms.amount if of == "contract" else command.delivery


def _fine(state: Settlement, under: Under, command: ProposeDeduction, base: Money | None) -> Money | None:
    terms = under.terms.late_fine
    if terms is None or base is None:
        return None
    fine = late_fine(terms, command.days_late or 0, base)
    if terms.of == "delivery":
        return fine
    fines = (one for one in state.entries.values() if one.proposed.kind == "fine")
    so_far = sum((one.proposed.amount.amount - (one.left if one.over else ZERO) for one in fines), ZERO)
    cap = part(base, terms.cap_percent).amount
    return money(min(fine.amount, cap - so_far), fine.currency)


def approve(state: Settlement, under: Under, command: ApproveDeduction, facts: Facts) -> Decision:
    """Another person than its author decides."""
    entry = state.entries.get(command.number)
    if entry is None:
        return refuse("unknown-line", number=under.agreement, line=command.number)
    if entry.over:
        return refuse("closed-document", number=f"{under.agreement}/{command.number}", status="dropped")
    if refusal := apart("author-is-approver", facts, (entry.proposed.author,)):
        return refusal
    approved = DeductionApproved(**under.about, number=command.number, approved_by=facts.actor.name)
    return () if entry.approved else (approved,)


def drop(state: Settlement, under: Under, command: DropDeduction, facts: Facts) -> Decision:
    """What is approved is given up by another person than its author, as long as anything is left of it."""
    entry = state.entries.get(command.number)
    if entry is None:
        return refuse("unknown-line", number=under.agreement, line=command.number)
    if entry.over:
        return ()
    if not entry.left:
        return refuse("closed-document", number=f"{under.agreement}/{command.number}", status="taken")
    if entry.approved and (refusal := apart("author-is-approver", facts, (entry.proposed.author,))):
        return refusal
    left = money(entry.left, under.terms.currency)
    dropped = DeductionDropped(
        **under.about, number=command.number, left=left, dropped_by=facts.actor.name, why=command.why
    )
    return (dropped,)


def claim(state: Settlement, under: Under, command: ClaimDefect, facts: Facts) -> Decision:
    """A defect can be claimed as long as something may be held back."""
    if state.released:
        return refuse("closed-document", number=under.agreement, status="released")
    number = state.claims + 1
    return (DefectClaimed(**under.about, number=number, claimed_by=facts.actor.name, why=command.why),)


def clear(state: Settlement, under: Under, command: ClearDefect, facts: Facts) -> Decision:
    """By another person than who claimed it."""
    if command.number > state.claims:
        return refuse("unknown-line", number=under.agreement, line=command.number)
    if command.number not in state.defects:
        return ()
    if refusal := apart("author-is-approver", facts, (state.defects[command.number],)):
        return refusal
    return (DefectCleared(**under.about, number=command.number, cleared_by=facts.actor.name, why=command.why),)
