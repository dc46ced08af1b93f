"""What a line should cost by what was known on a day: contract price, else last order's, else the median of a year."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from contracts.comparison import Baseline, KnownPrice, Rate
from contracts.rfq import IssuedLine
from contracts.values import SCALE

YEAR = timedelta(days=365)
PRICE_QUANTUM = Decimal(1).scaleb(-SCALE)


def baseline_of(
    line: IssuedLine, currency: str, prices: Sequence[KnownPrice], rate_from: Callable[[str], Rate | None]
) -> Baseline | None:
    """The baseline of a line: of the same item and unit, known on `line.known_on`; else what its requisition estimated.

    Raises what `rate_from` raises for a currency without a rate.
    """
    known = [price for price in prices if _fits(line, price)]
    contracts = [p for p in known if p.kind == "contract" and (p.valid_until is None or p.valid_until >= line.known_on)]
    orders = [price for price in known if price.kind == "order"]

    def at(kind: str, figure: Decimal, source: str, proofs: Sequence[KnownPrice] = ()) -> Baseline:
        fields = {"kind": kind, "unit_price": figure, "currency": currency, "known_on": line.known_on, "source": source}
        documents = dict.fromkeys(price.document for price in proofs if price.document)
        return Baseline.model_validate({**fields, "documents": tuple(documents)})

    for kind, found in (("contract", contracts), ("last", orders)):
        if found:
            newest = max(found, key=lambda price: (price.on, price.source))
            return at(kind, _converted(newest, rate_from), newest.source, [newest])
    recent = [price for price in known if price.on > line.known_on - YEAR]
    if recent:
        figures = [_converted(price, rate_from) for price in recent]
        middle = median(figures).quantize(PRICE_QUANTUM, ROUND_HALF_UP)
        return at("median", middle, ", ".join(sorted(price.source for price in recent)), recent)
    if line.estimate is not None:
        return at("estimate", line.estimate, "requisition")
    return None


def _fits(line: IssuedLine, price: KnownPrice) -> bool:
    return (price.item, price.unit) == (line.item, line.quantity.unit) and price.on <= line.known_on


def _converted(price: KnownPrice, rate_from: Callable[[str], Rate | None]) -> Decimal:
    rate = rate_from(price.currency)
    return price.unit_price if rate is None else (price.unit_price * rate.rate).quantize(PRICE_QUANTUM, ROUND_HALF_UP)
