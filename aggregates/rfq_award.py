"""What an award says of the lines of an RFQ: pure functions on asked and awarded lines."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256

from aggregates._base import Refusal, doubled_in, refuse
from contracts.rfq import IssuedLine
from contracts.values import Ref
from events.rfq import AwardedLine, RfqAwarded

ZERO = Decimal(0)

AWARDED = ("lines", "reason", "single_source_reason", "rates", "prices", "policy")
"""What the event of an award, and so what is approved, keeps of its command."""


def lines_refusal(issued: Sequence[IssuedLine], awarded: Sequence[AwardedLine]) -> Refusal | None:
    """Why lines of an RFQ cannot be awarded like this, if they cannot."""
    if doubled := doubled_in(line.award_line for line in awarded):
        return refuse("doubled-line", line=doubled)
    for line in awarded:
        asked = next(each.quantity.amount for each in issued if each.line == line.line)
        same = [other for other in awarded if other.line == line.line]
        total, mine = _sum(same), _sum(other for other in same if other.supplier == line.supplier)
        # Its comparable total is that of the minimum, so the minimum may be awarded even where less is wanted.
        most = max(asked, line.minimum) if mine == total else asked
        if total > most:
            return refuse("over-awarded", line=line.line, asked=most, awarded=total)
        if mine < line.minimum:
            return refuse(
                "below-minimum-quantity", line=line.line, supplier=line.supplier, minimum=line.minimum, awarded=mine
            )
        if not line.cheapest and not line.reason:
            return refuse("not-cheapest-without-reason", line=line.award_line, best=line.best, given=line.comparable)
    return None


def too_few(
    rfq: Ref, valid: int, offers: Mapping[int, int], awarded: Sequence[AwardedLine], required: int
) -> Refusal | None:
    """Fewer suppliers than required quoted at all, or quoted a line that is awarded (`offers`: line -> how many did)."""
    if valid < required:
        return refuse("too-few-quotations", number=rfq, valid=valid, required=required)
    short = next((line.line for line in awarded if offers[line.line] < required), None)
    if short is None:
        return None
    return refuse("too-few-quotations", number=f"{rfq}/{short}", valid=offers[short], required=required)


def _sum(lines: Iterable[AwardedLine]) -> Decimal:
    return sum((line.quantity for line in lines), ZERO)


def content_hash(award: RfqAwarded) -> str:
    """SHA-256 of what is approved, computed once and stored."""
    text = award.model_dump_json(exclude={"round", "content_hash"}, exclude_defaults=True)
    return sha256(text.encode()).hexdigest()
