"""One invoice in several files: the first one stands for it, later ones are put beside it and are never paid."""

from activities.intake import end_intake
from activities.invoice_facts import give_back
from activities.invoice_identity import GONE
from aggregates.invoice import DECIDED, INVOICE, Invoice, Merge, Represent
from aggregates.purchase_order import PURCHASE_ORDER, Leave
from bots.representation import better, differences, kept, refused
from contracts.reading import Finding, Reading
from contracts.values import Ref
from store.work import Work


def merge_into(work: Work, state: Invoice, ref: Ref, owner: Ref) -> bool:
    """Put it beside the invoice that stands already, where both say the same; what a person reopened stays apart, and so
    does what is for a person where the first is decided: nobody would look at it."""
    other, reading = work.load(INVOICE, owner.id), state.effective()
    if state.reopened or state.number_from_hint or owner.entity != ref.entity or reading is None or refused(reading):
        return False
    if _differences(other, reading) != ():
        return False
    if other.status in DECIDED and kept(reading):
        return False
    first = other.effective()
    assert first is not None
    whole = state.reading if better(reading, first) else None
    left = kept(first if whole else reading)
    work.act(INVOICE, owner.id, Represent(ref, state.file_sha256, state.file_name, reading.format, whole, left))
    work.act(INVOICE, ref.id, Merge(owner))
    end_intake(work, state, "representation", None, owner)
    give_back(work, state, ref)
    if state.held and state.held.order:
        work.act(PURCHASE_ORDER, state.held.order.id, Leave(ref))
    return True


def contradicts(work: Work, state: Invoice, owner: Ref | None) -> tuple[Finding, ...]:
    """What a person must look at: another form of the same invoice that says something else. (Two of one form under one
    number are told by the rule on duplicates.)"""
    reading = state.effective()
    if owner is None or reading is None:
        return ()
    other = work.load(INVOICE, owner.id)
    found = _differences(other, reading) if other.reading and other.reading.format != reading.format else None
    evidence = {"known": str(owner), "fields": ", ".join(found or ())}
    return (Finding.of("representation-differs", "exception", evidence),) if found else ()


def _differences(other: Invoice, reading: Reading) -> tuple[str, ...] | None:
    """None where there is nothing to compare with any more."""
    first = other.effective()
    return None if first is None or other.status in GONE else differences(first, reading)
