"""Sample invoices as Cross Industry Invoice, in every profile of Factur-X; same spec, same bytes."""

from decimal import Decimal

from lxml import etree

from adapters.samples_node import CII, EXEMPT, Node, put, written
from adapters.samples_spec import InvoiceSpec, Party, SampleLine, SampleTax

PROFILES = {
    "MINIMUM": "urn:factur-x.eu:1p0:minimum",
    "BASIC WL": "urn:factur-x.eu:1p0:basicwl",
    "BASIC": "urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic",
    "EN 16931": "urn:cen.eu:en16931:2017",
    "EXTENDED": "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended",
    "XRECHNUNG": "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0",
}
BARE = frozenset({"MINIMUM", "BASIC WL"})
"""Profiles without lines."""


def cii_xml(spec: InvoiceSpec, profile: str = "EN 16931") -> bytes:
    """The invoice as Cross Industry Invoice, in a profile of Factur-X: the lower ones state less."""
    root = etree.Element(f"{{{CII['rsm']}}}CrossIndustryInvoice", nsmap=CII)
    guideline = "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"
    put(root, guideline, PROFILES[profile])
    document = put(root, "rsm:ExchangedDocument")
    put(document, "ram:ID", spec.number)
    put(document, "ram:TypeCode", spec.kind)
    _date(put(document, "ram:IssueDateTime"), spec.issue_date)
    deal = put(root, "rsm:SupplyChainTradeTransaction")
    for position, line in enumerate(() if profile in BARE else spec.lines, start=1):
        _line(put(deal, "ram:IncludedSupplyChainTradeLineItem"), str(position), line)
    agreement = put(deal, "ram:ApplicableHeaderTradeAgreement")
    if spec.buyer_reference:
        put(agreement, "ram:BuyerReference", spec.buyer_reference)
    least = profile == "MINIMUM"
    _party(put(agreement, "ram:SellerTradeParty"), spec.seller, least=least)
    _party(put(agreement, "ram:BuyerTradeParty"), spec.buyer, least=least, buyer=True)
    if spec.purchase_order:
        put(agreement, "ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID", spec.purchase_order)
    delivery = put(deal, "ram:ApplicableHeaderTradeDelivery")
    if not least:
        _date(put(delivery, "ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime"), spec.issue_date)
    _settlement(put(deal, "ram:ApplicableHeaderTradeSettlement"), spec, least=least)
    return written(root)


def _line(node: Node, position: str, line: SampleLine) -> None:
    put(node, "ram:AssociatedDocumentLineDocument/ram:LineID", position)
    put(node, "ram:SpecifiedTradeProduct/ram:Name", line.description)
    agreement = put(node, "ram:SpecifiedLineTradeAgreement")
    if line.order_line:
        put(agreement, "ram:BuyerOrderReferencedDocument/ram:LineID", line.order_line)
    put(agreement, "ram:NetPriceProductTradePrice/ram:ChargeAmount", line.unit_price)
    put(node, "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity", line.quantity, unitCode=line.unit)
    settlement = put(node, "ram:SpecifiedLineTradeSettlement")
    _tax(settlement, *line.taxed)
    put(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount", line.net)


def _party(node: Node, party: Party, *, least: bool, buyer: bool = False) -> None:
    put(node, "ram:Name", party.name)
    if least and buyer:
        return
    address = put(node, "ram:PostalTradeAddress")
    if not least:
        put(address, "ram:LineOne", party.address)
    put(address, "ram:CountryID", party.country)
    put(node, "ram:SpecifiedTaxRegistration/ram:ID", party.tax_id, schemeID="VA")


def _settlement(node: Node, spec: InvoiceSpec, *, least: bool) -> None:
    put(node, "ram:InvoiceCurrencyCode", spec.currency)
    if spec.seller.iban and not least:
        means = put(node, "ram:SpecifiedTradeSettlementPaymentMeans")
        put(means, "ram:TypeCode", "58")
        put(means, "ram:PayeePartyCreditorFinancialAccount/ram:IBANID", spec.seller.iban)
    if not least:
        for group in spec.taxes:
            _tax(node, group.rate, group.category, group)
        for charge, amount in (("false", spec.allowance), ("true", spec.charge)):
            if amount:
                _allowance(put(node, "ram:SpecifiedTradeAllowanceCharge"), charge, amount, spec)
        if spec.due_date:
            _date(put(node, "ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime"), spec.due_date)
    _sums(node, spec, least=least)
    if spec.original and not least:
        put(node, "ram:InvoiceReferencedDocument/ram:IssuerAssignedID", spec.original)


def _date(node: Node, day: str) -> None:
    put(node, "udt:DateTimeString", day.replace("-", ""), format="102")


def _allowance(node: Node, charge: str, amount: Decimal, spec: InvoiceSpec) -> None:
    put(node, "ram:ChargeIndicator/udt:Indicator", charge)
    put(node, "ram:ActualAmount", amount)
    put(node, "ram:Reason", "Freight" if charge == "true" else "Discount")
    rate, category = spec.lines[0].taxed
    entry = put(node, "ram:CategoryTradeTax")
    put(entry, "ram:TypeCode", "VAT")
    put(entry, "ram:CategoryCode", category)
    put(entry, "ram:RateApplicablePercent", rate)


def _sums(node: Node, spec: InvoiceSpec, *, least: bool) -> None:
    money = put(node, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    if not least:
        put(money, "ram:LineTotalAmount", spec.line_total)
        for name, amount in (("Charge", spec.charge), ("Allowance", spec.allowance)):
            if amount:
                put(money, f"ram:{name}TotalAmount", amount)
    put(money, "ram:TaxBasisTotalAmount", spec.net)
    put(money, "ram:TaxTotalAmount", spec.tax, currencyID=spec.currency)
    put(money, "ram:GrandTotalAmount", spec.gross)
    if spec.prepaid and not least:
        put(money, "ram:TotalPrepaidAmount", spec.prepaid)
    put(money, "ram:DuePayableAmount", spec.gross if least else spec.payable)


def _tax(node: Node, rate: Decimal, category: str, group: SampleTax | None = None) -> None:
    entry = put(node, "ram:ApplicableTradeTax")
    if group is not None:
        put(entry, "ram:CalculatedAmount", group.tax)
    put(entry, "ram:TypeCode", "VAT")
    if group is not None:
        if category in EXEMPT:
            put(entry, "ram:ExemptionReason", EXEMPT[category])
        put(entry, "ram:BasisAmount", group.base)
    put(entry, "ram:CategoryCode", category)
    put(entry, "ram:RateApplicablePercent", rate)
