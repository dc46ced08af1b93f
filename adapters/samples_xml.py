"""Sample invoices as UBL 2.1 and as Cross Industry Invoice, within EN 16931; same spec, same bytes."""

from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from adapters.samples_spec import InvoiceSpec, Party, SampleLine

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
UBL = {"ubl": f"{_UBL}Invoice-2", "cac": f"{_UBL}CommonAggregateComponents-2", "cbc": f"{_UBL}CommonBasicComponents-2"}
_CII = "urn:un:unece:uncefact:data:standard:"
CII = {
    "rsm": f"{_CII}CrossIndustryInvoice:100",
    "ram": f"{_CII}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_CII}UnqualifiedDataType:100",
}
Node = etree._Element


def ubl_xml(spec: InvoiceSpec) -> bytes:
    """The invoice in UBL 2.1."""
    root = etree.Element(f"{{{UBL['ubl']}}}Invoice", nsmap=UBL)
    _put(root, "cbc:CustomizationID", "urn:cen.eu:en16931:2017")
    _put(root, "cbc:ID", spec.number)
    _put(root, "cbc:IssueDate", spec.issue_date)
    _put(root, "cbc:InvoiceTypeCode", "380")
    _put(root, "cbc:DocumentCurrencyCode", spec.currency)
    _put(root, "cac:OrderReference/cbc:ID", spec.purchase_order)
    _ubl_party(_put(root, "cac:AccountingSupplierParty/cac:Party"), spec.seller)
    _ubl_party(_put(root, "cac:AccountingCustomerParty/cac:Party"), spec.buyer)
    if spec.seller.iban:
        means = _put(root, "cac:PaymentMeans")
        _put(means, "cbc:PaymentMeansCode", "58")
        _put(means, "cac:PayeeFinancialAccount/cbc:ID", spec.seller.iban)
    _ubl_totals(root, spec)
    for position, line in enumerate(spec.lines, start=1):
        _ubl_line(_put(root, "cac:InvoiceLine"), str(position), line, spec.currency)
    return _bytes(root)


def _ubl_party(node: Node, party: Party) -> None:
    address = _put(node, "cac:PostalAddress")
    _put(address, "cbc:StreetName", party.address)
    _put(address, "cac:Country/cbc:IdentificationCode", party.country)
    scheme = _put(node, "cac:PartyTaxScheme")
    _put(scheme, "cbc:CompanyID", party.tax_id)
    _put(scheme, "cac:TaxScheme/cbc:ID", "VAT")
    _put(node, "cac:PartyLegalEntity/cbc:RegistrationName", party.name)


def _ubl_totals(root: Node, spec: InvoiceSpec) -> None:
    total = _put(root, "cac:TaxTotal")
    _put(total, "cbc:TaxAmount", spec.tax, currencyID=spec.currency)
    for rate, base, tax in spec.taxes:
        part = _put(total, "cac:TaxSubtotal")
        _put(part, "cbc:TaxableAmount", base, currencyID=spec.currency)
        _put(part, "cbc:TaxAmount", tax, currencyID=spec.currency)
        _ubl_category(_put(part, "cac:TaxCategory"), rate)
    money = _put(root, "cac:LegalMonetaryTotal")
    for name, amount in (("LineExtension", spec.net), ("TaxExclusive", spec.net), ("TaxInclusive", spec.gross)):
        _put(money, f"cbc:{name}Amount", amount, currencyID=spec.currency)
    _put(money, "cbc:PayableAmount", spec.gross, currencyID=spec.currency)


def _ubl_line(node: Node, position: str, line: SampleLine, currency: str) -> None:
    _put(node, "cbc:ID", position)
    _put(node, "cbc:InvoicedQuantity", line.quantity, unitCode=line.unit)
    _put(node, "cbc:LineExtensionAmount", line.net, currencyID=currency)
    if line.order_line:
        _put(node, "cac:OrderLineReference/cbc:LineID", line.order_line)
    item = _put(node, "cac:Item")
    _put(item, "cbc:Name", line.description)
    _ubl_category(_put(item, "cac:ClassifiedTaxCategory"), line.tax_rate)
    _put(node, "cac:Price/cbc:PriceAmount", line.unit_price, currencyID=currency)


def _ubl_category(node: Node, rate: Decimal) -> None:
    _put(node, "cbc:ID", "S" if rate else "Z")
    _put(node, "cbc:Percent", rate)
    _put(node, "cac:TaxScheme/cbc:ID", "VAT")


