"""What an XML invoice says twice of its prices: discounts in percent and as amounts, advances that are listed and that
are taken off, units of what was delivered and of what the price is for.

The official rules compare none of it; who tells of half the price and takes nothing off is paid too much.
"""

from collections.abc import Iterator
from decimal import Decimal

from bots.numbers import CENT, EXACT, exact, plain, product, total
from bots.reading.tree import Node, each, first, local, text
from contracts.reading import Finding

ENTRIES = ("AllowanceCharge", "SpecifiedTradeAllowanceCharge", "AppliedTradeAllowanceCharge")
PERCENT, BASE = "MultiplierFactorNumeric|CalculationPercent", "BaseAmount|BasisAmount"
AMOUNT = "Amount|ActualAmount"
LINES = ("InvoiceLine", "CreditNoteLine", "IncludedSupplyChainTradeLineItem")
QUANTITIES = (
    ("InvoicedQuantity|CreditedQuantity", "Price/BaseQuantity"),
    (
        "SpecifiedLineTradeDelivery|SpecifiedSupplyChainTradeDelivery/BilledQuantity",
        "SpecifiedLineTradeAgreement|SpecifiedSupplyChainTradeAgreement/NetPriceProductTradePrice/BasisQuantity",
    ),
)
"""Where UBL and CII say how much was billed, and for how much the price is."""
OFF = frozenset({"false", "0"})
SLACK = 2 * CENT
"""What rounding moves an amount by (PEPPOL-EN16931-R040)."""
ADVANCES = (
    "PrepaidPayment/PaidAmount",
    "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/SpecifiedAdvancePayment/PaidAmount",
)


def differing(root: Node, prepaid: str | None) -> Iterator[Finding]:
    """Allowances and charges that are not their percentage of their base, net prices that are not the gross less its
    discount, and advances that are listed but not in what was `prepaid` (BT-113)."""
    for node in root.iter():
        name = local(node)
        if name in ENTRIES:
            yield from _share(node)
        elif name in LINES:
            yield from _units(node)
        elif name == "Price":
            off = first(node, "AllowanceCharge")
            yield from _price(text(off, "BaseAmount"), [text(off, "Amount")], text(node, "PriceAmount"))
        elif name in ("SpecifiedLineTradeAgreement", "SpecifiedSupplyChainTradeAgreement"):
            yield from _trade_price(node)
    listed = [exact(one.text) for path in ADVANCES for one in each(root, path)]
    known = [one for one in listed if one is not None]
    if known and abs(total(known) - (exact(prepaid) or Decimal(0))) > CENT:
        yield Finding.of("advance-ignored", "exception", {"listed": plain(total(known)), "prepaid": prepaid or "0"})


def _units(line: Node) -> Iterator[Finding]:
    """The price is for so many of the unit that was billed (PEPPOL-EN16931-R130)."""
    for paths in QUANTITIES:
        nodes = [first(line, path) for path in paths]
        billed, priced = ("" if one is None else one.get("unitCode") or "" for one in nodes)
        if billed and priced and billed != priced:
            yield Finding.of("price-unit-differs", "exception", {"billed": billed[:20], "priced": priced[:20]})


def _share(entry: Node) -> Iterator[Finding]:
    percent, base, amount = (exact(text(entry, one)) for one in (PERCENT, BASE, AMOUNT))
    if percent is None or base is None or amount is None:
        return
    # Some write a factor for the percentage.
    shares = (EXACT.divide(product(base, percent), Decimal(100)), product(base, percent))
    if all(abs(abs(share) - abs(amount)) > SLACK for share in shares):
        told = {"percent": plain(percent), "base": plain(base), "expected": _short(shares[0]), "amount": plain(amount)}
        yield Finding.of("share-differs", "exception", told)


def _trade_price(agreement: Node) -> Iterator[Finding]:
    gross, net = (first(agreement, one) for one in ("GrossPriceProductTradePrice", "NetPriceProductTradePrice"))
    quantities = {exact(text(one, "BasisQuantity")) or Decimal(1) for one in (gross, net)}
    entries = list(each(gross, "AppliedTradeAllowanceCharge"))
    signs = {text(one, "ChargeIndicator/Indicator") or text(one, "ChargeIndicator") for one in entries}
    if len(quantities) == 1 and entries and signs <= OFF:
        off = [text(one, "ActualAmount") for one in entries]
        yield from _price(text(gross, "ChargeAmount"), off, text(net, "ChargeAmount"))


def _price(gross: str | None, off: list[str | None], net: str | None) -> Iterator[Finding]:
    """The net price is the gross price less its discounts (PEPPOL-EN16931-R046)."""
    whole, left, less = exact(gross), exact(net), [exact(one) for one in off]
    known = [one for one in less if one is not None]
    if whole is None or left is None or len(known) < len(less):
        return
    expected = total([whole, *(-one for one in known)])
    if abs(expected - left) > SLACK:
        told = {"gross": plain(whole), "expected": plain(expected), "net": plain(left)}
        yield Finding.of("net-price-differs", "exception", told)


def _short(figure: Decimal) -> str:
    return plain(figure.quantize(CENT))
