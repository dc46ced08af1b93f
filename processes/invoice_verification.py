"""Invoice verification: read by a bot, judged, waiting for a receipt or a person where something is amiss."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from aggregates._base import Refusal
from aggregates.invoice import DECIDED, Invoice
from aggregates.reading_hints import ReadingHints
from contracts.invoice import EscalateInvoice, HoldInvoice, MatchInvoice
from contracts.process import Effect
from contracts.reading_hints import HINTED, HINTED_FORMATS
from processes._base import DAY, DONE, FollowUp, Next

READ_FILE = "invoice.read_file"
LEARN_HINTS = "invoice.learn_hints"


@dataclass(frozen=True)
class Verification:
    """An invoice, and what is known of the pages of its supplier once that is certain."""

    invoice: Invoice
    hints: ReadingHints = field(default_factory=ReadingHints)

    @property
    def teaches(self) -> bool:
        """Whether something can still be learnt from it: posted, and people corrected it or hints gave values on it."""
        invoice = self.invoice
        if invoice.status not in ("posted", "paid") or invoice.ref is None or invoice.reading is None:
            return False
        read = invoice.reading
        told = HINTED & invoice.corrections.keys() or any(one.hint for one in read.fields.values())
        return bool(told) and read.format in HINTED_FORMATS and invoice.ref.id not in self.hints.taught


def read(case: Verification, now: datetime) -> Next:
    """Let a bot read the file; where it gave up and a person holds the invoice, it tries again once a day."""
    if case.invoice.reading is not None or case.invoice.status in DECIDED:
        return DONE
    return _reading(case.invoice, now)


def match(case: Verification, now: datetime) -> Next:
    """Judge; while it is held, judge again whenever something happens (a receipt, a correction) and once a day. What is
    posted teaches, once.

    A judgement that finds the same as before is ignored and stores nothing.
    """
    invoice = case.invoice
    if invoice.ref is not None and case.teaches:
        return Next(effects=(Effect(activity=LEARN_HINTS, queue="bots", document=invoice.ref.id),), deadline=now + DAY)
    if invoice.status in DECIDED:
        return DONE
    if invoice.reading is None:
        return Next(deadline=now + DAY)
    if invoice.read_again:
        return _reading(invoice, now)
    assert invoice.ref is not None
    due = invoice.held.due_at if invoice.held and invoice.status == "held" and not invoice.escalated else None
    if due is not None and due <= now:
        # By itself: beside a judgement that finds nothing new, that one's receipt would forbid the next judgement.
        return _escalated(invoice, now)
    again = FollowUp("match", str(invoice.judgements), MatchInvoice(invoice=invoice.ref.id))
    return Next(commands=(again,), deadline=min(now + DAY, due or now + DAY))


def _escalated(invoice: Invoice, now: datetime) -> Next:
    assert invoice.ref is not None
    over = FollowUp("escalate", str(invoice.judgements), EscalateInvoice(invoice=invoice.ref.id))
    return Next(commands=(over,), deadline=now + DAY)


def _reading(invoice: Invoice, now: datetime) -> Next:
    assert invoice.ref is not None
    effect = Effect(activity=READ_FILE, queue="bots", document=invoice.ref.id)
    return Next(effects=(effect,), deadline=now + DAY)


STAGES: Mapping[str, Callable[[Verification, datetime], Next]] = {"read": read, "match": match}


def on_refusal(case: Verification, stage: str, refusal: Refusal) -> FollowUp:
    """A refused posting (a budget that is exceeded) or a bot that gave up: the invoice is held for a person."""
    invoice = case.invoice
    assert invoice.ref is not None
    hold = HoldInvoice(invoice=invoice.ref.id, code=refusal.code, figures=tuple(sorted(refusal.figures.items())))
    return FollowUp("hold", f"{stage}:{invoice.judgements}:{refusal.code}", hold)
