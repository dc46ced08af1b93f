"""What items were known to cost: by contracts, else the last order, else the quotations of twelve months.

Read models nominate the documents; their streams prove the prices, by what was recorded until the day in question. A document
that the read models do not show in time is not nominated: then less is known, and nothing wrong.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, TypeVar
from uuid import UUID

from activities.candidates import Candidates
from aggregates._base import Aggregate
from aggregates.contract import CONTRACT, agreed_price
from aggregates.purchase_order import PURCHASE_ORDER
from aggregates.quotation import QUOTATION
from aggregates.rfq import RFQ, Rfq
from bots.comparable import net_price
from contracts.comparison import KnownPrice
from contracts.values import Ref
from events._base import Recorded
from events.purchase_order import PurchaseOrderAmended, PurchaseOrderIssued

S = TypeVar("S")
Stream = Callable[[UUID], Sequence[Recorded]]


def known_prices(
    candidates: Candidates, stream: Stream, rfq: Rfq, stated: Sequence[KnownPrice] = ()
) -> tuple[KnownPrice, ...]:
    """What decides is what documents prove; what the buyer states counts only for items of which nothing is known."""
    assert rfq.ref is not None
    where = Market(rfq.ref.entity, rfq.currency, rfq.ref)
    wanted = [(line.item, line.quantity.unit, line.known_on) for line in rfq.lines if line.item]
    proven = [price for found in proven_prices(candidates, stream, where, wanted) for price in found]
    known = {(price.item, price.unit) for price in proven}
    own = (price.model_copy(update={"document": None}) for price in stated if (price.item, price.unit) not in known)
    return tuple(dict.fromkeys((*proven, *own)))


@dataclass(frozen=True)
class Market:
    """Whose prices count: those of a legal entity in a currency, but those that were offered in the RFQ itself."""

    entity: str
    currency: str
    rfq: Ref | None = None


Wanted = tuple[str, str, date]
"""An item in a unit, and the day on which its price must have been known."""


def proven_prices(
    candidates: Candidates, stream: Stream, where: Market, wanted: Sequence[Wanted]
) -> Sequence[Sequence[KnownPrice]]:
    """For each item the newest contract's price, else the last order's, else all that was quoted in twelve months."""
    nominated = candidates.priced(where.entity, where.currency, wanted) if wanted else ()
    return [_Known(stream, where, each).by(found) for each, found in zip(wanted, nominated, strict=True)]


class _Known:
    """What was known of one item on its day."""

    def __init__(self, stream: Stream, where: Market, wanted: Wanted) -> None:
        self._stream, self._where = stream, where
        self._item, self._unit, self._on = wanted

    def by(self, nominated: Iterable[tuple[str, UUID]]) -> Sequence[KnownPrice]:
        """The newest contract's price, else the last order's, else all that was quoted."""
        streams = {kind: [stream for each, stream in nominated if each == kind] for kind, _ in nominated}
        for kind, prices_of in (("contract", self._agreed), ("purchase_order", self._ordered)):
            if found := [price for stream in streams.get(kind, ()) for price in prices_of(stream)]:
                return [max(found, key=lambda price: (price.on, price.source))]
        return [price for stream in streams.get("quotation", ()) for price in self._quoted(stream)]

    def _agreed(self, stream: UUID) -> Iterator[KnownPrice]:
        state = folded(CONTRACT, self._known(stream))
        price = agreed_price(state, self._item, self._unit, self._on)
        if state.ref and state.terms and price is not None and self._fits(state.ref, state.terms.currency):
            yield self._price("contract", price, state.terms.valid_from, state.ref, until=state.terms.valid_to)

    def _ordered(self, stream: UUID) -> Iterator[KnownPrice]:
        """An order that was called off by then has no price."""
        known = self._known(stream)
        state = folded(PURCHASE_ORDER, known)
        if state.ref is None or state.cancelled or not self._fits(state.ref, state.currency):
            return
        days = [
            each.occurred_at for each in known if isinstance(each.event, PurchaseOrderIssued | PurchaseOrderAmended)
        ]
        for line in state.lines:
            if (line.item, line.unit) == (self._item, self._unit) and line.quantity:
                yield self._price("order", line.unit_price, days[-1].date(), state.ref, f"/{line.line}")

    def _quoted(self, stream: UUID) -> Iterator[KnownPrice]:
        """What was offered in another RFQ that was opened by then."""
        state = folded(QUOTATION, self._known(stream))
        if state.ref is None or state.rfq is None or state.contents is None or state.rfq == self._where.rfq:
            return
        asked = folded(RFQ, self._known(state.rfq.id))
        opened = asked.deadline.date() if asked.deadline else self._on
        for offer in state.contents.lines if self._fits(state.ref, state.contents.currency) else ():
            line = asked.line(offer.line)
            if line and (line.item, line.quantity.unit) == (self._item, self._unit):
                yield self._price("quote", net_price(state.contents, offer), opened, state.ref, f"/{offer.line}")

    def _known(self, stream: UUID) -> list[Recorded]:
        end = datetime.combine(self._on, time(), UTC) + timedelta(days=1)
        return [recorded for recorded in self._stream(stream) if recorded.recorded_at < end]

    def _fits(self, document: Ref, currency: str) -> bool:
        return (document.entity, currency) == (self._where.entity, self._where.currency)

    def _price(
        self,
        kind: Literal["contract", "order", "quote"],
        price: object,
        on: date,
        of: Ref,
        place: str = "",
        until: date | None = None,
    ) -> KnownPrice:
        fields = {"item": self._item, "unit": self._unit, "currency": self._where.currency}
        source = f"{of.number}{place}"
        more = {"kind": kind, "unit_price": price, "on": on, "valid_until": until, "source": source, "document": of}
        return KnownPrice.model_validate({**fields, **more})


def folded(kind: Aggregate[S], events: Iterable[Recorded]) -> S:
    """The state of a document by so many of its events."""
    state = kind.initial
    for recorded in events:
        if recorded.event.stored_as.startswith(f"{kind.kind}."):
            state = kind.evolve(state, recorded.event)
    return state
