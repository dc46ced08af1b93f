"""What can be changed in the XML of a European invoice, whichever of its two forms it has."""

import copy
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import cast

from lxml import etree

from adapters.samples_node import CII, UBL
from adapters.samples_spec import InvoiceSpec
from adapters.specimens.changes import other_digit

SPACES = UBL | CII
Root = etree._Element
LINES = ("//cac:InvoiceLine", "//cac:CreditNoteLine", "//ram:IncludedSupplyChainTradeLineItem")
LINE_AMOUNT = ("cbc:LineExtensionAmount", ".//ram:LineTotalAmount")
PLACES: dict[str, tuple[str, ...]] = {
    "line-amount": LINE_AMOUNT,
    "quantity": ("cbc:InvoicedQuantity", "cbc:CreditedQuantity", ".//ram:BilledQuantity"),
    "price": ("cac:Price/cbc:PriceAmount", ".//ram:NetPriceProductTradePrice/ram:ChargeAmount"),
    "line-rate": (".//cac:ClassifiedTaxCategory/cbc:Percent", ".//ram:ApplicableTradeTax/ram:RateApplicablePercent"),
}
SUMS = "//ram:SpecifiedTradeSettlementHeaderMonetarySummation"
GROUP = "//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax"
ID = "ram:SpecifiedTaxRegistration/ram:ID"
HEADER: dict[str, tuple[str, ...]] = {
    "tax": ("/*/cac:TaxTotal/cbc:TaxAmount", f"{SUMS}/ram:TaxTotalAmount"),
    "group-tax": ("//cac:TaxSubtotal/cbc:TaxAmount", f"{GROUP}/ram:CalculatedAmount"),
    "group-base": ("//cac:TaxSubtotal/cbc:TaxableAmount", f"{GROUP}/ram:BasisAmount"),
    "net": ("//cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount", "//ram:TaxBasisTotalAmount"),
    "gross": ("//cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount", "//ram:GrandTotalAmount"),
    "payable": ("//cac:LegalMonetaryTotal/cbc:PayableAmount", "//ram:DuePayableAmount"),
    "iban": ("//cac:PayeeFinancialAccount/cbc:ID", "//ram:IBANID"),
    "seller-tax-id": ("//cac:AccountingSupplierParty//cbc:CompanyID", f"//ram:SellerTradeParty//{ID}"),
    "buyer-tax-id": ("//cac:AccountingCustomerParty//cbc:CompanyID", f"//ram:BuyerTradeParty//{ID}"),
}


def xml_changes(honest: bytes, spec: InvoiceSpec, chance: Random, *, held_out: bool) -> Iterator[tuple[str, bytes]]:
    """What the XML alone gives away: a digit of any figure or id, tax overstated, days that are none."""
    root = etree.fromstring(honest)
    if held_out:
        for more in ("0.03", "0.30", "0.99"):
            yield "vat-overstated-held-out", overstated(copy.deepcopy(root), Decimal(more))
        return
    for name, paths in HEADER.items():
        yield from _digit(name, root, paths, chance)
    for name, paths in PLACES.items():
        yield from _digit(
            name, chance.choice(everywhere(root, LINES)), paths, chance, root=root, first=name in ("quantity", "price")
        )
    for more in ("0.02", "0.50", "0.90", "1.50"):
        if spec.tax:
            yield "vat-overstated", overstated(copy.deepcopy(root), Decimal(more))
    year = spec.issue_date[:4]
    old = spec.issue_date.encode() if b"cbc:IssueDate" in honest else spec.issue_date.replace("-", "").encode()
    dash = "-" if b"cbc:IssueDate" in honest else ""
    yield "no-such-day", honest.replace(old, dash.join((year, "02", "31")).encode(), 1)
    yield "from-the-future", honest.replace(old, dash.join(("2031", "03", "01")).encode(), 1)


def _digit(
    name: str, node: Root, paths: tuple[str, ...], chance: Random, root: Root | None = None, *, first: bool = False
) -> Iterator[tuple[str, bytes]]:
    found = [one for one in everywhere(node, paths) if one.text and any(sign.isdigit() for sign in one.text)]
    if not found:
        return
    target = chance.choice(found)
    kept = target.text or ""
    target.text = other_digit(kept, chance, 2 if first else None)
    if Decimal(target.text) != Decimal(kept) if name in NUMERIC else True:
        yield name, etree.tostring(root if root is not None else node.getroottree().getroot())
    target.text = kept


NUMERIC = frozenset({*PLACES, "tax", "group-tax", "group-base", "net", "gross", "payable"})


def overstated(root: Root, more: Decimal) -> bytes:
    """More tax in the first group that has any, and in every total above it: consistent, and wrong."""
    groups = [one for one in everywhere(root, HEADER["group-tax"]) if Decimal(one.text or "0")]
    for one in (
        *groups[:1],
        *everywhere(root, HEADER["tax"]),
        *everywhere(root, HEADER["gross"]),
        *everywhere(root, HEADER["payable"]),
    ):
        one.text = str(Decimal(one.text or "0") + more)
    return etree.tostring(root)


def everywhere(node: Root, paths: tuple[str, ...]) -> list[Root]:
    """All elements at any of the paths."""
    found: list[Root] = []
    for path in paths:
        spaces = {**SPACES, **({"ubl": node.nsmap["ubl"]} if "ubl" in node.nsmap else {})}
        found += cast(list[Root], node.xpath(path, namespaces=spaces))
    return found