def cii_xml(spec: InvoiceSpec) -> bytes:
    """The invoice as Cross Industry Invoice, Factur-X profile EN 16931."""
    root = etree.Element(f"{{{CII['rsm']}}}CrossIndustryInvoice", nsmap=CII)
    guideline = "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"
    _put(root, guideline, "urn:cen.eu:en16931:2017")
    document = _put(root, "rsm:ExchangedDocument")
    _put(document, "ram:ID", spec.number)
    _put(document, "ram:TypeCode", "380")
    _put(document, "ram:IssueDateTime/udt:DateTimeString", spec.issue_date.replace("-", ""), format="102")
    deal = _put(root, "rsm:SupplyChainTradeTransaction")
    for position, line in enumerate(spec.lines, start=1):
        _cii_line(_put(deal, "ram:IncludedSupplyChainTradeLineItem"), str(position), line)
    agreement = _put(deal, "ram:ApplicableHeaderTradeAgreement")
    _cii_party(_put(agreement, "ram:SellerTradeParty"), spec.seller)
    _cii_party(_put(agreement, "ram:BuyerTradeParty"), spec.buyer)
    _put(agreement, "ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID", spec.purchase_order)
    _put(deal, "ram:ApplicableHeaderTradeDelivery")
    _cii_settlement(_put(deal, "ram:ApplicableHeaderTradeSettlement"), spec)
    return _bytes(root)


def _cii_line(node: Node, position: str, line: SampleLine) -> None:
    _put(node, "ram:AssociatedDocumentLineDocument/ram:LineID", position)
    _put(node, "ram:SpecifiedTradeProduct/ram:Name", line.description)
    agreement = _put(node, "ram:SpecifiedLineTradeAgreement")
    if line.order_line:
        _put(agreement, "ram:BuyerOrderReferencedDocument/ram:LineID", line.order_line)
    _put(agreement, "ram:NetPriceProductTradePrice/ram:ChargeAmount", line.unit_price)
    _put(node, "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity", line.quantity, unitCode=line.unit)
    settlement = _put(node, "ram:SpecifiedLineTradeSettlement")
    _cii_tax(settlement, line.tax_rate)
    _put(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount", line.net)


def _cii_party(node: Node, party: Party) -> None:
    _put(node, "ram:Name", party.name)
    address = _put(node, "ram:PostalTradeAddress")
    _put(address, "ram:LineOne", party.address)
    _put(address, "ram:CountryID", party.country)
    _put(node, "ram:SpecifiedTaxRegistration/ram:ID", party.tax_id, schemeID="VA")


def _cii_settlement(node: Node, spec: InvoiceSpec) -> None:
    _put(node, "ram:InvoiceCurrencyCode", spec.currency)
    if spec.seller.iban:
        means = _put(node, "ram:SpecifiedTradeSettlementPaymentMeans")
        _put(means, "ram:TypeCode", "58")
        _put(means, "ram:PayeePartyCreditorFinancialAccount/ram:IBANID", spec.seller.iban)
    for rate, base, tax in spec.taxes:
        _cii_tax(node, rate, base, tax)
    money = _put(node, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    _put(money, "ram:LineTotalAmount", spec.net)
    _put(money, "ram:TaxBasisTotalAmount", spec.net)
    _put(money, "ram:TaxTotalAmount", spec.tax, currencyID=spec.currency)
    _put(money, "ram:GrandTotalAmount", spec.gross)
    _put(money, "ram:DuePayableAmount", spec.gross)


def _cii_tax(node: Node, rate: Decimal, base: Decimal | None = None, tax: Decimal | None = None) -> None:
    entry = _put(node, "ram:ApplicableTradeTax")
    if base is not None and tax is not None:
        _put(entry, "ram:CalculatedAmount", tax)
    _put(entry, "ram:TypeCode", "VAT")
    if base is not None:
        _put(entry, "ram:BasisAmount", base)
    _put(entry, "ram:CategoryCode", "S" if rate else "Z")
    _put(entry, "ram:RateApplicablePercent", rate)


def _put(node: Node, path: str, value: object = None, **attributes: str) -> Node:
    """Add the elements of `path`, each in the other, and return the innermost with its text and attributes."""
    for prefix, name in _steps(path):
        node = etree.SubElement(node, f"{{{(UBL | CII)[prefix]}}}{name}")
    node.text = None if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)
    for name, text in attributes.items():
        node.set(name, text)
    return node


def _steps(path: str) -> Iterator[tuple[str, str]]:
    for step in path.split("/"):
        prefix, _, name = step.partition(":")
        yield prefix, name


def _bytes(root: Node) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
